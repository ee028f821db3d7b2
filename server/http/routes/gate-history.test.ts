import { afterEach, describe, expect, it } from 'vitest';
import type { GateChange } from '../../../core/history/gate-history.ts';
import type { LoggedEvent } from '../../../core/ports.ts';
import { VERDICT_CHANGED } from '../../evaluation/verdict-change.ts';
import type { GateHistoryResponse } from '../contract/history.ts';
import { type AppUnderTest, appUnderTest, bodyOf, loaded, roadmapOf } from '../testing/app-under-test.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const ago = (days: number) => NOW - days * DAY;

const V3 = {
  id: 'v3',
  title: 'Model v3',
  track: 'models',
  lifecycle: 'live',
  needs: [],
  milestones: [],
  experience: [],
} as const;

const CHANGES: readonly GateChange[] = [
  { at: ago(30), to: 'pass', waived: false, reckoned: true, sentence: 'v3 passes.', revision: 'one' },
  { at: ago(10), to: 'fail', waived: false, reckoned: false, sentence: 'v3 fails.', revision: 'two' },
];

const COMMON = { product: 'desk', item: 'v3' };
const VERDICT = { ...COMMON, type: VERDICT_CHANGED };

/** As they were logged. */
const EVENTS: readonly Omit<LoggedEvent, 'sequence'>[] = [
  {
    ...VERDICT,
    at: ago(10),
    data: { of: 'gate', from: 'pass', to: 'fail', sentence: 'v3 fails.', revision: 'two' },
  },
  {
    ...VERDICT,
    at: ago(10),
    data: {
      of: 'criterion',
      criterion: 'cost_per_request < $0.01',
      from: 'pass',
      to: 'fail',
      reason: 'missed',
      sentence: 'v3 fails on cost per request.',
      value: 0.0123,
      n: 5000,
      target: 0.01,
      revision: 'two',
    },
  },
  {
    ...COMMON,
    at: ago(12),
    type: 'due-changed',
    data: {
      of: 'gate',
      from: '2026-11-30',
      to: '2026-12-31',
      sentence: 'The gate of v3 is due on 31 Dec 2026 instead of 30 Nov 2026.',
      revision: 'two',
      previous: 'one',
    },
  },
  { ...VERDICT, at: ago(11), data: { to: 'of another age' } },
  // Logged last, and the oldest.
  {
    ...VERDICT,
    at: ago(30),
    data: { of: 'gate', from: null, to: 'pass', reckoned: 'r', sentence: 'v3 passes.', revision: 'one' },
  },
];

describe('the history of a gate', () => {
  let app: AppUnderTest;
  afterEach(() => app.close());

  async function ask(path: string, items: (typeof V3)[] = [V3]) {
    app = await appUnderTest({
      roadmaps: [loaded(roadmapOf({ items }))],
      gateChanges: new Map([['v3', CHANGES]]),
      events: EVENTS.map((event, i) => ({ ...event, sequence: i })).reverse(),
    });
    return app.ask(`/api/v1/products/desk/gates/${path}`);
  }

  it('says how it stood, what changed why, and what was promised meanwhile', async () => {
    const answer = await bodyOf<GateHistoryResponse>(ask('v3/history'));
    const { history, changes, promises } = answer;
    expect(history).toMatchObject({
      knownSince: ago(30),
      judgedSince: ago(10),
      firstPassed: { from: ago(30), to: ago(10), reckoned: true },
      lastFailed: { from: ago(10), sentence: 'v3 fails.' },
      timeIn: [
        { state: 'pass', ms: 20 * DAY },
        { state: 'fail', ms: 10 * DAY },
      ],
    });
    expect(history.stretches.map(({ state }) => state)).toEqual(['fail', 'pass']);
    expect(changes.map(({ at, of, text }) => [at, of, text])).toEqual([
      [
        ago(10),
        'criterion',
        'v3, cost_per_request < $0.01 went from pass to fail. v3 fails on cost per request.',
      ],
      [ago(10), 'gate', 'The gate of v3 went from pass to fail. v3 fails.'],
      [ago(30), 'gate', 'The gate of v3 was at first, as reckoned afterwards: pass. v3 passes.'],
    ]);
    expect(changes[0]).toMatchObject({ value: 0.0123, target: 0.01, n: 5000, revision: 'two' });
    expect(promises).toMatchObject([
      { of: 'gate', from: '2026-11-30', to: '2026-12-31', revision: 'two', previous: 'one' },
    ]);
  });

  it('goes back page by page', async () => {
    const first = await bodyOf<GateHistoryResponse>(ask('v3/history?limit=1'));
    expect(first.changes).toHaveLength(1);
    const before = await app.ask(`/api/v1/products/desk/gates/v3/history?to=${ago(10)}`);
    const { changes } = await bodyOf<GateHistoryResponse>(before);
    expect(changes.map(({ to }) => to)).toEqual(['pass']);
    expect((await app.ask('/api/v1/products/desk/gates/v3/history?limit=0')).status).toBe(400);
  });

  it('outlives the item’s place on the roadmap', async () => {
    const answer = await bodyOf<GateHistoryResponse>(ask('v3/history', []));
    expect(answer.changes).toHaveLength(3);
  });

  it('is none of an item of which nothing is known', async () => {
    const answer = await ask('v4/history');
    expect(answer.status).toBe(404);
    expect(await bodyOf(answer)).toMatchObject({ detail: 'The roadmap of Ticket desk has no item "v4".' });
  });
});
