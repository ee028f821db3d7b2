import type { Place, SeenMeasure } from '../../core/diagnosis/facts.ts';
import { type MappedMeasure, Mapper } from '../../core/measure/mapper.ts';
import { bareName, COMPARED, EXCLUDED, type SourceMapping } from '../../core/measure/mapping.ts';
import type { MeasureKind } from '../../core/ports.ts';
import { BucketLayout } from '../cumulative/bucket-layout.ts';
import { mappableNames } from '../cumulative/mappable-names.ts';
import { measureUses } from '../cumulative/measure-use.ts';
import { TARGET_INFO, TargetInfos } from '../cumulative/target-info.ts';
import { parseValue } from '../exposition/numbers.ts';
import type { MetricType } from '../exposition/types.ts';
import type { ShownSeries, ShownTarget } from './shown.ts';

/** What a mapping makes of what a source shows. */
export interface MappedSight {
  readonly measures: readonly SeenMeasure[];
  readonly refused: readonly { readonly metric: string; readonly measure: string; readonly why: string }[];
}

/** Maps every series as the collectors would, and adds up what each measure stands at. */
export function seenMeasures(
  targets: readonly ShownTarget[],
  mapping: SourceMapping,
  now: number,
): MappedSight {
  const sums = new Map<string, Sum>();
  const refused = new Map<string, MappedSight['refused'][number]>();
  const mapper = new Mapper(mapping);
  for (const target of targets) {
    const labelsOf = labelsFinder(target);
    const present = new Set(target.families.flatMap(mappableNames).map(bareName));
    for (const series of target.series) {
      for (const { metric, type } of mappedNames(series, mapper)) {
        const labels = labelsOf(series);
        const { measures } = mapper.map(metric, labels, now);
        const counting = measures.filter(({ unless }) => !unless.some((name) => present.has(name)));
        for (const one of counting) {
          const uses = measureUses([one], type, series.name);
          if (uses.refused !== undefined) {
            const { measure } = one.series;
            refused.set(`${metric} ${measure}`, { metric, measure, why: uses.refused });
          } else {
            const kind = kindOf(uses);
            add(sumOf(sums, one.series.measure, metric, kind), series, one, target.instance, labels);
          }
        }
      }
    }
  }
  return { measures: [...sums.values()].map(finished), refused: [...refused.values()] };
}

interface Sum {
  readonly measure: string;
  readonly metric: string;
  readonly kind: MeasureKind;
  readonly places: Map<string, { item: string; environment: string; n: number }>;
  readonly instances: Map<string, number>;
  readonly labels: Set<string>;
  /** Ends of buckets by the series that they belong to. */
  readonly ends: Map<string, { readonly bounds: number[]; readonly scale: number }>;
}

/** The labels of a series with what its target says of itself behind them. */
function labelsFinder({ series }: ShownTarget): (one: ShownSeries) => Readonly<Record<string, string>> {
  const infos = new TargetInfos();
  for (const { name, value, labels } of series) if (name === TARGET_INFO && value === 1) infos.tell(labels);
  return ({ labels }) => ({ ...infos.of(labels), ...labels });
}

/** The names that the mapping may know a series by, and what it is then; as the collectors have it (cumulative/slot-finder.ts). */
function mappedNames(
  { name, family, role, type, isNative }: ShownSeries,
  mapper: Mapper,
): readonly { readonly metric: string; readonly type: MetricType }[] {
  if (role === 'created') return [];
  const known = (all: readonly string[], as: MetricType) => {
    const metric = all.find((one) => mapper.wants(one));
    return metric === undefined ? [] : [{ metric, type: as }];
  };
  if (isNative === true) return known([name], 'histogram');
  if (role === 'value') return known([name, family], type);
  const own = known([name], 'counter');
  return type === 'histogram' && role === 'bucket' ? [...own, ...known([family], type)] : own;
}

function kindOf({ counters, gauges }: ReturnType<typeof measureUses>): MeasureKind {
  if (counters.length > 0) return 'counter';
  return gauges.length > 0 ? 'gauge' : 'distribution';
}

function sumOf(sums: Map<string, Sum>, measure: string, metric: string, kind: MeasureKind): Sum {
  const key = `${measure} ${metric}`;
  let sum = sums.get(key);
  if (sum === undefined) {
    sum = {
      measure,
      metric,
      kind,
      places: new Map(),
      instances: new Map(),
      labels: new Set(),
      ends: new Map(),
    };
    sums.set(key, sum);
  }
  return sum;
}

function add(
  sum: Sum,
  series: ShownSeries,
  { series: of, scale }: MappedMeasure,
  instance: string,
  labels: Readonly<Record<string, string>>,
): void {
  const environment = of.environment === COMPARED ? (of.labels.environment ?? '') : of.environment;
  if (environment === EXCLUDED) return;
  for (const name of Object.keys(labels)) if (name !== 'le') sum.labels.add(name);
  const n = amount(sum, series, scale);
  if (n === undefined) return;
  const key = JSON.stringify([of.item, environment]);
  const place = sum.places.get(key) ?? { item: of.item, environment, n: 0 };
  place.n += n;
  sum.places.set(key, place);
  if (instance !== '') sum.instances.set(instance, (sum.instances.get(instance) ?? 0) + n);
}

/** What the series adds; `undefined` for a bucket that others contain. */
function amount(sum: Sum, { value, role, labels, isNative }: ShownSeries, scale: number): number | undefined {
  if (sum.kind === 'gauge') return 1;
  if (sum.kind === 'counter') return Number.isFinite(value) ? value * scale : 0;
  if (isNative === true || role !== 'bucket') return value;
  const { le, ...own } = labels;
  const bound = parseValue(le ?? '');
  if (bound === undefined) return undefined;
  if (bound === Number.POSITIVE_INFINITY) return value;
  const key = JSON.stringify(Object.entries(own).sort());
  const ends = sum.ends.get(key) ?? { bounds: [], scale };
  ends.bounds.push(bound);
  sum.ends.set(key, ends);
  return undefined;
}

function finished({ places, instances, labels, ends, ...rest }: Sum): SeenMeasure {
  const layouts = new Map<string, readonly number[]>();
  for (const { bounds, scale } of ends.values()) {
    const ascending = [...new Set(bounds)].sort((a, b) => a - b);
    const scaled = new BucketLayout(ascending).scaledBy(scale);
    const uppers = scaled === undefined ? [] : ascending.map((_, i) => scaled.upper(i));
    layouts.set(uppers.join(), uppers);
  }
  return {
    ...rest,
    places: [...places.values()] satisfies Place[],
    labels: [...labels].sort(),
    instances: [...instances].map(([instance, n]) => ({ instance, n })),
    ...(layouts.size === 0 ? {} : { bounds: [...layouts.values()] }),
  };
}
