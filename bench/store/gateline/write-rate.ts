import { performance } from 'node:perf_hooks';
import type { MeasurementStore } from '../../../core/ports.ts';
import type { Extent } from '../extent.ts';
import { batchesOfIncrements, incrementsIn, later } from '../increments.ts';

/** Batches on their way at once. */
const IN_FLIGHT = 8;

/**
 * Increments a second that are durable: batches of ten thousand, several on their way, each acknowledged after its commit. Batches are made
 * before the clock runs, some at a time.
 */
export async function writeRate(
  store: MeasurementStore,
  { writeSeconds, writeHours }: Extent,
): Promise<number> {
  const { batches, spanMs } = batchesOfIncrements(writeHours);
  let written = 0;
  let spent = 0;
  for (let round = 0; spent < writeSeconds * 1_000; round += 1) {
    const ready = batches.map((points, i) => later(points, round * spanMs, `w${round}-${i}`));
    const began = performance.now();
    let next = 0;
    const send = async () => {
      for (let batch = ready[next++]; batch !== undefined; batch = ready[next++]) await store.write(batch);
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, send));
    spent += performance.now() - began;
    written += ready.reduce((sum, batch) => sum + incrementsIn(batch), 0);
  }
  return (written / spent) * 1_000;
}
