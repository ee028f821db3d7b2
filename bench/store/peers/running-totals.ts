import type { Day } from '../day.ts';
import { BUCKETS, COLUMNS, type Column } from '../workload.ts';

/** How a column stands in a store of running totals: counters and buckets grow, and a bucket counts everything up to its end. */
export interface TotalColumn extends Column {
  /** One number a point. */
  readonly values: Float64Array;
}

/** Turns what each minute added into the totals that a service exposes, day after day. */
export class RunningTotals {
  readonly #totals = new Float64Array(COLUMNS.length);

  /** The columns of the next day; the values of one hold until the next is asked for. */
  *next(day: Day, wants: (measure: string) => boolean): Iterable<TotalColumn> {
    const bucketsBelow = new Float64Array(day.times.length);
    for (const [i, column] of COLUMNS.entries()) {
      const added = day.columns[i] as Float64Array;
      if (!wants(column.measure.name)) continue;
      if (column.measure.kind === 'gauge') {
        yield { ...column, values: added };
        continue;
      }
      const values = this.#totalsOf(i, added, column);
      if (column.bucket !== undefined) {
        if (column.bucket === 0) bucketsBelow.fill(0);
        for (let point = 0; point < values.length; point += 1) {
          bucketsBelow[point] = (bucketsBelow[point] as number) + (values[point] as number);
        }
        yield { ...column, values: bucketsBelow };
      } else yield { ...column, values };
    }
  }

  #totalsOf(i: number, added: Float64Array, { measure }: Column): Float64Array {
    const scale = 10 ** measure.digits;
    let total = this.#totals[i] as number;
    const values = added.map((value) => {
      total += value;
      // Without the dust of binary fractions, as a service that counts in whole units exposes it.
      return Math.round(total * scale) / scale;
    });
    this.#totals[i] = total;
    return values;
  }
}

/** Name of a metric as Prometheus would have it. */
export function metricName({ measure, bucket }: Column): string {
  if (measure.kind === 'counter') return `${measure.name}_total`;
  if (measure.kind === 'gauge') return measure.name;
  return bucket === undefined ? `${measure.name}_sum` : `${measure.name}_bucket`;
}

/** Label `le` of a bucket. */
export function bucketLabel(bucket: number, bounds: readonly number[]): string {
  return bucket === BUCKETS - 1 ? '+Inf' : String(bounds[bucket]);
}
