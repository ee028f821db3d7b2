import { GatelineError } from '../../../core/errors.ts';
import type { MeasurementStore, ReadRequest, ReadResult } from '../../../core/ports.ts';
import { PRODUCT } from '../../contract/history.ts';
import { KILL_TEST_START, killBatch } from './kill-batches.ts';

const YEAR_MS = 366 * 24 * 3_600_000;

/** What a kill has left in a store, as the next process finds it. */
export interface Found {
  /** How long it took to open, ms. */
  readonly startMs: number;
  /** Of each of the points that a batch adds one to. */
  readonly totals: readonly number[];
  /** Of the gauge: one from each batch. */
  readonly samples: number;
  /** The watched time: 1 ms from each batch. */
  readonly observedMs: number;
  /** Batches that were acknowledged, and that the store does not know when they are sent again. */
  readonly lost: readonly number[];
}

/** @param acknowledged numbers of batches, which are sent once more after the store was read */
export async function whatIsIn(
  store: MeasurementStore,
  acknowledged: readonly number[],
): Promise<Omit<Found, 'startMs'>> {
  const { selections } = await patiently(store, {
    product: PRODUCT,
    from: KILL_TEST_START,
    to: KILL_TEST_START + YEAR_MS,
    select: [
      { measure: 'requests', kind: 'counter', by: ['label:point'] },
      { measure: 'labeled_examples', kind: 'gauge' },
    ],
  });
  const totals = (selections[0]?.groups ?? []).map((group) =>
    group.kind === 'counter' ? (group.totals[0] ?? 0) : 0,
  );
  const gauge = selections[1]?.groups[0];
  const samples = gauge?.kind === 'gauge' ? (gauge.steps[0]?.samples ?? 0) : 0;
  const observedMs = selections[0]?.observedMs[0] ?? 0;
  const again = await Promise.all(acknowledged.map((number) => store.write(killBatch(number))));
  return { totals, samples, observedMs, lost: acknowledged.filter((_, i) => again[i] !== 'duplicate') };
}

/** Reads again while InfluxDB is behind: on a busy machine it takes its time to take what waits in the spool. */
async function patiently(store: MeasurementStore, request: ReadRequest): Promise<ReadResult> {
  const until = performance.now() + 60_000;
  for (;;) {
    try {
      return await store.read(request);
    } catch (error) {
      const isBehind = error instanceof GatelineError && error.code === 'store-unavailable';
      if (!isBehind || performance.now() > until) throw error;
    }
  }
}
