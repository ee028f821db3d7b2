import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VERDICTS, type VerdictState } from '../gate/verdict.ts';
import { type GateChange, gateHistory, sinceWhen } from './gate-history.ts';

const DAY = 86_400_000;

function change(day: number, to: VerdictState, known: Partial<GateChange> = {}): GateChange {
  return { at: day * DAY, to, waived: false, reckoned: false, sentence: `${to}.`, revision: 'one', ...known };
}

describe('the history of a gate', () => {
  test('of nothing is nothing', () => {
    expect(gateHistory([], 9)).toEqual({ stretches: [], timeIn: {} });
    expect(sinceWhen([])).toBeUndefined();
  });

  test('says when it first passed, when it last failed, and how long it was in each state', () => {
    const history = gateHistory(
      [
        change(0, 'unproven'),
        change(10, 'pass'),
        change(20, 'fail'),
        change(25, 'no-data'),
        change(26, 'fail'),
        change(30, 'pass'),
      ],
      40 * DAY,
    );
    expect(history.knownSince).toBe(0);
    expect(history.firstPassed).toMatchObject({ from: 10 * DAY, to: 20 * DAY });
    expect(history.lastFailed).toMatchObject({ from: 26 * DAY, to: 30 * DAY });
    expect(history.timeIn).toEqual({
      unproven: 10 * DAY,
      pass: 20 * DAY,
      fail: 9 * DAY,
      'no-data': DAY,
    });
  });

  test('leaves a failure that goes on without an end', () => {
    const { lastFailed, firstPassed } = gateHistory([change(0, 'pass'), change(3, 'fail')], 5 * DAY);
    expect(lastFailed).not.toHaveProperty('to');
    expect(firstPassed?.to).toBe(3 * DAY);
  });

  test('joins a past that was reckoned with what was judged after it', () => {
    const changes = [
      change(0, 'pass', { reckoned: true }),
      change(5, 'fail', { reckoned: true, sentence: 'It fails on cost.' }),
      change(9, 'fail'),
    ];
    const history = gateHistory(changes, 10 * DAY);
    expect(history.stretches.map(({ state, from, reckoned }) => [state, from / DAY, reckoned])).toEqual([
      ['pass', 0, true],
      ['fail', 5, true],
    ]);
    expect(history.judgedSince).toBe(9 * DAY);
    expect(history.lastFailed?.sentence).toBe('It fails on cost.');
    expect(sinceWhen(changes)).toEqual({ at: 5 * DAY, reckoned: true, state: 'fail' });
  });

  test('never takes a pass by waivers for a pass', () => {
    const waived = [change(0, 'fail'), change(2, 'pass', { waived: true })];
    const history = gateHistory([...waived, change(8, 'fail')], 10 * DAY);
    expect(history.firstPassed).toBeUndefined();
    expect(history.firstWaived).toMatchObject({ from: 2 * DAY, to: 8 * DAY });
    expect(history.timeIn).toEqual({ fail: 4 * DAY, waived: 6 * DAY });
    const passed = [...waived, change(5, 'pass')];
    expect(gateHistory(passed, 10 * DAY).firstPassed).toMatchObject({ from: 5 * DAY });
    // Its state is pass since day 2, by whatever means.
    expect(sinceWhen(passed)).toMatchObject({ at: 2 * DAY });
  });

  test('knows nothing of what is still to come', () => {
    expect(gateHistory([change(1, 'pass'), change(7, 'fail')], 3 * DAY)).toMatchObject({
      stretches: [{ state: 'pass' }],
      timeIn: { pass: 2 * DAY },
    });
  });

  test('accounts for all of the time, in stretches that differ from their neighbours', () => {
    const changes = fc
      .array(
        fc.record({
          after: fc.integer({ min: 0, max: 20 }),
          to: fc.constantFrom(...VERDICTS),
          waived: fc.boolean(),
          reckoned: fc.boolean(),
        }),
        { minLength: 1, maxLength: 30 },
      )
      .map((all) => {
        let at = 0;
        return all.map(({ after, ...rest }) => {
          at += after;
          return change(at, rest.to, rest);
        });
      });
    fc.assert(
      fc.property(changes, fc.integer({ min: 0, max: 30 }), (some, more) => {
        const now = (some.at(-1)?.at ?? 0) + more * DAY;
        const { stretches, timeIn, knownSince } = gateHistory(some, now);
        const all = Object.values(timeIn).reduce((sum, ms) => sum + ms, 0);
        expect(all).toBe(now - (knownSince ?? now));
        for (const [i, { to, state, waived }] of stretches.entries()) {
          const next = stretches[i + 1];
          expect(to).toBe(next?.from);
          const key = (one: { state: string; waived: boolean }) =>
            one.state === 'pass' ? `pass ${one.waived}` : one.state;
          if (next !== undefined) expect(key(next)).not.toBe(key({ state, waived }));
        }
        expect(sinceWhen(some)?.state).toBe(some.at(-1)?.to);
      }),
      { seed: 5 },
    );
  });
});
