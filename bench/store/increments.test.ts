import { describe, expect, it } from 'vitest';
import { daysOf } from './day.ts';
import { BATCH_INCREMENTS, batchesOfIncrements, incrementsIn } from './increments.ts';
import { incrementLines } from './peers/line-protocol.ts';
import { RunningTotals } from './peers/running-totals.ts';
import { BUCKETS, COLUMNS } from './workload.ts';

describe('the work of the bench', () => {
  it('is cut into batches of ten thousand increments, none of them zero, the same for those who read lines', () => {
    const { batches } = batchesOfIncrements(24);
    expect(batches.length).toBeGreaterThan(30);
    expect(new Set(batches.map(incrementsIn))).toEqual(new Set([BATCH_INCREMENTS]));
    const fields = incrementLines({ source: '', id: '', ...batches[0] }).match(/[ ,](v|sum|b\d+)=/g);
    expect(fields).toHaveLength(BATCH_INCREMENTS);
  });

  it('adds up to the running totals that others scrape', () => {
    const totals = new RunningTotals();
    const seen = new Map<string, number>();
    const sums = new Map<string, number>();
    for (const day of daysOf(0, 2, 60)) {
      for (const [i, { measure, bucket, version }] of COLUMNS.entries()) {
        if (measure.name !== 'request_duration' || bucket === undefined) continue;
        const count = day.columns[i]?.reduce((sum, value) => sum + value, 0) ?? Number.NaN;
        sums.set(version, (sums.get(version) ?? 0) + count);
      }
      for (const { version, bucket, values } of totals.next(
        day,
        (measure) => measure === 'request_duration',
      )) {
        if (bucket === BUCKETS - 1) seen.set(version, values.at(-1) ?? Number.NaN);
      }
    }
    expect(seen).toEqual(sums);
  });
});
