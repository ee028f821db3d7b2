import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventLog } from '../../core/ports.ts';
import type { MeasuredCriterion, Quantity } from '../../core/roadmap/criterion.ts';
import { EvaluationLoop } from '../../server/evaluation/evaluation-loop.ts';
import { publicData, ROADMAP_RECORDED, RoadmapLog } from '../../server/evaluation/roadmap-log.ts';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { MemoryEventLog } from '../../server/store/memory/memory-event-log.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, PRODUCT, roadmap } from './scenario.ts';

const STAGING = roadmap([item('v3', 'staging', ['latency_p99 < 2s'], { due: '2026-12-01' })]);
const ROLLOUT = roadmap([item('v3', 'rollout', ['latency_p99 < 1s'], { due: '2026-12-14' })]);

interface House {
  readonly events: EventLog;
  /** As after a restart of the process. */
  reopen(): Promise<House>;
  close(): Promise<void>;
}

function memoryHouse(events = new MemoryEventLog()): House {
  return { events, reopen: async () => memoryHouse(events), close: async () => {} };
}

async function duckdbHouse(folder = mkdtempSync(join(tmpdir(), 'gateline-roadmap-log-'))): Promise<House> {
  const store = await DuckdbStore.open({ file: join(folder, 'data.duckdb') });
  return {
    events: store.events,
    reopen: async () => {
      await store.close();
      return await duckdbHouse(folder);
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

describe.each([
  ['memory', async () => memoryHouse()],
  ['DuckDB', () => duckdbHouse()],
])('the log of a roadmap in %s', (_, open) => {
  let house: House;
  beforeEach(async () => {
    house = await open();
  });
  afterEach(() => house.close());
  const logged = async () => (await house.events.events({ product: PRODUCT })).toReversed();

  test('takes the first roadmap as it is: nothing has changed', async () => {
    expect(await new RoadmapLog(house.events).record(STAGING, 'one', 1)).toEqual([]);
    const [only, ...more] = await logged();
    expect([only?.type, only?.data.sentence, more]).toEqual([
      ROADMAP_RECORDED,
      'The roadmap was recorded: 1 item, 1 gate.',
      [],
    ]);
  });

  test('tells old and new of a revision, once, with the revision that brought it', async () => {
    const log = new RoadmapLog(house.events);
    await log.record(STAGING, 'one', 1);
    expect(await log.record(ROLLOUT, 'two', 2)).toHaveLength(3);
    expect(await log.record(ROLLOUT, 'two', 3)).toEqual([]);
    const changes = (await logged()).filter(({ at, type }) => at === 2 && type !== ROADMAP_RECORDED);
    expect(
      changes.map(({ type, item: of, data }) => [type, of, data.from, data.to, data.previous, data.revision]),
    ).toEqual([
      ['lifecycle-changed', 'v3', 'staging', 'rollout', 'one', 'two'],
      ['due-changed', 'v3', '2026-12-01', '2026-12-14', 'one', 'two'],
      ['target-changed', 'v3', 'latency_p99 < 2s', 'latency_p99 < 1s', 'one', 'two'],
    ]);
  });

  test('tells an edit that was made while the server was not running', async () => {
    await new RoadmapLog(house.events).record(STAGING, 'one', 1);
    house = await house.reopen();
    const after = new RoadmapLog(house.events);
    const changes = await after.record(ROLLOUT, 'two', 2);
    expect(changes.map(({ type }) => type)).toEqual(['lifecycle-changed', 'due-changed', 'target-changed']);
    house = await house.reopen();
    expect(await new RoadmapLog(house.events).record(ROLLOUT, 'two', 3)).toEqual([]);
    expect((await logged()).filter(({ at }) => at === 3)).toEqual([]);
  });

  test('writes nothing for a revision that promises the same in other words', async () => {
    const log = new RoadmapLog(house.events);
    await log.record(STAGING, 'one', 1);
    await log.record(STAGING, 'a comment more', 2);
    expect(await logged()).toHaveLength(1);
  });

  test('tells the way back as well', async () => {
    const log = new RoadmapLog(house.events);
    await log.record(STAGING, 'one', 1);
    await log.record(ROLLOUT, 'two', 2);
    const [back] = await log.record(STAGING, 'one', 3);
    expect(back).toMatchObject({ type: 'lifecycle-changed', from: 'rollout', to: 'staging' });
  });

  test('tells a margin that was widened and a criterion that no longer counts: the target moves by both', async () => {
    const log = new RoadmapLog(house.events);
    const asked = (more: Partial<MeasuredCriterion>) => {
      const one = item('v3', 'rollout', ['accuracy >= v2']);
      const [first] = one.gate?.criteria ?? [];
      const criterion = { ...(first?.criterion as MeasuredCriterion), ...more };
      return roadmap([{ ...one, gate: { criteria: [{ criterion, line: 1 }] } }]);
    };
    const points = (value: number): Quantity => ({ value, unit: 'points' });
    await log.record(asked({ margin: points(0.01) }), 'one', 1);
    const [wider] = await log.record(asked({ margin: points(0.05) }), 'two', 2);
    expect(wider).toMatchObject({
      type: 'target-changed',
      from: 'accuracy >= v2 (margin 1pp)',
      to: 'accuracy >= v2 (margin 5pp)',
    });
    const [aside] = await log.record(asked({ margin: points(0.05), advisory: true }), 'three', 3);
    expect(aside).toMatchObject({ type: 'target-changed', to: 'accuracy >= v2 (margin 5pp, advisory)' });
    expect(await log.record(asked({ margin: points(0.05), advisory: true }), 'four', 4)).toEqual([]);
  });

  test('takes what an older Gateline did not write down for what it is now', async () => {
    const log = new RoadmapLog(house.events);
    await log.record(STAGING, 'one', 1);
    const [recorded] = await house.events.events({ product: PRODUCT, types: [ROADMAP_RECORDED] });
    const older = JSON.parse(JSON.stringify(recorded?.data).replaceAll(',"terms":""', ''));
    await house.events.append([{ product: PRODUCT, item: '', type: ROADMAP_RECORDED, at: 2, data: older }]);
    expect(await new RoadmapLog(house.events).record(STAGING, 'two', 3)).toEqual([]);
  });

  test('keeps what it compares with to itself', async () => {
    await new RoadmapLog(house.events).record(STAGING, 'one', 1);
    const [only] = await logged();
    expect(only?.data).toHaveProperty('promise');
    expect(publicData(only!)).toEqual({
      sentence: 'The roadmap was recorded: 1 item, 1 gate.',
      revision: 'one',
    });
  });

  test('begins anew where what was recorded cannot be read any more', async () => {
    const data = { promise: { items: 'of another age' } };
    await house.events.append([{ product: PRODUCT, item: '', type: ROADMAP_RECORDED, at: 0, data }]);
    const log = new RoadmapLog(house.events);
    expect(await log.record(STAGING, 'one', 1)).toEqual([]);
    expect(await log.record(ROLLOUT, 'two', 2)).toHaveLength(3);
  });
});

describe('the evaluation loop', () => {
  test('records what a revision changed before it judges it, and tries again what could not be logged', async () => {
    const events = new MemoryEventLog();
    let refusing = false;
    const log: EventLog = {
      append: async (some) => {
        if (refusing) throw new Error('full');
        await events.append(some);
      },
      events: (query) => events.events(query),
    };
    let current = { roadmap: STAGING, revision: 'one' };
    const told: string[] = [];
    const errors: unknown[] = [];
    const loop = new EvaluationLoop({
      store: new MemoryStore(),
      events: log,
      clock: { now: () => 1_000 },
      roadmaps: { products: () => [PRODUCT], current: () => current },
      onPromise: (product, { sentence }) => told.push(`${product}: ${sentence}`),
      onError: (_product, error) => errors.push(error),
    });
    await loop.run();
    current = { roadmap: ROLLOUT, revision: 'two' };
    refusing = true;
    await loop.run();
    expect(errors).not.toEqual([]);
    expect(loop.gates(PRODUCT)[0]?.due).toBe('2026-12-14');
    refusing = false;
    await loop.run();
    expect(told[0]).toBe('routing: v3 moved from staging to rollout.');
    const types = (await events.events({ product: PRODUCT })).map(({ type }) => type).reverse();
    expect(types.indexOf('target-changed')).toBeLessThan(types.lastIndexOf('verdict-changed'));
    expect(told).toHaveLength(3);
  });
});
