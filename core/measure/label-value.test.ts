import { describe, expect, it } from 'vitest';
import { compileValue, type ValueFrom, valueFromSchema } from './label-value.ts';
import type { Labels } from './series.ts';

const JUNE = Date.UTC(2026, 5, 1);

function resolved(from: ValueFrom, labels: Labels, at = JUNE, zone = 'UTC'): string | undefined {
  return compileValue(valueFromSchema.parse(from), zone).of(labels, at);
}

describe('where a part of a series comes from', () => {
  it.each<[string, ValueFrom, Labels, string | undefined]>([
    ['a fixed text', 'v2', {}, 'v2'],
    ['a label', { label: 'version' }, { version: 'v2' }, 'v2'],
    ['the first of several labels that is there', { label: ['a', 'b', 'c'] }, { b: '', c: 'x' }, 'x'],
    ['a default where the label is missing', { label: 'version', default: 'v1' }, {}, 'v1'],
    ['a pattern', { label: 'build', map: { '(\\d+)\\..*': 'v$1' } }, { build: '2.3.1' }, 'v2'],
    ['no pattern that matches', { label: 'build', map: { 'x.*': 'v2' } }, { build: '2.3.1' }, undefined],
    [
      'a rule on other labels',
      [
        { where: { flag: 'new-.*', tier: '!free' }, is: 'v3' },
        { where: { model: 'gpt-5.*' }, is: 'v2' },
        { is: 'v1' },
      ],
      { flag: 'new-router', tier: 'paid', model: 'gpt-5-mini' },
      'v3',
    ],
    [
      'the next rule, where a label is missing',
      [
        { label: 'gen_ai.prompt.version', map: { '7|8': 'v3' } },
        { where: { model: 'gpt-5.*' }, is: 'v2' },
        { is: 'v1' },
      ],
      { model: 'gpt-5-mini' },
      'v2',
    ],
    ['no rule', [{ where: { flag: 'x' }, is: 'v3' }], {}, undefined],
  ])('%s', (_, from, labels, expected) => {
    expect(resolved(from, labels)).toBe(expected);
  });

  const moved: ValueFrom = [
    { where: { model: 'gpt-5' }, until: '2026-05-31', is: 'v2' },
    { where: { model: 'gpt-5' }, from: '2026-06-01', until: '2026-06-30T12:00:00Z', is: 'v3' },
    { is: 'v4' },
  ];

  it.each([
    [JUNE - 1, 'UTC', 'v2'],
    [JUNE, 'UTC', 'v3'],
    [Date.UTC(2026, 5, 30, 11, 59), 'UTC', 'v3'],
    [Date.UTC(2026, 5, 30, 12), 'UTC', 'v4'],
    [JUNE - 1, 'Asia/Kolkata', 'v3'],
    [JUNE - 6 * 3_600_000, 'Asia/Kolkata', 'v2'],
    [JUNE + 3_600_000, 'America/New_York', 'v2'],
  ])('rules hold from and until their days, in their zone: %s in %s', (at, zone, expected) => {
    expect(resolved(moved, { model: 'gpt-5' }, at, zone)).toBe(expected);
  });

  it('says when its answers may change', () => {
    expect(compileValue(moved, 'UTC').turns).toEqual([JUNE, Date.UTC(2026, 5, 30, 12)]);
    expect(compileValue({ label: 'x' }, 'UTC').turns).toEqual([]);
  });

  it.each([
    [{}, 'needs either label, or is'],
    [{ label: 'x', is: 'v2' }, 'needs either label, or is'],
    [{ is: 'v2', default: 'v1' }, 'a fixed text needs neither'],
    [{ label: 'x', from: 'June' }, 'expected a date'],
    [{ label: 'x', where: { y: '(' } }, 'is not a regular expression'],
    [[], 'too_small'],
  ])('%j is refused', (from, why) => {
    expect(JSON.stringify(valueFromSchema.safeParse(from).error?.issues)).toContain(why);
  });
});
