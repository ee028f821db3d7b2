import { expect, test } from 'vitest';
import { formatBytes } from './byte-text.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [412_000_000, '412 MB'],
  [999_600_000, '1.0 GB'],
  [5_310_000_000_000, '5.3 TB'],
  [9e18, '9000000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
