import { isOfEvents } from '../../core/measure/breaker-mapping.ts';
import type { MappedBreaker, MappedMeasure, Mapper } from '../../core/measure/mapper.ts';
import type { Labels } from '../../core/measure/series.ts';
import type { MeasureKind } from '../../core/ports.ts';
import { measureNamed } from '../../core/signal/measures.ts';
import type { Coverage } from './coverage.ts';
import { type CountsAt, datedCounter, datedDistribution } from './dated-sums.ts';
import { DELTA, type MetricBlock } from './metric-points.ts';
import type { Refusal } from './point-rules.ts';
import { mutedCounter, mutedDistribution, type PresentMetrics } from './present-metrics.ts';
import type { CounterTarget, DistributionTarget, GaugeTarget, SourceSums } from './source-sums.ts';

/** What the streams of one set of attributes feed. */
export interface Targets {
  /** Increments of a number. */
  readonly values: CounterTarget[];
  /** Numbers of observations of a histogram or summary. */
  readonly counts: CounterTarget[];
  /** Sums of the observed values. */
  readonly sums: CounterTarget[];
  readonly distributions: DistributionTarget[];
  readonly levels: GaugeTarget[];
  readonly breakers: readonly MappedBreaker[];
  /** Increments of its numbers are asked for. */
  countsUp: boolean;
  /** Their levels are. */
  readsLevels: boolean;
  /** A metric mapping matched, but no item was found. */
  readonly unattributed: boolean;
  /** It is traffic that counts for nothing. */
  readonly excluded: boolean;
  /** When it happened, where labels say so: the earliest of its measures. */
  countsAt: CountsAt;
  /** Why a mapping asks for what the instrument does not have; its other mappings are served nevertheless. */
  refused: Refusal | undefined;
}

/** Names under which the number of observations and their sum are mapped, beside the instrument's own. */
const COUNT_SUFFIX = '_count';
const SUM_SUFFIX = '_sum';

/** Whether any mapping of the source speaks of the metric. */
export function isWanted(mapper: Mapper, metric: string): boolean {
  return [metric, metric + COUNT_SUFFIX, metric + SUM_SUFFIX].some((name) => mapper.wants(name));
}

/**
 * The labels that mappings see whatever the point: the resource's attributes under their own name, which a point's of the same name takes
 * precedence over, and always under `resource.<name>`; `scope.name` and `scope.version`.
 */
export function commonLabels({ resource, scope }: Pick<MetricBlock, 'resource' | 'scope'>): Labels {
  const labels: Record<string, string> = Object.create(null);
  const ofResource = resource.labels();
  for (const name in ofResource) {
    const value = ofResource[name] as string;
    labels[name] = value;
    labels[`resource.${name}`] = value;
  }
  if (scope.name !== '') labels['scope.name'] = scope.name;
  if (scope.version !== '') labels['scope.version'] = scope.version;
  return labels;
}

/** Where the streams of one set of attributes go. @param present which metrics the resource sends, at each time */
export function targetsOf(
  mapper: Mapper,
  sums: SourceSums,
  block: MetricBlock,
  labels: Labels,
  present: PresentMetrics,
  at?: number,
): Targets {
  const mapped = mapper.map(block.name, labels, at);
  const targets: Targets = {
    values: [],
    counts: [],
    sums: [],
    distributions: [],
    levels: [],
    breakers: mapped.breakers,
    countsUp: mapped.breakers.some(({ read }) => isOfEvents(read)),
    readsLevels: mapped.breakers.some(({ read }) => !isOfEvents(read)),
    unattributed: mapped.unattributed,
    excluded: mapped.excluded,
    countsAt: undefined,
    refused: undefined,
  };
  const add = block.kind === 'gauge' || block.kind === 'sum' ? addNumber : addHistogram;
  const conditional = (measure: MappedMeasure) => ({ measure, isMuted: muting(measure, block, present) });
  for (const measure of mapped.measures) add(targets, sums, block, conditional(measure));
  if (add === addNumber) return targets;
  const counts = mapper.map(block.name + COUNT_SUFFIX, labels, at);
  const totals = mapper.map(block.name + SUM_SUFFIX, labels, at);
  for (const one of counts.measures) addPart(targets, targets.counts, conditional(one), sums, undefined);
  for (const one of totals.measures) addPart(targets, targets.sums, conditional(one), sums, block.unit);
  const all = [mapped, counts, totals];
  return {
    ...targets,
    unattributed: all.some(({ unattributed }) => unattributed),
    excluded: all.some(({ excluded }) => excluded),
  };
}

/** A measure that counts unless another metric of the resource tells the same. */
interface Conditional {
  readonly measure: MappedMeasure;
  /** Absent: it always counts. */
  readonly isMuted: (() => boolean) | undefined;
}

function muting({ unless }: MappedMeasure, { resource }: MetricBlock, present: PresentMetrics) {
  if (unless.length === 0) return undefined;
  return () => unless.some((metric) => present.has(resource.identity, metric));
}

/** What is no time at all stays none. */
function earlier(one: CountsAt, other: CountsAt): CountsAt {
  if (typeof one === 'number' && typeof other === 'number') return Math.min(one, other);
  return typeof one === 'number' ? (other ?? one) : (one ?? other);
}

/** What is watched by whoever feeds the targets. */
export function coveragesOf({ values, counts, sums, distributions, levels }: Targets): Coverage[] {
  return [...values, ...counts, ...sums, ...distributions, ...levels].map((target) => target.coverage);
}

/** Whether anything is fed at all; a mapping's `where` may exclude a set of attributes. */
export function feedsAnything(targets: Targets): boolean {
  const { values, counts, sums, distributions, levels, breakers, refused } = targets;
  const fed = values.length + counts.length + sums.length + distributions.length + levels.length;
  return fed + breakers.length > 0 || refused !== undefined;
}

function addNumber(
  targets: Targets,
  sums: SourceSums,
  block: MetricBlock,
  { measure, isMuted }: Conditional,
): void {
  const { series, scale, countsAt } = measure;
  const kind = kindOf(measure, block.monotonic && block.kind === 'sum' ? 'counter' : 'gauge');
  if (kind === 'counter') {
    const counter = mutedCounter(sums.counterTarget(series, scale, block.unit), isMuted);
    targets.values.push(datedCounter(counter, countsAt));
    targets.countsAt = earlier(targets.countsAt, countsAt);
    targets.countsUp = true;
  } else if (kind === 'gauge' && block.temporality !== DELTA) {
    targets.levels.push(sums.gaugeTarget(series, scale, block.unit));
    targets.readsLevels = true;
  } else if (kind === 'gauge') targets.refused = 'a delta has no level';
  else targets.refused = kind === 'distribution' ? 'a single value for a distribution' : kind;
}

function addHistogram(
  targets: Targets,
  sums: SourceSums,
  block: MetricBlock,
  { measure, isMuted }: Conditional,
): void {
  const { series, scale, countsAt } = measure;
  const kind = kindOf(measure, 'distribution');
  if (block.kind === 'summary') targets.refused = 'quantiles of a summary cannot be merged';
  else if (kind === 'distribution') {
    const distribution = mutedDistribution(sums.distributionTarget(series, scale, block.unit), isMuted);
    targets.distributions.push(datedDistribution(distribution, countsAt));
    targets.countsAt = earlier(targets.countsAt, countsAt);
  } else targets.refused = 'a histogram for a single value: map its _count or _sum';
}

/** A histogram's or summary's number of observations, or their sum: counters. */
function addPart(
  targets: Targets,
  part: CounterTarget[],
  { measure, isMuted }: Conditional,
  sums: SourceSums,
  unit: string | undefined,
): void {
  const { series, scale, countsAt } = measure;
  const kind = kindOf(measure, 'counter');
  if (kind === 'counter') {
    const counter = mutedCounter(sums.counterTarget(series, scale, unit), isMuted);
    part.push(datedCounter(counter, countsAt));
    targets.countsAt = earlier(targets.countsAt, countsAt);
  } else if (kind === 'gauge') targets.refused = 'a delta has no level';
  else targets.refused = kind === 'distribution' ? 'a single value for a distribution' : kind;
}

/**
 * The mapping's word holds; without one, what the instrument is, unless the measure is known to be of another kind: then neither guess
 * would be right.
 */
function kindOf({ kind, series }: MappedMeasure, declared: MeasureKind): MeasureKind | Refusal {
  if (kind !== undefined) return kind;
  const known = measureNamed(series.measure)?.kind ?? declared;
  if (known === declared) return declared;
  if (known === 'distribution') return 'a single value for a distribution';
  return 'declared as another kind than its measure: say kind in the mapping';
}
