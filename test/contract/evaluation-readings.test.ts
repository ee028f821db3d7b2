import { beforeAll, describe, expect, test } from 'vitest';
import type { BreakerTransition } from '../../core/alert/breaker.ts';
import { seriesId } from '../../core/measure/series.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import type { SpendLimit } from '../../core/roadmap/roadmap.ts';
import {
  readActuals,
  readLatestEvaluation,
  readSteps,
  shownWindow,
} from '../../server/evaluation/actuals.ts';
import { readBreakers } from '../../server/evaluation/breakers.ts';
import { type ChartAsk, chartSeries } from '../../server/evaluation/chart-series.ts';
import { parseStep } from '../../server/evaluation/chart-steps.ts';
import { RoadmapJudge } from '../../server/evaluation/judge-roadmap.ts';
import { readLiveMisses } from '../../server/evaluation/live.ts';
import { RunLibrary } from '../../server/evaluation/run-library.ts';
import { readSpend } from '../../server/evaluation/spend.ts';
import { liveItem, TrafficBook, trafficShares } from '../../server/evaluation/traffic.ts';
import { chartPoint } from '../../server/http/contract/actuals.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import {
  criterionOf,
  item,
  NOW,
  PRODUCT,
  roadmap,
  run,
  V2_HOURLY,
  V3_HOURLY,
  writePast,
  writeTraffic,
} from './scenario.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const V2 = item('v2', 'live');
const V3 = item('v3', 'rollout');
const ROADMAP = roadmap([V2, V3]);
const store = new MemoryStore();

function signal(name: string) {
  const found = ROADMAP.signals[name];
  if (found === undefined) throw new Error(name);
  return found;
}

beforeAll(async () => {
  await writePast(store);
});

describe('what a page shows beside its gates', () => {
  test('actuals of any signal, in the order that they were asked for', async () => {
    const window = shownWindow(ROADMAP, signal('cost_per_request'), NOW);
    expect(window).toEqual({ from: NOW - 28 * DAY, to: NOW });
    const [cost, errors, whole] = await readActuals(store, PRODUCT, [
      { item: V3, signal: signal('cost_per_request'), window },
      { item: V2, signal: signal('error_rate'), window: { from: NOW - 7 * DAY, to: NOW } },
      { item: undefined, signal: signal('requests'), window: { from: NOW - DAY, to: NOW } },
    ]);
    expect(cost?.value).toBeCloseTo(0.0123, 12);
    expect(errors).toMatchObject({ value: 0.001, item: 'v2', events: 168 });
    expect(whole).toMatchObject({ value: 24 * 1200, item: '' });
  });

  test('sparklines, with gaps where a version did not serve', async () => {
    const boundaries = Array.from({ length: 5 }, (_, i) => NOW - (42 - i) * DAY);
    const [v3] = await readSteps(store, PRODUCT, [
      { item: V3, signal: signal('cost_per_request'), boundaries },
    ]);
    expect(v3?.map((step) => step.value)).toEqual([
      undefined,
      undefined,
      expect.closeTo(0.0123, 9),
      expect.closeTo(0.0123, 9),
    ]);
  });

  test('the newest evaluation of an item', async () => {
    const actual = await readLatestEvaluation(new RunLibrary(store), PRODUCT, {
      item: 'v3',
      signal: signal('accuracy'),
    });
    expect(actual).toMatchObject({
      value: 0.9,
      n: 2000,
      evaluation: { dataset: 'golden-set', revision: 'r3' },
    });
  });

  test('who serves what share of the traffic, and since when', async () => {
    const shares = await trafficShares(store, PRODUCT, NOW);
    expect(shares.get('v2')).toBeCloseTo(1000 / 1200, 12);
    expect([liveItem(shares, 'v3'), liveItem(shares, 'v2')]).toEqual(['v2', 'v3']);
    const served = await new TrafficBook(store).served(ROADMAP, NOW);
    expect(served.get('v3')).toEqual({ firstAt: NOW - 40 * DAY + HOUR - 15 * 60_000, lastAt: NOW });
    expect(served.get('v1')?.lastAt).toBe(NOW - 61 * DAY);
  });

  test('who begins to serve is seen at once', async () => {
    const fresh = new MemoryStore();
    const book = new TrafficBook(fresh);
    expect([...(await book.served(ROADMAP, NOW))]).toEqual([]);
    const key = {
      product: PRODUCT,
      measure: 'requests',
      item: 'v9',
      build: '',
      environment: 'production',
      labels: {},
    };
    const series = { ...key, id: seriesId(key) };
    const judge = new RoadmapJudge(fresh);
    const planned = roadmap([item('v9', 'planned', ['requests >= 1 over 28d'])]);
    const stateAt = async (now: number) => (await judge.judge(planned, now)).gates[0]?.state;
    expect(await stateAt(NOW)).toBe('not-started');
    await fresh.write({ source: 's', id: '1', counters: [{ series, at: NOW + 5_000, value: 3 }] });
    expect((await book.served(ROADMAP, NOW + 10_000)).has('v9')).toBe(true);
    expect(await stateAt(NOW + 10_000)).toBe('no-data');
    expect((await judge.judge(planned, NOW + 10_000)).served.has('v9')).toBe(true);
  });
});

describe('charts', () => {
  const chart = async (ask: ChartAsk) =>
    (await chartSeries({ store, library: new RunLibrary(store), now: NOW }, ROADMAP, [ask]))[0];
  const half = criterionOf('cost_per_request <= 50% of v2', 'v3') as MeasuredCriterion;

  test('draw calendar days of the zone, cut where the window cuts them', async () => {
    const window = { from: NOW - 3 * DAY, to: NOW };
    const step = parseStep('day');
    const drawn = await chart({ item: V3, signal: signal('requests'), window, ...(step && { step }) });
    expect(drawn?.step).toBe('day');
    expect(drawn?.points.map(({ value, partial }) => [value, partial])).toEqual([
      // Berlin is at 13:00; each sample is a ms before its hour.
      [11 * 200, true],
      [24 * 200, false],
      [24 * 200, false],
      [13 * 200, true],
    ]);
  });

  test('move a relative target with its baseline, and leave a gap where that has none', async () => {
    const drawn = await chart({
      item: V3,
      signal: half && signal('cost_per_request'),
      criterion: half,
      baselineItem: 'v2',
      window: { from: NOW - 2 * DAY, to: NOW },
    });
    expect(drawn?.step).toBe('15m');
    const targets = drawn?.points.filter(({ n }) => n > 0).map(({ target }) => target) ?? [];
    expect(targets).toHaveLength(48);
    for (const target of targets) expect(target).toBeCloseTo(0.0123, 9);
    const before = await chart({
      item: V3,
      signal: signal('cost_per_request'),
      criterion: half,
      baselineItem: 'v4',
      window: { from: NOW - DAY, to: NOW },
    });
    expect(new Set(before?.points.map(({ target }) => target))).toEqual(new Set([null]));
  });

  test('draw a latency with the bounds of its buckets', async () => {
    const p99 = criterionOf('latency_p99 < 2s', 'v2') as MeasuredCriterion;
    const drawn = await chart({
      item: V2,
      signal: signal('latency_p99'),
      criterion: p99,
      window: { from: NOW - 2 * HOUR, to: NOW },
    });
    const point = drawn?.points.find(({ n }) => n > 0);
    expect(point).toMatchObject({ lower: 1, upper: 2, target: 2 });
  });

  test('draw each evaluation run as a point with whiskers, against the baseline of its time', async () => {
    const near = criterionOf('accuracy >= v2 - 1pp on evaluation', 'v3') as MeasuredCriterion;
    const ask = { item: V3, signal: signal('accuracy'), criterion: near, baselineItem: 'v2' };
    const drawn = await chart({ ...ask, window: { from: NOW - 28 * DAY, to: NOW } });
    expect(drawn).toMatchObject({
      step: 'run',
      points: [{ from: NOW - 5 * DAY, to: NOW - 5 * DAY, value: 0.9, n: 2000 }],
    });
    expect(drawn?.points[0]?.target).toBeCloseTo(0.91, 12);
    expect(drawn?.points[0]?.lower).toBeLessThan(0.9);
    const later = await chart({ ...ask, window: { from: NOW - DAY, to: NOW } });
    expect(later?.points).toHaveLength(1);
  });

  test('draw those runs alone that a criterion counts, and no target of a run that is not to be compared', async () => {
    const of = new MemoryStore();
    const [ci, staging] = [NOW - 3 * DAY, NOW - 2 * DAY];
    const evaluations = [
      run('v3', 190, 10, { at: ci }),
      run('v3', 150, 50, { at: staging, environment: 'staging' }),
      run('v2', 180, 20, { at: ci, environment: 'staging', judge: 'a model' }),
    ];
    await of.write({ source: 'evaluations', id: '1', evaluations });
    const window = { from: NOW - 28 * DAY, to: NOW };
    const deps = { store: of, library: new RunLibrary(of), now: NOW };
    const drawn = async (more: Partial<ChartAsk>) => {
      const ask = { item: V3, signal: signal('accuracy'), evidence: 'evaluation', window, ...more } as const;
      const [series] = await chartSeries(deps, ROADMAP, [ask]);
      return series?.points.map(({ from, target }) => [from, target]);
    };
    const written = (text: string) => ({ criterion: criterionOf(text, 'v3') as MeasuredCriterion });
    expect(await drawn({})).toEqual([
      [ci, undefined],
      [staging, undefined],
    ]);
    expect(await drawn({ environment: 'staging' })).toEqual([[staging, undefined]]);
    expect(await drawn(written('accuracy >= 85% in staging on evaluation'))).toEqual([[staging, 0.85]]);
    const beside = { ...written('accuracy >= v2 in staging on evaluation'), baselineItem: 'v2' };
    expect(await drawn(beside)).toEqual([[staging, null]]);
  });

  test('give points that the contract takes', async () => {
    const drawn = await chart({
      item: V2,
      signal: signal('latency_p99'),
      window: { from: NOW - 100 * DAY, to: NOW },
    });
    for (const point of drawn?.points ?? []) chartPoint.parse(point);
    expect(drawn?.points.length).toBeGreaterThan(90);
  });
});

describe('on call', () => {
  const judged = async (criteria: readonly string[]) => {
    const one = new MemoryStore();
    await writePast(one, NOW - 3 * HOUR);
    const bad = { ...V3_HOURLY, failed: 10 };
    await writeTraffic(one, 'v3', '3.0.1', bad, { from: NOW - 3 * HOUR, to: NOW });
    await writeTraffic(one, 'v2', '2.3.1', V2_HOURLY, { from: NOW - 3 * HOUR, to: NOW });
    const situation = await new RoadmapJudge(one).situation(
      roadmap([item('v3', 'rollout', criteria), V2]),
      NOW,
    );
    return readLiveMisses(one, situation);
  };

  test('shows what misses its target now, and since when', async () => {
    const misses = await judged(['error_rate < 1%', 'cost_per_request < $0.05', 'latency_p99 < 2s']);
    expect(misses).toHaveLength(1);
    expect(misses[0]).toMatchObject({ item: { id: 'v3' }, target: 0.01, live: { value: 0.05, n: 200 } });
    // The first of the bad hours was written at its end.
    expect(misses[0]?.since).toBe(NOW - 2 * HOUR - 5 * 60_000);
  });

  test('compares with the last hour of a baseline', async () => {
    const misses = await judged(['cost_per_request <= 40% of v2']);
    expect(misses).toHaveLength(1);
    expect(misses[0]?.target).toBeCloseTo(0.00984, 9);
    // It has been so for longer than is looked back.
    expect(misses[0]?.since).toBeUndefined();
  });

  test('shows spend by calendar period, by who spent it', async () => {
    const limit: SpendLimit = {
      title: 'Model costs',
      amount: 30_000,
      currency: 'USD',
      period: 'month',
      environment: 'production',
    };
    const ofV3: SpendLimit = { ...limit, title: 'v3', item: 'v3', amount: 100, period: 'day' };
    const [month, day] = await readSpend(store, { ...ROADMAP, spend: [limit, ofV3] }, NOW);
    const from = Date.UTC(2026, 9, 31, 23);
    const hours = (NOW - from) / HOUR;
    expect(month?.reading).toMatchObject({
      from,
      to: Date.UTC(2026, 10, 30, 23),
      coverage: 1,
      pricedShare: 1,
    });
    expect(month?.reading.spent).toBeCloseTo(hours * (V2_HOURLY.cost + V3_HOURLY.cost), 6);
    expect(month?.byItem.map((one) => one.item)).toEqual(['v2', 'v3']);
    expect(month?.status.state).toBe('within');
    expect(day?.reading.spent).toBeCloseTo(13 * V3_HOURLY.cost, 6);
    expect(day?.reading.lastDay).toBeCloseTo(24 * V3_HOURLY.cost, 6);
  });

  test('shows each breaker with its day', async () => {
    const one = new MemoryStore();
    const change = (at: number, state: BreakerTransition['state']): BreakerTransition => ({
      product: PRODUCT,
      breaker: 'llm',
      item: 'v3',
      environment: 'production',
      at,
      state,
    });
    await one.write({
      source: 's',
      id: '1',
      breakers: [change(NOW - 3 * DAY, 'closed'), change(NOW - HOUR, 'open')],
    });
    expect(await readBreakers(one, PRODUCT, NOW)).toMatchObject([
      {
        breaker: 'llm',
        state: 'open',
        since: NOW - HOUR,
        opened: 1,
        timeline: [{ from: NOW - DAY }, { to: NOW }],
      },
    ]);
  });
});

test('items of runs are read once', async () => {
  const one = new MemoryStore();
  await one.write({ source: 's', id: '1', evaluations: [run('v3', 9, 1)] });
  let reads = 0;
  const counting = new Proxy(one, {
    get(target, name, receiver) {
      if (name === 'evaluationItems') reads += 1;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : Reflect.get(target, name, receiver);
    },
  });
  const library = new RunLibrary(counting);
  const runs = await library.runs(PRODUCT, 'v3');
  await library.withItems(runs);
  expect((await library.withItems(runs))[0]?.items).toHaveLength(10);
  expect(reads).toBe(1);
});
