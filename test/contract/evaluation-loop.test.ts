import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventLog, MeasurementStore } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { EvaluationLoop } from '../../server/evaluation/evaluation-loop.ts';
import type { VerdictChange } from '../../server/evaluation/verdict-change.ts';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { MemoryEventLog } from '../../server/store/memory/memory-event-log.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, NOW, PRODUCT, roadmap, run, V3_HOURLY, writePast, writeTraffic } from './scenario.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const folder = mkdtempSync(join(tmpdir(), 'gateline-evaluation-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true }));

interface House {
  readonly store: MeasurementStore;
  readonly events: EventLog;
  /** As after a restart of the process. */
  reopen(): Promise<House>;
}

function memoryHouse(store = new MemoryStore(), events = new MemoryEventLog()): House {
  return { store, events, reopen: async () => memoryHouse(store, events) };
}

async function duckdbHouse(file: string): Promise<House> {
  const store = await DuckdbStore.open({ file, rawRetentionMs: Number.MAX_SAFE_INTEGER });
  return {
    store,
    events: store.events,
    reopen: async () => {
      await store.close();
      return await duckdbHouse(file);
    },
  };
}

/** Each house has its past; that of a file is written once, and every house begins with a copy. */
const HOUSES: readonly [string, () => Promise<House>][] = [
  [
    'memory',
    async () => {
      const house = memoryHouse();
      await writePast(house.store);
      return house;
    },
  ],
  [
    'DuckDB',
    async () => {
      files += 1;
      const file = join(folder, `${files}.duckdb`);
      past ??= pastFile();
      copyFileSync(await past, file);
      return await duckdbHouse(file);
    },
  ],
];

let past: Promise<string> | undefined;

async function pastFile(): Promise<string> {
  const file = join(folder, 'past.duckdb');
  const { store } = await duckdbHouse(file);
  await writePast(store);
  await store.close();
  return file;
}

const ITEMS = [
  item('v1', 'retired', ['latency_p99 < 2s']),
  item('v2', 'live', ['latency_p99 < 2s', 'cost_per_request < $0.03', 'success_rate >= 99.8%']),
  item('v3', 'rollout', [
    'cost_per_request <= 40% of v2',
    'accuracy >= v2 - 3pp on evaluation of golden-set',
    'error_rate < 1% over 7d for 14d',
  ]),
  item('v4', 'planned', ['cost_per_request < $0.01', 'attested by security: "rollback drill done"']),
  item('phase-1', 'live', ['labeled_examples >= 5000'], { track: 'data' }),
];

describe.each(HOUSES)('the evaluation loop on a store in %s', (_, open) => {
  let house: House;
  let now: number;
  let current: { roadmap: Roadmap; revision: string };
  let changes: VerdictChange[];
  let errors: unknown[];
  let loop: EvaluationLoop;

  function start() {
    changes = [];
    errors = [];
    loop = new EvaluationLoop({
      store: house.store,
      events: house.events,
      clock: { now: () => now },
      roadmaps: {
        products: () => [PRODUCT],
        current: (product) => (product === PRODUCT ? current : undefined),
      },
      onVerdict: (change) => changes.push(change),
      onError: (_product, error) => errors.push(error),
    });
  }

  beforeEach(async () => {
    house = await open();
    now = NOW;
    current = { roadmap: roadmap(ITEMS), revision: 'one' };
    start();
  });

  afterEach(async () => {
    await house.store.close();
  });

  const states = () => Object.fromEntries(loop.gates(PRODUCT).map((gate) => [gate.item, gate.state]));
  const criteriaOf = (id: string) => loop.gates(PRODUCT).find((gate) => gate.item === id)?.criteria ?? [];

  test('says that nothing is judged before the first run', () => {
    expect(new Set(loop.gates(PRODUCT).flatMap((gate) => gate.criteria.map(({ reason }) => reason)))).toEqual(
      new Set(['not-judged-yet']),
    );
    expect(loop.gates('unknown')).toEqual([]);
  });

  test('judges every gate by what really happened', async () => {
    await loop.run();
    expect(errors).toEqual([]);
    expect(states()).toEqual({ v1: 'pass', v2: 'pass', v3: 'fail', v4: 'not-started', 'phase-1': 'pass' });

    const [cost, accuracy, held] = criteriaOf('v3');
    expect(cost?.sentence).toBe(
      "v3 fails on cost per request: $0.0123 against at most $0.0098 (40 % of v2), 28 days, 134 k requests, 100 % priced, traffic mix not held equal, 16.7 % of both's requests.",
    );
    expect(cost?.actual).toMatchObject({
      n: 28 * 24 * V3_HOURLY.requests,
      builds: [{ build: '3.0.0', share: 1 }],
    });
    expect(accuracy?.sentence).toContain('90.0 %');
    expect(accuracy?.sentence).toContain(
      'against at least 89 % (v2 − 3 pp), evaluation of golden-set (r3) on 18 Nov 2026',
    );
    expect([accuracy?.state, held?.state]).toEqual(['pass', 'pass']);
  });

  test('decides p99 under 2 s by the share of requests within 2 s', async () => {
    await loop.run();
    expect(criteriaOf('v2')[0]).toMatchObject({
      state: 'pass',
      actual: { shareAtTarget: { lower: 0.995, upper: 0.995 }, lower: 1, upper: 2, n: 7 * 24 * 1000 },
    });
  });

  test('judges a retired version by what it was when it served', async () => {
    await loop.run();
    expect(criteriaOf('v1')[0]?.sentence).toContain('7 days to 22 Sep 2026');
  });

  test('logs every first verdict and then only what changes, with what explains it', async () => {
    await loop.run();
    const first = changes.length;
    expect(
      changes.filter((change) => change.of === 'gate').map(({ item: id, from, to }) => [id, from, to]),
    ).toEqual([
      ['v1', null, 'pass'],
      ['v2', null, 'pass'],
      ['v3', null, 'fail'],
      ['v4', null, 'not-started'],
      ['phase-1', null, 'pass'],
    ]);
    await loop.run();
    expect(changes).toHaveLength(first);

    now += 15_000;
    current = { roadmap: current.roadmap, revision: 'two' };
    await house.store.write({
      source: 'evaluations',
      id: 'worse',
      evaluations: [run('v3', 1500, 500, { at: NOW - HOUR })],
    });
    await loop.run();
    expect(changes.slice(first)).toMatchObject([
      {
        item: 'v3',
        of: 'criterion',
        criterion: 'accuracy >= v2 - 3pp on evaluation of golden-set',
        from: 'pass',
        to: 'fail',
        value: 0.75,
        baseline: { item: 'v2', value: 0.92 },
        revision: 'two',
        at: NOW + 15_000,
      },
    ]);
    const [event] = await house.events.events({ product: PRODUCT, item: 'v3', types: ['verdict-changed'] });
    expect(event?.data).toMatchObject({ from: 'pass', to: 'fail', value: 0.75, revision: 'two' });
    expect(event?.data.target).toBeCloseTo(0.89, 12);
  });

  test('knows after a restart since when each gate has been as it is', async () => {
    await loop.run();
    house = await house.reopen();
    now += 10 * 60_000;
    start();
    await loop.run();
    expect(errors).toEqual([]);
    expect(changes).toEqual([]);
    expect(loop.gates(PRODUCT).map((gate) => gate.since)).toEqual(ITEMS.map(() => NOW));
  });

  test('says that data are stale when they stop, and that all is well when they are back', async () => {
    await loop.run();
    now += 2 * HOUR;
    await loop.run();
    expect(criteriaOf('v2').map(({ reason }) => reason)).toEqual(['stale', 'met', 'stale']);
    await writeTraffic(house.store, 'v2', '2.3.1', { ...V3_HOURLY, failed: 1 }, { from: NOW, to: now });
    await loop.run();
    expect(criteriaOf('v2').map(({ state }) => state)).toEqual(['pass', 'pass', 'pass']);
    const gateChanges = changes.filter((change) => change.of === 'gate' && change.item === 'v2');
    expect(gateChanges.map(({ from, to }) => [from, to])).toEqual([
      [null, 'pass'],
      ['pass', 'no-data'],
      ['no-data', 'pass'],
    ]);
    expect(loop.gates(PRODUCT).find((gate) => gate.item === 'v2')?.since).toBe(now);
  });

  test('tells traffic on a version whose gate never passed, once, also after a restart', async () => {
    const told = async () =>
      (await house.events.events({ product: PRODUCT, types: ['serving-ungated'] })).map(
        ({ item: id, data }) => [id, data.state],
      );
    await loop.run();
    const ungated = loop.gates(PRODUCT).filter((gate) => gate.ungated !== undefined);
    expect(ungated.map((gate) => gate.item)).toEqual(['v3']);
    expect(ungated[0]?.ungated?.share).toBeCloseTo(1 / 6, 2);
    expect(ungated[0]?.ungated?.sentence).toMatch(
      /^v3 serves ungated: 16\.7 % of the production requests of the last 24 hours, since .* and its gate .* \(it fails\)\. No decision/,
    );
    house = await house.reopen();
    start();
    await loop.run();
    expect(await told()).toEqual([['v3', 'began']]);
    current = { roadmap: roadmap([item('v3', 'rollout', ['latency_p99 < 9s'])]), revision: 'two' };
    await loop.run();
    expect(errors).toEqual([]);
    expect(await told()).toEqual([
      ['v3', 'over'],
      ['v3', 'began'],
    ]);
  });

  test('tells that what was shipped on a pass has regressed, until it is rolled back', async () => {
    const text = 'accuracy >= 85% on evaluation of golden-set';
    current = { roadmap: roadmap([item('v2', 'live', [text])]), revision: 'one' };
    await loop.run();
    const ship = {
      at: now,
      decision: 'ship',
      by: 'release board',
      recordedBy: 'ci',
      state: 'pass',
      waived: false,
      verdict: 'v2 passes.',
      criteria: [{ text, state: 'pass', sentence: 'v2 passes.', signal: 'accuracy', value: 0.92 }],
      revision: 'one',
      sentence: 'v2 was shipped.',
    } as const;
    await loop.decisions.record(PRODUCT, 'v2', { ...ship, criteria: [...ship.criteria] });
    await loop.run();
    expect(loop.gates(PRODUCT)[0]).toMatchObject({
      state: 'pass',
      shipped: { by: 'release board', state: 'pass' },
    });
    expect(loop.gates(PRODUCT)[0]).not.toHaveProperty('regressed');
    const worse = run('v2', 1500, 500, { at: NOW - HOUR });
    await house.store.write({ source: 'evaluations', id: 'worse', evaluations: [worse] });
    now += 15_000;
    house = await house.reopen();
    start();
    await loop.run();
    expect(loop.gates(PRODUCT)[0]?.regressed).toMatchObject({
      criteria: [text],
      sentence: expect.stringMatching(
        /^v2 has regressed: it was shipped by release board on 23 Nov 2026 on a pass, .* on accuracy \(92\.0 % then, 75\.0 % now\)\.$/,
      ),
    });
    await loop.decisions.record(PRODUCT, 'v2', { ...ship, criteria: [], at: now, decision: 'roll-back' });
    await loop.run();
    expect(loop.gates(PRODUCT)[0]).not.toHaveProperty('regressed');
    const events = await house.events.events({ product: PRODUCT, types: ['gate-regressed'] });
    expect(events.map(({ data }) => data.state)).toEqual(['over', 'began']);
    expect(events[0]?.data.sentence).toBe('v2 is not regressed any more: it was rolled back.');
  });

  test('takes back what a retracted run had proved', async () => {
    await loop.run();
    const [newest] = await house.store.evaluationRuns({ product: PRODUCT, items: ['v3'] });
    await house.store.retractEvaluation(PRODUCT, newest?.id ?? '', {
      at: now,
      by: 'quality',
      why: 'wrong prompt',
    });
    await loop.run();
    expect(criteriaOf('v3')[1]).toMatchObject({ state: 'no-data', reason: 'never-seen' });
  });

  test('does not set runs on different revisions beside each other', async () => {
    await house.store.write({
      source: 'evaluations',
      id: 'r4',
      evaluations: [run('v3', 1900, 100, { at: NOW - HOUR, revision: 'r4' })],
    });
    await loop.run();
    expect(criteriaOf('v3')[1]).toMatchObject({ state: 'unproven', reason: 'not-comparable' });
    expect(criteriaOf('v3')[1]?.sentence).toContain('another revision of golden-set: r3, not r4');
  });

  test('asks which dataset is meant when there are several', async () => {
    current = {
      roadmap: roadmap([item('v3', 'rollout', ['accuracy >= 80% on evaluation'])]),
      revision: 'two',
    };
    await loop.run();
    expect(criteriaOf('v3')[0]?.state).toBe('pass');
    const other = run('v3', 90, 10, { at: NOW - HOUR, dataset: 'tickets-2026' });
    await house.store.write({ source: 'evaluations', id: 'other', evaluations: [other] });
    await loop.run();
    expect(criteriaOf('v3')[0]).toMatchObject({ state: 'unproven', reason: 'several-datasets' });
  });

  test('holds for a time only when it did at every reading', async () => {
    // A bad day ten days ago: 1.4 % of a week's requests failed.
    const bad = { ...V3_HOURLY, requests: 0, cost: 0, under1: 0, under2: 0, under4: 0, failed: 20 };
    await writeTraffic(house.store, 'v3', 'broken', bad, { from: NOW - 10 * DAY, to: NOW - 9 * DAY });
    await loop.run();
    const held = criteriaOf('v3')[2];
    expect(held).toMatchObject({ state: 'unproven', reason: 'held-too-short', lean: 'pass' });
    expect(held?.sentence).toMatch(/has for [12] days of the 14 days/);
  });

  test('compares with what is live, and never with itself', async () => {
    current = {
      roadmap: roadmap([
        item('v2', 'live', ['cost_per_request <= 100% of live']),
        item('v3', 'rollout', ['cost_per_request <= 60% of live']),
      ]),
      revision: 'two',
    };
    await loop.run();
    expect(criteriaOf('v3')[0]).toMatchObject({ state: 'pass', baseline: { item: 'v2' } });
    expect(criteriaOf('v2')[0]).toMatchObject({ state: 'fail', baseline: { item: 'v3' } });
  });

  test('judges a rollout window from the first traffic on', async () => {
    const items = [
      item('v3', 'rollout', ['requests >= 1000 over rollout']),
      item('v5', 'candidate', ['requests >= 1 over rollout']),
    ];
    current = { roadmap: roadmap(items), revision: 'two' };
    await loop.run();
    expect(criteriaOf('v3')[0]?.actual).toMatchObject({ value: (40 * 24 - 13) * 200, coverage: 1 });
    expect(criteriaOf('v3')[0]?.sentence).toContain('the 39 days since rollout');
    expect(criteriaOf('v5')[0]).toMatchObject({ state: 'no-data', reason: 'never-seen' });
  });

  test('judges the success metrics of the whole product', async () => {
    const criterion = item('x', 'live', ['requests >= 1000 over 24h']).gate?.criteria[0];
    current = {
      roadmap: roadmap([], {
        successMetrics: [{ title: 'Used' }, { title: 'Used much', ...(criterion && { criterion }) }],
      }),
      revision: 'two',
    };
    await loop.run();
    expect(
      [...loop.successMetrics(PRODUCT)].map(([index, { state, actual }]) => [index, state, actual?.value]),
    ).toEqual([[1, 'pass', 24 * 1200]]);
    expect(changes).toMatchObject([{ item: '', of: 'criterion', to: 'pass' }]);
  });

  test('judges a quarter for a review', async () => {
    const period = { from: Date.UTC(2026, 6, 1), to: Date.UTC(2026, 9, 1), text: '2026-Q3' };
    const judged = await loop.judge.judge(current.roadmap, now, period);
    const v2 = judged.gates.find((gate) => gate.item === 'v2');
    // Nobody failed to watch it before it began to serve.
    expect(v2?.criteria[1]).toMatchObject({ state: 'pass', reason: 'met' });
    expect(v2?.criteria[1]?.actual?.from).toBeGreaterThan(period.from);
    expect(v2?.criteria[1]?.actual).toMatchObject({ to: period.to, coverage: 1 });
    const v1 = judged.gates.find((gate) => gate.item === 'v1');
    expect(v1?.criteria[0]?.actual).toMatchObject({ to: NOW - 61 * DAY, coverage: 1 });
  });

  test('goes on judging when the log refuses, and logs what it missed', async () => {
    const append = house.events.append.bind(house.events);
    house.events.append = () => Promise.reject(new Error('no room'));
    await loop.run();
    expect(errors).toHaveLength(1);
    expect(states().v3).toBe('fail');
    expect(changes).toEqual([]);
    house.events.append = append;
    await loop.run();
    expect(changes.some((change) => change.item === 'v3' && change.to === 'fail')).toBe(true);
  });

  test('lets no product suffer for another', async () => {
    const broken = new EvaluationLoop({
      store: house.store,
      events: house.events,
      clock: { now: () => now },
      roadmaps: {
        products: () => ['broken', PRODUCT],
        current: (product) => {
          if (product === 'broken') throw new Error('unreadable');
          return current;
        },
      },
      onError: (product, error) => errors.push([product, error]),
    });
    await broken.run();
    expect(errors).toMatchObject([['broken', new Error('unreadable')]]);
    expect(broken.gates(PRODUCT)).toHaveLength(ITEMS.length);
  });
});
