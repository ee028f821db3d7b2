import { expect, test } from 'vitest';
import { unbroken } from './unbroken.ts';

const shown = (text: string) => unbroken(text).replaceAll('\u00a0', '_').replaceAll('\u2060', '~');

test.each([
  ['28 days, 1.2 M requests, 99.8 % priced', '28_days, 1.2_M requests, 99.8_% priced'],
  ['1.84 s against under 2 s', '1.84_s against under 2_s'],
  ['v2 − 3 pp', 'v2 − 3_pp'],
  ['−$0.001 a week, −1 pp', '−~$0.001 a week, −1_pp'],
  ['2 sources, 5 more', '2 sources, 5 more'],
  ['from 3 Monday on', 'from 3 Monday on'],
])('“%s” is kept together where it must', (text, kept) => {
  expect(shown(text)).toBe(kept);
});
