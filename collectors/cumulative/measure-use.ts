import type { MappedMeasure } from '../../core/measure/mapper.ts';
import { EXCLUDED } from '../../core/measure/mapping.ts';
import type { Series } from '../../core/measure/series.ts';
import type { MeasureKind } from '../../core/ports.ts';
import { measureNamed } from '../../core/signal/measures.ts';
import type { MetricType } from '../exposition/types.ts';
import type { Rejection } from './tally.ts';

/** One series that a raw stream feeds, in what unit, and whether anybody owns it. */
export interface MeasureUse {
  readonly series: Series;
  readonly scale: number;
  readonly unattributed: boolean;
  /** It is traffic that counts for nothing. */
  readonly excluded: boolean;
  /** See MappedMeasure. */
  readonly unless: readonly string[];
  readonly countsAt: MappedMeasure['countsAt'];
}

/** What a raw series feeds, by what becomes of its samples; what its type forbids has its reason. */
export interface MeasureUses {
  readonly counters: readonly MeasureUse[];
  readonly gauges: readonly MeasureUse[];
  readonly distributions: readonly MeasureUse[];
  readonly refused: Rejection | undefined;
}

/** All series that are fed, whatever becomes of the samples. */
export function fedSeries({ counters, gauges, distributions }: MeasureUses): readonly Series[] {
  return [...counters, ...gauges, ...distributions].map(({ series }) => series);
}

const DECLARED: Readonly<Partial<Record<MetricType, MeasureKind>>> = {
  counter: 'counter',
  gauge: 'gauge',
  info: 'gauge',
  stateset: 'gauge',
  histogram: 'distribution',
};

/**
 * What becomes of the samples of a raw series. The mapping's word holds; without one, what the source declares, unless the measure is
 * known to be of another kind: then neither guess would be right. What the source does not declare is what the measure is known to be.
 */
export function measureUses(
  measures: readonly MappedMeasure[],
  declared: MetricType,
  name: string,
): MeasureUses {
  const uses = {
    counters: [] as MeasureUse[],
    gauges: [] as MeasureUse[],
    distributions: [] as MeasureUse[],
  };
  let refused: Rejection | undefined;
  for (const measure of measures) {
    const kind = kindOf(measure, declared, name);
    const { series, scale, unless, countsAt } = measure;
    const excluded = series.environment === EXCLUDED;
    const use = { series, scale, unattributed: series.item === '' && !excluded, excluded, unless, countsAt };
    if (kind === 'counter') uses.counters.push(use);
    else if (kind === 'gauge') uses.gauges.push(use);
    else if (kind === 'distribution') uses.distributions.push(use);
    else refused = kind;
  }
  return { ...uses, refused };
}

function kindOf(measure: MappedMeasure, declared: MetricType, name: string): MeasureKind | Rejection {
  if (declared === 'gaugehistogram') return 'a gauge histogram';
  if (declared === 'summary' && measure.kind !== 'gauge') return 'quantiles of a summary cannot be merged';
  const kind = measure.kind ?? impliedKind(measure.series.measure, DECLARED[declared], name);
  const isHistogram = declared === 'histogram';
  if (kind === 'distribution' && !isHistogram) return 'a single value for a distribution';
  if ((kind === 'counter' || kind === 'gauge') && isHistogram) {
    return 'a histogram for a single value: map its _count or _sum';
  }
  return kind;
}

function impliedKind(
  measure: string,
  declared: MeasureKind | undefined,
  name: string,
): MeasureKind | Rejection {
  const known = measureNamed(measure)?.kind;
  if (declared !== undefined && known !== undefined && declared !== known) {
    if (declared === 'distribution') return 'a histogram for a single value: map its _count or _sum';
    if (known === 'distribution') return 'a single value for a distribution';
    return 'declared as another kind than its measure: say kind in the mapping';
  }
  // The suffix is what OpenMetrics demands of counters and of nothing else.
  const implied = declared ?? known ?? (name.endsWith('_total') ? 'counter' : undefined);
  return implied ?? 'type unknown: say kind in the mapping';
}
