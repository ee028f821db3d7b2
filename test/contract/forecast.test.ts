import { beforeAll, expect, test } from 'vitest';
import type { CriterionVerdict } from '../../core/gate/verdict.ts';
import type { Item } from '../../core/roadmap/roadmap.ts';
import { noForecast, readForecasts } from '../../server/evaluation/forecasts.ts';
import { RoadmapJudge } from '../../server/evaluation/judge-roadmap.ts';
import { measuredPlace } from '../../server/evaluation/places.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, NOW, roadmap, V2_HOURLY, writeTraffic } from './scenario.ts';

const DAY = 86_400_000;
/** The last midnight in Berlin. */
const MIDNIGHT = Date.UTC(2026, 10, 22, 23);
const DUE = '2026-12-20';
const store = new MemoryStore();

/** Eight weeks in which a request costs $0.001 less each week, from $0.030 on; the last three of them are of another build. */
beforeAll(async () => {
  for (let week = 0; week < 8; week += 1) {
    const from = MIDNIGHT - (8 - week) * 7 * DAY;
    const hourly = { ...V2_HOURLY, cost: 30 - week };
    await writeTraffic(store, 'v2', week < 5 ? '2.3' : '2.4', hourly, { from, to: from + 7 * DAY });
  }
});

async function judgedOf(v2: Item, known: Partial<CriterionVerdict>) {
  const plan = roadmap([v2]);
  const situation = await new RoadmapJudge(store).situation(plan, NOW);
  const judged = (v2.gate?.criteria ?? []).map((gateCriterion, index) => ({
    place: measuredPlace(plan, { item: v2, index, gateCriterion }),
    verdict: {
      text: gateCriterion.criterion.text,
      kind: 'measured',
      state: 'fail',
      reason: 'missed',
      sentence: '',
      advisory: false,
      defaults: [],
      ...known,
    } satisfies CriterionVerdict,
  }));
  return { situation, judged };
}

async function forecastsOf(v2: Item, known: Partial<CriterionVerdict>) {
  const { situation, judged } = await judgedOf(v2, known);
  return readForecasts(store, situation, judged);
}

test('the trend of a cost is carried on to the due date, across a change of build that it names', async () => {
  const gate = item('v2', 'live', ['cost_per_request <= $0.022 over 14d'], { due: DUE });
  const [found] = await forecastsOf(gate, { target: 0.022 });
  expect(found).toMatchObject({
    state: 'on-track',
    weeks: 8,
    crossed: true,
    build: { build: '2.4', from: MIDNIGHT - 21 * DAY },
  });
  expect(found?.slope?.value).toBeCloseTo(-0.001, 9);
  // The middle of the last week had $0.023, and that of the window that ends on the due date is 24.5 days later.
  expect(found?.expected?.value).toBeCloseTo(0.023 - (0.001 * 24.5) / 7, 6);
  // A week of summer time's end is an hour longer.
  expect(found?.sentence).toBe(
    'At −$0.001 a week (−$0.001 to −$0.000999) $0.0220 is reached about 3 Dec 2026; due 20 Dec 2026: on track, by 8 weeks, across the change to build 2.4 on 2 Nov 2026.',
  );
});

test('only what is not met, due, and has a trend of its own is forecast', async () => {
  const texts = ['cost_per_request <= $0.022 over 14d'];
  const target = 0.022;
  const due = item('v2', 'live', texts, { due: DUE });
  expect(await forecastsOf(due, { target, state: 'pass' })).toEqual([undefined]);
  expect(await forecastsOf(due, { target, state: 'no-data' })).toEqual([undefined]);
  expect(await forecastsOf(item('v2', 'live', texts), { target })).toEqual([undefined]);
  expect(await forecastsOf(item('v2', 'live', texts, { due: '2026-11-22' }), { target })).toEqual([
    undefined,
  ]);
});

test('what is due and has no trend of its own says why it is not forecast', async () => {
  const others = [
    'accuracy >= 85% on evaluation',
    'error_rate < 1% each region',
    'requests >= 5000',
    'error_rate = 0%',
    'cost_per_request <= $0.022 over 14d',
    'attested by security',
  ];
  const due = item('v2', 'live', others, { due: DUE });
  const found = await forecastsOf(due, { target: 0.5 });
  expect(others.filter((_, i) => found[i] !== undefined)).toEqual(['cost_per_request <= $0.022 over 14d']);
  const { situation, judged } = await judgedOf(due, { target: 0.5 });
  expect(judged.map((one) => noForecast(situation, one)?.sentence)).toEqual([
    'No forecast for 20 Dec 2026: a run measures one build, and builds differ in steps, not along a trend; the next run will tell.',
    'No forecast for 20 Dec 2026: every region has to meet it, and which of them is last may change.',
    'No forecast for 20 Dec 2026: it adds up over its window, and what one window came to leads to no other.',
    'No forecast for 20 Dec 2026: no trend leads to exactly one number.',
    undefined,
    undefined,
  ]);
  const met = await judgedOf(due, { state: 'pass' });
  expect(met.judged.map((one) => noForecast(met.situation, one))).toEqual(others.map(() => undefined));
});
