import { describe, expect, test } from 'vitest';
import type { GateHistoryJson } from '../../server/http/contract/history.ts';
import {
  firstPassedWords,
  type GateStretch,
  historyBlocks,
  historyTable,
  lastFailedWords,
  reckonedWords,
  timeInWords,
} from './gate-history-words.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const WRITING = { zone: 'UTC', now: NOW };

function stretch(state: GateStretch['state'], from: number, own: Partial<GateStretch> = {}): GateStretch {
  return {
    state,
    waived: false,
    reckoned: false,
    from: NOW - from * DAY,
    sentence: `It is ${state}.`,
    revision: 'one',
    ...own,
  };
}

const FAILING = stretch('fail', 30);
const PASSED = stretch('pass', 60, { to: FAILING.from, reckoned: true });

const HISTORY: GateHistoryJson = {
  knownSince: PASSED.from,
  judgedSince: NOW - DAY,
  firstPassed: PASSED,
  lastFailed: FAILING,
  timeIn: [
    { state: 'pass', ms: 30 * DAY },
    { state: 'fail', ms: 30 * DAY },
  ],
  stretches: [FAILING, PASSED],
};

describe('a gate’s history in words', () => {
  test('says when it first passed, or how', () => {
    expect(firstPassedWords(HISTORY, WRITING)).toBe('24 Sept');
    const never = { timeIn: [], stretches: [] };
    expect(firstPassedWords(never, WRITING)).toBe('not yet');
    const waived = { ...never, firstWaived: stretch('pass', 3, { waived: true }) };
    expect(firstPassedWords(waived, WRITING)).toBe('not yet by itself; by waivers on 20 Nov');
  });

  test('says when it last failed, and whether it still does', () => {
    expect(lastFailedWords(HISTORY, WRITING)).toBe('since 24 Oct');
    const over = { ...HISTORY, lastFailed: stretch('fail', 30, { to: NOW - 20 * DAY }) };
    expect(lastFailedWords(over, WRITING)).toBe('24 Oct – 3 Nov');
    const short = { ...HISTORY, lastFailed: stretch('fail', 30, { to: FAILING.from + 3_600_000 }) };
    expect(lastFailedWords(short, WRITING)).toBe('24 Oct');
    expect(lastFailedWords({ timeIn: [], stretches: [] }, WRITING)).toBe('not yet');
  });

  test('says how long it was in each state', () => {
    expect(timeInWords(HISTORY.timeIn)).toEqual(['Pass 30 days (50 %)', 'Fail 30 days (50 %)']);
    expect(timeInWords([{ state: 'waived', ms: 0 }])).toEqual(['Pass, by waivers 0 s']);
  });

  test('never passes off what was reckoned as judged', () => {
    expect(reckonedWords(HISTORY, WRITING)).toContain(
      'before Sun 22 Nov 2026, 12:00 was reckoned afterwards',
    );
    const judged = { ...HISTORY, stretches: [FAILING] };
    expect(reckonedWords(judged, WRITING)).toBeUndefined();
    expect(historyTable(HISTORY.stretches, WRITING).rows[1]?.[0]).toContain('(reckoned)');
  });

  test('is a line from what is known to now, on which a moment is seen', () => {
    const [first, second] = historyBlocks(HISTORY, WRITING);
    expect(first).toMatchObject({ look: 'pass', from: 0, to: 0.5 });
    expect(second).toMatchObject({ look: 'fail', from: 0.5, to: 1 });
    const moment = { ...HISTORY, stretches: [stretch('no-data', 0), PASSED] };
    const last = historyBlocks(moment, WRITING).at(-1);
    expect((last?.to ?? 0) - (last?.from ?? 0)).toBeGreaterThan(0.002);
    expect(historyBlocks({ timeIn: [], stretches: [] }, WRITING)).toEqual([]);
  });
});
