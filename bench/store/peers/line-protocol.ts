import type { WriteBatch } from '../../../core/ports.ts';
import { ENVIRONMENT, PRODUCT } from '../batches.ts';
import type { Day } from '../day.ts';
import { BOUNDS, BUCKETS, COLUMNS, type Column, type WorkMeasure } from '../workload.ts';

/** A batch in InfluxDB's line protocol, times in ms: one line a series and time, a field for each bucket of a distribution. */
export function incrementLines({ counters = [], distributions = [], gauges = [] }: WriteBatch): string {
  const lines: string[] = [];
  for (const { series, at, value } of [...counters, ...gauges]) {
    lines.push(`${series.measure},item=${series.item},build=1.0,environment=production v=${value} ${at}`);
  }
  for (const { series, at, cells, sum } of distributions) {
    const fields = cells.map(({ upper, count }) => `${bucketField(BOUNDS.indexOf(upper))}=${count}`);
    fields.push(`sum=${sum}`);
    lines.push(
      `${series.measure},item=${series.item},build=1.0,environment=production ${fields.join(',')} ${at}`,
    );
  }
  return lines.join('\n');
}

/** The field that counts a bucket. */
export function bucketField(bucket: number): string {
  return `b${bucket}`;
}

/** Lines of a body, about ten thousand numbers. */
const LINES_PER_BODY = 2_000;

/** A day in bodies of line protocol: what each minute added, zeros too. Whole numbers are integers, which InfluxDB packs better. */
export function* dayLines({ times, columns }: Day, wants: (measure: string) => boolean): Iterable<string> {
  let lines: string[] = [];
  for (let point = 0; point < times.length; point += 1) {
    for (let column = 0; column < COLUMNS.length; column += 1) {
      const { version, measure } = COLUMNS[column] as Column;
      const fields = measure.kind === 'distribution' ? BUCKETS + 1 : 1;
      const first = column;
      column += fields - 1;
      if (!wants(measure.name)) continue;
      const values = Array.from({ length: fields }, (_, i) => columns[first + i]?.[point] as number);
      lines.push(
        `${measure.name},product=${PRODUCT},item=${version},build=1.0,environment=${ENVIRONMENT} ${fieldsOf(measure, values)} ${times[point]}`,
      );
    }
    if (lines.length < LINES_PER_BODY && point < times.length - 1) continue;
    yield lines.join('\n');
    lines = [];
  }
}

function fieldsOf({ kind, digits }: WorkMeasure, values: readonly number[]): string {
  if (kind !== 'distribution') return `v=${values[0]}${digits === 0 ? 'i' : ''}`;
  const buckets = values.slice(0, -1).map((count, i) => `${bucketField(i)}=${count}i`);
  return `${buckets.join(',')},sum=${values.at(-1)}`;
}
