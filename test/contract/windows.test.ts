import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seriesId } from '../../core/measure/series.ts';
import type { CounterPoint, Observation } from '../../core/ports.ts';
import { TRACKS } from '../../core/roadmap/roadmap.ts';
import { EvaluationLoop } from '../../server/evaluation/evaluation-loop.ts';
import { MemoryEventLog } from '../../server/store/memory/memory-event-log.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, NOW, PRODUCT, roadmap, writeGauge } from './scenario.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Midnights of New York, in summer and on the day on which winter begins. */
const SEPTEMBER = Date.UTC(2026, 8, 1, 4);
const NOVEMBER = Date.UTC(2026, 10, 1, 4);
/** The last midnight there: what is judged ends with the day that closed last. */
const CLOSED = Date.UTC(2026, 10, 23, 5);

/** Of a thousand requests an hour in each stream so many fail: before September, in September and October, since. */
const STREAMS = [
  { environment: 'production', region: 'eu', failed: [100, 10, 1] },
  { environment: 'production', region: 'us', failed: [100, 30, 5] },
  { environment: 'staging', region: 'eu', failed: [100, 100, 50] },
] as const;

describe('windows, filters and environments of a criterion, from its text to its verdict', () => {
  let store: MemoryStore;
  let loop: EvaluationLoop;

  beforeEach(async () => {
    store = new MemoryStore();
    const counters: CounterPoint[] = [];
    const observations: Observation[] = [];
    for (const { environment, region, failed } of STREAMS) {
      for (let at = NOW - 100 * DAY + HOUR; at <= NOW; at += HOUR) {
        const bad = failed[at <= SEPTEMBER ? 0 : at <= NOVEMBER ? 1 : 2];
        for (const [measure, value] of [
          ['requests', 1000],
          ['requests_failed', bad],
        ] as const) {
          const key = {
            product: PRODUCT,
            measure,
            item: 'v2',
            build: '2.3.1',
            environment,
            labels: { region },
          };
          counters.push({ series: { ...key, id: seriesId(key) }, at: at - 1, value });
          observations.push({ ...key, at: at - 1, durationMs: HOUR });
        }
      }
    }
    await store.write({ source: 'traffic', id: 'all', counters, observations });
    await writeGauge(store, 'labeled_examples', 5120, { from: NOW - 20 * DAY, to: NOW });
  });
  afterEach(() => store.close());

  async function judged(items: readonly ReturnType<typeof item>[]) {
    const current = {
      roadmap: roadmap(items, { zone: 'America/New_York', fiscalYearStart: 3 }),
      revision: 'one',
    };
    loop = new EvaluationLoop({
      store,
      events: new MemoryEventLog(),
      clock: { now: () => NOW },
      roadmaps: { products: () => [PRODUCT], current: () => current },
      onError: (_product, error) => {
        throw error;
      },
    });
    await loop.run();
    return loop.gates(PRODUCT) ?? [];
  }

  /** The share that failed from an instant until the last day closed, of streams taken together. */
  function share(from: number, streams: readonly (typeof STREAMS)[number][]): number {
    const hours = [
      Math.max(0, NOVEMBER - Math.max(from, SEPTEMBER)) / HOUR,
      (CLOSED - Math.max(from, NOVEMBER)) / HOUR,
    ] as const;
    const failed = streams.reduce((sum, { failed: of }) => sum + hours[0] * of[1] + hours[1] * of[2], 0);
    return failed / (streams.length * 1000 * (hours[0] + hours[1]));
  }

  const [eu, us, staging] = STREAMS;
  test.each([
    ['error_rate < 1% over month', NOVEMBER, [eu, us], 'pass'],
    ['error_rate < 1% over quarter', SEPTEMBER, [eu, us], 'fail'],
    ['error_rate < 1% where region = eu over quarter', SEPTEMBER, [eu], 'pass'],
    ['error_rate < 1% where region = us over quarter', SEPTEMBER, [us], 'fail'],
    ['error_rate < 1% in staging over month', NOVEMBER, [staging], 'fail'],
    ['error_rate < 0.5% each region over month', NOVEMBER, undefined, 'fail'],
  ] as const)('%s', async (text, from, streams, state) => {
    const [gate] = await judged([item('v2', 'live', [text])]);
    const verdict = gate?.criteria[0];
    expect(verdict?.state).toBe(state);
    if (streams === undefined) return;
    expect(verdict?.actual).toMatchObject({ from, to: CLOSED });
    expect(verdict?.actual?.value).toBeCloseTo(share(from, streams), 12);
  });

  test('gates stand on items of every track', async () => {
    const items = TRACKS.map((track) =>
      item(`one-of-${track}`, 'live', ['labeled_examples >= 5000'], { track }),
    );
    const gates = await judged(items);
    expect(gates.map(({ item: id, state }) => [id, state])).toEqual(
      TRACKS.map((track) => [`one-of-${track}`, 'pass']),
    );
  });
});
