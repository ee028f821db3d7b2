import { beforeAll, expect, test } from 'vitest';
import { seriesId } from '../../core/measure/series.ts';
import { readDrifts } from '../../server/evaluation/drift.ts';
import { RoadmapJudge } from '../../server/evaluation/judge-roadmap.ts';
import { measuredPlace } from '../../server/evaluation/places.ts';
import { RunLibrary } from '../../server/evaluation/run-library.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, NOW, PRODUCT, roadmap, run, V2_HOURLY, writeTraffic } from './scenario.ts';

const DAY = 86_400_000;
const store = new MemoryStore();
const library = new RunLibrary(store);

beforeAll(async () => {
  await writeTraffic(store, 'v2', '2.3.1', V2_HOURLY, { from: NOW - 40 * DAY, to: NOW });
  const series = (measure: string) => {
    const of = {
      product: PRODUCT,
      measure,
      item: 'v2',
      build: '2.3.1',
      environment: 'production',
      labels: {},
    };
    return { ...of, id: seriesId(of) };
  };
  await store.write({
    source: 'grades',
    id: 'one',
    counters: [
      { series: series('graded'), at: NOW - DAY, value: 1000 },
      { series: series('graded_correct'), at: NOW - DAY, value: 800 },
    ],
    evaluations: [run('v2', 1840, 160), run('v2', 50, 50, { at: NOW - 2 * DAY, dataset: 'hard-set' })],
  });
});

async function driftsOf(...criteria: string[]) {
  const plan = roadmap([item('v2', 'live', criteria)]);
  const situation = await new RoadmapJudge(store).situation(plan, NOW);
  const [v2] = plan.items;
  const places = (v2?.gate?.criteria ?? []).map((gateCriterion, index) =>
    measuredPlace(plan, { item: v2, index, gateCriterion }),
  );
  return readDrifts({ store, library }, situation, places);
}

test('production and evaluation stand side by side, whichever of the two decides', async () => {
  const [byRun, byTraffic] = await driftsOf(
    'accuracy >= 85% on evaluation of golden-set',
    'accuracy >= 70% over 14d',
  );
  expect(byRun?.drift).toMatchObject({ beyondNoise: true });
  expect(byRun?.drift.difference).toBeCloseTo(0.8 - 0.92, 12);
  expect(byRun?.production).toMatchObject({ evidence: 'production', n: 1000, to: NOW });
  expect(byRun?.evaluation.evaluation).toMatchObject({ dataset: 'golden-set' });
  // The newest run, which is of another dataset: no criterion names one.
  expect(byTraffic?.drift.difference).toBeCloseTo(0.8 - 0.5, 12);
  expect(byTraffic?.production.to).toBe(NOW);
  expect((byTraffic?.production.to ?? 0) - (byTraffic?.production.from ?? 0)).toBe(14 * DAY);
});

test('what one of the two cannot say has no drift', async () => {
  const drifts = await driftsOf(
    'attested by security',
    'error_rate < 1%',
    'hallucination_rate < 3%',
    'accuracy >= 70% where tier = gold',
    'critical_failures = 0 on evaluation of golden-set',
  );
  expect(drifts).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
