import { expect, test } from 'vitest';
import { cssString, pageRule } from './print-frame.ts';

test('whatever a product is called, it stays one string', () => {
  expect(cssString('Ticket routing')).toBe('"Ticket routing"');
  expect(cssString('a "b" \\ c')).toBe('"a \\"b\\" \\\\ c"');
  expect(cssString('two\nlines')).toBe('"two lines"');
});

test('each sheet says what it is of and which one it is', () => {
  const rule = pageRule({ left: 'Ticket routing, Q4 2026', right: 'Europe/Berlin' });
  expect(rule).toContain('@top-left { content: "Ticket routing, Q4 2026"');
  expect(rule).toContain('counter(pages)');
  expect(rule).toContain('size: portrait');
  expect(pageRule({ left: 'a', right: 'b', landscape: true })).toContain('size: landscape');
});
