import { type Series, SeriesInterner } from '../../core/measure/series.ts';
import type {
  CounterPoint,
  DistributionPoint,
  GaugePoint,
  Observation,
  WriteBatch,
} from '../../core/ports.ts';
import type { Day } from './day.ts';
import { BOUNDS, BUCKETS, COLUMNS, MEASURES, type MeasureKind, VERSIONS } from './workload.ts';

export const PRODUCT = 'bench';
export const ENVIRONMENT = 'production';

/** One measure of one version, with where its numbers stand among the columns. */
interface Source {
  readonly series: Series;
  readonly kind: MeasureKind;
  readonly column: number;
}

const SOURCES: readonly Source[] = sourcesOf();

function sourcesOf(): Source[] {
  const interner = new SeriesInterner({ maxLabelSets: 100 });
  return VERSIONS.flatMap((item) =>
    MEASURES.map(({ name, kind }) => {
      const key = {
        product: PRODUCT,
        measure: name,
        item,
        build: '1.0',
        environment: ENVIRONMENT,
        labels: {},
      };
      const column = COLUMNS.findIndex((one) => one.version === item && one.measure.name === name);
      return { series: interner.intern(key), kind, column };
    }),
  );
}

/** The points [from, to) of a day as a collector hands them over, with how long each measure was watched. */
export function batchOf(day: Day, from: number, to: number, durationMs: number): WriteBatch {
  const points = pointsOf(day, from, to);
  const observations: Observation[] = [];
  for (let point = from; point < to; point += 1) {
    const at = day.times[point] as number;
    for (const { series } of SOURCES) {
      const { product, measure, item, environment } = series;
      observations.push({ product, measure, item, environment, at, durationMs });
    }
  }
  return { source: PRODUCT, id: `${day.start}-${from}`, ...points, observations };
}

/** Points as they are written, still changeable. */
export interface Points {
  readonly counters: CounterPoint[];
  readonly distributions: DistributionPoint[];
  readonly gauges: GaugePoint[];
}

export function pointsOf({ times, columns }: Day, from: number, to: number): Points {
  const points: Points = { counters: [], distributions: [], gauges: [] };
  for (let point = from; point < to; point += 1) {
    const at = times[point] as number;
    for (const { series, kind, column } of SOURCES) {
      const value = (offset: number) => columns[column + offset]?.[point] as number;
      if (kind === 'counter') points.counters.push({ series, at, value: value(0) });
      else if (kind === 'gauge') points.gauges.push({ series, at, value: value(0) });
      else points.distributions.push({ series, at, cells: cellsOf(value), sum: value(BUCKETS) });
    }
  }
  return points;
}

function cellsOf(value: (bucket: number) => number) {
  const cells: { lower: number; upper: number; count: number }[] = [];
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const count = value(bucket);
    if (count === 0) continue;
    cells.push({ lower: bucket === 0 ? 0 : bound(bucket - 1), upper: bound(bucket), count });
  }
  return cells;
}

function bound(bucket: number): number {
  return BOUNDS[bucket] as number;
}
