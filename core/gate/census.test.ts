import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DecidedDay, settle } from './census.ts';
import type { VerdictState } from './verdict.ts';

const STATES: Readonly<Record<string, VerdictState>> = {
  P: 'pass',
  F: 'fail',
  U: 'unproven',
  '-': 'no-data',
};

function days(pattern: string): DecidedDay[] {
  return [...pattern].map((mark, at) => ({ at, state: STATES[mark] ?? 'no-data' }));
}

/** The state, the day that decides, and the one that waits. */
function settled(pattern: string): string {
  const found = settle(days(pattern));
  const mark = Object.keys(STATES).find((one) => STATES[one] === found?.deciding.state);
  const pending = found?.pending === undefined ? '' : `, ${found.pending.at} waits`;
  return `${mark} of ${found?.deciding.at}${pending}${found?.open ? ', open' : ''}`;
}

test.each([
  ['P', 'P of 0, open'],
  ['PP', 'P of 1'],
  ['PPF', 'P of 1, 2 waits'],
  ['PPFF', 'F of 3'],
  ['PPFP', 'P of 3'],
  ['PPFPF', 'P of 3, 4 waits'],
  ['PPFU', 'P of 1, 3 waits'],
  ['PPFUU', 'U of 4'],
  ['PF', 'P of 0, 1 waits, open'],
  ['PFPFPF', 'P of 4, 5 waits, open'],
  ['--P', 'P of 2, open'],
  ['--PF', 'P of 2, 3 waits, open'],
  ['PP-', '- of 2'],
  ['PP-F', 'P of 1, 3 waits'],
  ['PP-FF', 'F of 4'],
  ['PPF-F', 'F of 4'],
  ['---', '- of 2'],
])('%s', (pattern, expected) => {
  expect(settled(pattern)).toBe(expected);
});

test('no days, no verdict', () => {
  expect(settle([])).toBeUndefined();
});

/** The rule as it is told, day after day. */
function toldDayAfterDay(states: readonly VerdictState[]): VerdictState | undefined {
  let verdict: VerdictState | undefined;
  let before: VerdictState | undefined;
  for (const state of states) {
    if (state === 'no-data') continue;
    if (verdict === undefined || state === before) verdict = state;
    before = state;
  }
  return states.at(-1) === 'no-data' ? 'no-data' : verdict;
}

test('is what somebody says who follows it day after day', () => {
  const state = fc.constantFrom<VerdictState>('pass', 'fail', 'unproven', 'no-data');
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 40 }), (states) => {
      const found = settle(states.map((one, at) => ({ at, state: one })));
      expect(found?.deciding.state).toBe(toldDayAfterDay(states));
    }),
    { seed: 4, numRuns: 2000 },
  );
});

test('needs no more than the two newest days when they agree', () => {
  const state = fc.constantFrom<VerdictState>('pass', 'fail', 'unproven');
  fc.assert(
    fc.property(fc.array(state, { minLength: 2, maxLength: 20 }), (states) => {
      const all = states.map((one, at) => ({ at, state: one }));
      const few = settle(all.slice(-2));
      fc.pre(few !== undefined && !few.open);
      expect(settle(all)).toEqual(few);
    }),
    { seed: 5 },
  );
});
