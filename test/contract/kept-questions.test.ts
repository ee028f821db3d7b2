import { expect, test } from 'vitest';
import { SeriesInterner } from '../../core/measure/series.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { RoadmapJudge } from '../../server/evaluation/judge-roadmap.ts';
import type { Candidate } from '../../server/evaluation/situation.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, NOW, PRODUCT, roadmap, V2_HOURLY, V3_HOURLY, writeTraffic } from './scenario.ts';

/** What is asked at every look is kept; here is what may come between one look and the next. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const interner = new SeriesInterner({ maxLabelSets: 100 });

/** Hours of graded answers of a version, so many of ten of them right. */
async function writeGrades(store: MeasurementStore, version: string, right: number): Promise<void> {
  const counters = [];
  const observations = [];
  for (let at = NOW - 5 * DAY + HOUR - 1; at < NOW; at += HOUR) {
    for (const [measure, value] of [
      ['graded', 10],
      ['graded_correct', right],
    ] as const) {
      const known = { product: PRODUCT, measure, item: version, environment: 'production' };
      counters.push({ series: interner.intern({ ...known, build: '', labels: {} }), at, value });
      observations.push({ ...known, at, durationMs: HOUR });
    }
  }
  await store.write({ source: 'grades', id: version, counters, observations });
}

async function past(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await writeTraffic(store, 'v2', '2.0', V2_HOURLY, { from: NOW - 5 * DAY, to: NOW });
  await writeTraffic(store, 'v3', '3.0', V3_HOURLY, { from: NOW - 5 * DAY, to: NOW });
  await writeGrades(store, 'v2', 9);
  await writeGrades(store, 'v3', 7);
  return store;
}

/** Verdicts by what was kept beside those of one who has just begun. */
async function expectAsAnew(
  kept: RoadmapJudge,
  store: MeasurementStore,
  { of, now, candidate }: { readonly of: Roadmap; readonly now: number; readonly candidate?: Candidate },
): Promise<void> {
  const anew = await new RoadmapJudge(store).judge(structuredClone(of), now, undefined, candidate);
  expect(await kept.judge(of, now, undefined, candidate)).toEqual(anew);
}

test('a build that is about to ship is judged between two looks, and disturbs neither', async () => {
  const store = await past();
  const of = roadmap([
    item('v2', 'live', ['accuracy >= 85% over 48h n>=5', 'accuracy >= 85% over 48h n>=5 for 1d']),
    item('v3', 'rollout', ['accuracy >= 85% over 48h n>=5', 'error_rate < 1% over 48h']),
  ]);
  const candidate = { item: 'v3', build: '3.0' };
  for (const first of [{}, { candidate }]) {
    const judge = new RoadmapJudge(store);
    const own = structuredClone(of);
    await expectAsAnew(judge, store, { of: own, now: NOW, ...first });
    await expectAsAnew(judge, store, { of: own, now: NOW + 15_000, candidate });
    await expectAsAnew(judge, store, { of: own, now: NOW + 30_000 });
  }
});

test('samples are read as their own when another version turns out to be live', async () => {
  const store = await past();
  const of = roadmap([
    item('v4', 'rollout', ['cost_per_request <= 130% of live over 48h']),
    item('v2', 'live', ['latency_p99 < 2s over 48h', 'accuracy >= live - 5pp over 48h n>=5']),
    item('v3', 'rollout', ['accuracy >= 85% over 48h n>=5', 'accuracy >= live - 5pp over 48h n>=5']),
  ]);
  const judge = new RoadmapJudge(store);
  await expectAsAnew(judge, store, { of, now: NOW });
  // The day that closed last comes to have had more of v3 than of v2.
  const late = { ...V3_HOURLY, requests: 5_000 };
  await writeTraffic(store, 'v3', '3.1', late, { from: NOW - 2 * DAY, to: NOW - 18 * HOUR });
  await expectAsAnew(judge, store, { of, now: NOW + 15_000 });
});
