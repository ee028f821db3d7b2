import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { GatelineError } from '../../../core/errors.ts';
import type { MeasurementStore, StoreUsage } from '../../../core/ports.ts';
import { timedStore } from '../../runtime/timed-store.ts';
import { registerStoreMetrics } from './store-metrics.ts';
import { StoreTimes } from './store-times.ts';

describe('metrics of the store', () => {
  let registry: Registry;
  let usage: StoreUsage | undefined;
  let free: number | undefined;
  let asked: number;

  beforeEach(() => {
    registry = new Registry();
    usage = {
      bytes: 5_000_000,
      kinds: [{ kind: 'increments', rows: 1_200, retentionMs: 1 }, { kind: 'roll-ups in InfluxDB' }],
    };
    free = 40_000_000_000;
    asked = 0;
    const store = {
      usage: async () => {
        asked += 1;
        if (usage === undefined) throw new GatelineError('store-unavailable', 'It is away.');
        return usage;
      },
    } as MeasurementStore;
    registerStoreMetrics(registry, { store, freeBytes: () => free });
  });

  it('tell its size, by kind, and the room that is left, with one question to the store', async () => {
    const text = await registry.metrics();
    expect(text).toContain('gateline_store_bytes 5000000\n');
    expect(text).toContain('gateline_store_rows{kind="increments"} 1200\n');
    expect(text).not.toContain('kind="roll-ups');
    expect(text).toContain('gateline_store_free_bytes 40000000000\n');
    expect(text).not.toMatch(/^gateline_store_spool/m);
    expect(asked).toBe(1);
  });

  it('tell what waits for InfluxDB, and what it refuses', async () => {
    usage = {
      bytes: 1,
      kinds: [],
      spool: { points: 12, bytes: 3_400, limitBytes: 2_000_000_000 },
      setAside: { points: 2, bytes: 80, dropped: 5, newest: [] },
    };
    const text = await registry.metrics();
    expect(text).toContain('gateline_store_spool_points 12\n');
    expect(text).toContain('gateline_store_spool_bytes 3400\n');
    expect(text).toContain('gateline_store_spool_limit_bytes 2000000000\n');
    expect(text).toContain('gateline_store_set_aside_points 2\n');
    expect(text).toContain('gateline_store_set_aside_bytes 80\n');
    expect(text).toContain('gateline_store_set_aside_dropped_points 5\n');
  });

  it('leave out what nobody can say now, and are no zero', async () => {
    await registry.metrics();
    usage = undefined;
    free = undefined;
    expect(await registry.metrics()).not.toMatch(/^gateline_store_\w+(\{.*\})? /m);
  });

  it('tell how long writes and reads took, and what became of them', async () => {
    const times = new StoreTimes();
    times.registerIn(registry);
    const answers: (() => 'written' | 'duplicate')[] = [
      () => 'written',
      () => 'duplicate',
      () => {
        throw new GatelineError('store-full', 'The disk is full.');
      },
    ];
    const slow = { write: async () => answers.shift()?.(), read: async () => ({ selections: [] }) };
    const store = timedStore(slow as unknown as MeasurementStore, times);
    const batch = { source: 'service', id: '1' };
    expect(await store.write(batch)).toBe('written');
    expect(await store.write(batch)).toBe('duplicate');
    await expect(store.write(batch)).rejects.toThrow('The disk is full.');
    await store.read({ product: 'desk', from: 0, to: 1, select: [] });
    const text = await registry.metrics();
    for (const outcome of ['written', 'duplicate', 'store-full']) {
      expect(text).toContain(`gateline_store_write_duration_seconds_count{outcome="${outcome}"} 1\n`);
    }
    expect(text).toContain('gateline_store_read_duration_seconds_count{outcome="read"} 1\n');
  });
});
