import type { Ledger } from '../ledger.ts';
import { saving } from '../marks.ts';
import { QUARTER_HOUR_MS } from '../read-plan.ts';
import {
  type Family,
  INCREMENT_CHUNKS,
  INCREMENT_QUARTERS,
  INCREMENTS,
  SAMPLE_CHUNKS,
  SAMPLE_QUARTERS,
  SAMPLES,
  SPAN_MS,
  spanStart,
} from './families.ts';
import { type Partition, type Partitions, unlisting } from './partitions.ts';

/** Drops raw data past their retention (see DataDays), by whole spans and only where they are rolled up. */
export async function expireRaw(
  ledger: Ledger,
  partitions: Partitions,
  now: number,
  retentionMs: number,
): Promise<void> {
  const { commits, database, marks } = ledger;
  const horizon = ledger.dataDays.expiredUntil(now, retentionMs);
  const rawSince = spanStart(Math.min(horizon, marks.get('sealed-until')), SPAN_MS);
  if (rawSince <= marks.get('raw-since')) return;
  const expired = endedBefore(rawSince, partitions, [INCREMENTS, INCREMENT_CHUNKS, SAMPLES, SAMPLE_CHUNKS]);
  if (expired.length === 0) return;
  await commits.exclusively(async () => {
    await database.transaction(async (connection) => {
      await connection.run([saving('raw-since', rawSince), ...expired.map(unlisting)].join('; '));
    });
    marks.set('raw-since', rawSince);
    for (const partition of expired) partitions.remove(partition);
  });
  await drop(ledger, expired);
}

/**
 * Drops roll-ups past their retention, by whole spans, and never before the raw data that they were made of.
 *
 * @param gone called as soon as roll-ups are gone
 */
export async function expireRollUps(
  ledger: Ledger,
  partitions: Partitions,
  now: number,
  retentionMs: number,
  gone: () => void,
): Promise<void> {
  const { calendars, commits, database, marks } = ledger;
  const horizon = ledger.dataDays.expiredUntil(now, retentionMs);
  const since = spanStart(Math.min(horizon, marks.get('raw-since')), SPAN_MS);
  const expired = endedBefore(since, partitions, [INCREMENT_QUARTERS, SAMPLE_QUARTERS]);
  if (expired.length === 0) return;
  await commits.exclusively(async () => {
    await database.transaction(async (connection) => {
      // The day that goes on after it stays whole.
      const days = `DELETE FROM days WHERE slot < ${calendars.earliestStartOfDay(since) / QUARTER_HOUR_MS}`;
      await connection.run([saving('rolled-since', since), ...expired.map(unlisting), days].join('; '));
    });
    marks.set('rolled-since', since);
    for (const partition of expired) partitions.remove(partition);
    gone();
  });
  await drop(ledger, expired);
}

function endedBefore(at: number, partitions: Partitions, families: readonly Family[]): Partition[] {
  return families.flatMap((family) => partitions.all(family).filter((partition) => partition.to <= at));
}

/** When the reads that may still use them have ended. */
async function drop({ commits, database, leases }: Ledger, expired: readonly Partition[]): Promise<void> {
  await leases.drained();
  for (const { table } of expired)
    await commits.exclusively(() => database.writer.run(`DROP TABLE ${table}`));
}
