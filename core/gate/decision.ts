import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';
import { type Comparison, compareBounds, compareQuantile, compareShareAtTarget, holds } from './compare.ts';
import type { EvidenceReading } from './evidence.ts';
import { missingData } from './missing-data.ts';
import { isRelative, type ResolvedTarget, resolveTarget } from './target.ts';
import type { Actual, VerdictReason, VerdictState } from './verdict.ts';
import { isZeroTolerance } from './zero-tolerance.ts';

/** What became of one reading. */
export interface Decision {
  readonly state: VerdictState;
  readonly reason: VerdictReason;
  readonly lean?: 'pass' | 'fail';
  readonly reading: EvidenceReading;
  readonly target?: ResolvedTarget;
}

/**
 * Decides one reading of a criterion: first whether there is anything to decide by, then whether it is enough, then the comparison. The
 * order is the order of the reasons: the first that applies is told.
 *
 * @param now the time at which it is judged, Unix ms: what was seen last must not be older than it may be. Absent: whole days are judged,
 *   and their coverage alone says whether they were seen
 */
export function decide(
  criterion: MeasuredCriterion,
  signal: Signal,
  reading: EvidenceReading,
  now: number | undefined,
): Decision {
  const target = resolveTarget(criterion, reading.baseline);
  const found = { reading, ...(target === undefined ? {} : { target }) };
  const missing = missingData(reading, now);
  if (missing !== undefined) return { state: 'no-data', reason: missing, ...found };
  const { actual } = reading;
  if (target === undefined || actual?.value === undefined) {
    return { state: 'no-data', reason: 'baseline-no-data', ...found };
  }
  const lean = holds(criterion.op, actual.value, target.value) ? 'pass' : 'fail';
  if (isTooFew(criterion, signal, reading)) return { state: 'unproven', reason: 'too-few', lean, ...found };
  const compared = compareWithTarget(criterion, signal, actual, target);
  if (compared === 'holds') return { state: 'pass', reason: 'met', ...found };
  if (compared === 'misses') return { state: 'fail', reason: 'missed', ...found };
  return { state: 'unproven', reason: whyOpen(signal, actual, reading.baseline), lean, ...found };
}

/** Totals and gauges are what they are; a share, a mean, a quantile is made of many. */
function isTooFew(
  criterion: MeasuredCriterion,
  signal: Signal,
  { actual, baseline }: EvidenceReading,
): boolean {
  const counted = actual?.evidence === 'evaluation' || !['total', 'gauge'].includes(signal.formula.kind);
  if (!counted || actual === undefined) return false;
  return actual.n < criterion.minimumN || (baseline !== undefined && baseline.n < criterion.minimumN);
}

function compareWithTarget(
  criterion: MeasuredCriterion,
  signal: Signal,
  actual: Actual,
  target: ResolvedTarget,
): Comparison {
  const { op } = criterion;
  const value = actual.value as number;
  if (byValueAlone(criterion, signal, actual)) return holds(op, value, target.value) ? 'holds' : 'misses';
  const bounds = { lower: actual.lower ?? value, upper: actual.upper ?? value };
  // What is known of the baseline is in the difference already.
  if (actual.comparison !== undefined) return compareBounds(op, bounds, pointOf(target));
  if (actual.evidence === 'production' && signal.formula.kind === 'quantile') {
    const isAbsolute = !isRelative(criterion.target) && op !== '=';
    return actual.shareAtTarget !== undefined && isAbsolute
      ? compareShareAtTarget(op, actual.shareAtTarget, signal.formula.q)
      : compareQuantile(op, bounds, target);
  }
  return compareBounds(op, bounds, target);
}

function pointOf({ value }: ResolvedTarget): { readonly lower: number; readonly upper: number } {
  return { lower: value, upper: value };
}

/** Asked for so; or counted, where what happened happened. */
function byValueAlone(criterion: MeasuredCriterion, signal: Signal, actual: Actual): boolean {
  if (criterion.decide === 'point') return true;
  // That none is among the samples does not say that there was none.
  if (isZeroTolerance(criterion, signal)) return actual.sampling === undefined || (actual.value ?? 0) > 0;
  const reduce = actual.evidence === 'evaluation' ? signal.evaluation?.reduce : undefined;
  return reduce === 'count' || reduce === 'sum';
}

/** What keeps the bounds apart, the most telling first. */
function whyOpen(signal: Signal, actual: Actual, baseline: Actual | undefined): VerdictReason {
  if (actual.boundsKind === 'interval')
    return hasUnknownRange(actual) ? unboundedReason(actual) : 'interval-spans-target';
  const [worst] = [actual, ...(baseline === undefined ? [] : [baseline])].sort(
    (a, b) => unseen(b) - unseen(a),
  );
  const isBucket = actual.bucket !== undefined || worst === undefined || unseen(worst) === 0;
  if (signal.formula.kind === 'quantile' && isBucket) return 'bucket-resolution';
  if (worst?.pricedShare !== undefined && 1 - worst.pricedShare > 1 - worst.coverage) return 'unpriced';
  return 'coverage';
}

function unboundedReason({ sampling }: Actual): VerdictReason {
  return sampling === undefined ? 'unknown-range' : 'sampled';
}

/** A sample of production that no interval could be made of. */
function hasUnknownRange({ evidence, method, comparison, shareAtTarget }: Actual): boolean {
  return (
    evidence === 'production' &&
    method === undefined &&
    comparison === undefined &&
    shareAtTarget === undefined
  );
}

function unseen(actual: Actual): number {
  return Math.max(1 - actual.coverage, 1 - (actual.pricedShare ?? 1));
}
