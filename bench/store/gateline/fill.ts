import { performance } from 'node:perf_hooks';
import type { MeasurementStore, WriteBatch } from '../../../core/ports.ts';
import { batchOf } from '../batches.ts';
import { type Day, daysOf } from '../day.ts';
import { COLUMNS, DAY_MS, MINUTE_MS, START } from '../workload.ts';
import type { Command, Filled } from './commands.ts';

/** Points of a batch, so that it brings about ten thousand numbers. */
const POINTS_PER_BATCH = 20;
const HOUR_MS = 3_600_000;
/** Batches on their way at once, as several collectors would have them. */
const IN_FLIGHT = 6;

/** Takes days [from, to) into a store, in the order of time, and lets it keep house now and then. */
export async function fill(
  store: MeasurementStore,
  { from, to, stepMinutes }: Command & { readonly do: 'fill' },
  houseDays: number,
): Promise<Filled> {
  let samples = 0;
  let stored = 0;
  let seconds = 0;
  for (const day of daysOf(from, to, stepMinutes)) {
    samples += COLUMNS.length * day.times.length;
    stored += nonZero(day);
    for (const batches of groupsOf(day, stepMinutes)) {
      const began = performance.now();
      await Promise.all(batches.map((batch) => store.write(batch)));
      seconds += (performance.now() - began) / 1_000;
    }
    const end = Math.min(day.start + DAY_MS, START + to * DAY_MS);
    if (((end - START) / DAY_MS) % houseDays !== 0 && end !== START + to * DAY_MS) continue;
    const began = performance.now();
    // Three hours later the day is over for good.
    await store.maintain(end + 3 * HOUR_MS, new AbortController().signal);
    seconds += (performance.now() - began) / 1_000;
  }
  return { samples, stored, seconds };
}

function* groupsOf(day: Day, stepMinutes: number): Iterable<WriteBatch[]> {
  const points = day.times.length;
  for (let from = 0; from < points; from += POINTS_PER_BATCH * IN_FLIGHT) {
    const batches: WriteBatch[] = [];
    for (let i = from; i < Math.min(points, from + POINTS_PER_BATCH * IN_FLIGHT); i += POINTS_PER_BATCH) {
      batches.push(batchOf(day, i, Math.min(points, i + POINTS_PER_BATCH), stepMinutes * MINUTE_MS));
    }
    yield batches;
  }
}

function nonZero({ columns }: Day): number {
  return columns.reduce((sum, column) => sum + column.reduce((n, value) => n + (value === 0 ? 0 : 1), 0), 0);
}
