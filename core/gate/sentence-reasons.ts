import { formatAge, formatCount, formatShare, formatTargetValue, formatValue } from '../signal/format.ts';
import { formatDuration } from '../time/duration.ts';
import { heldForMs } from './held.ts';
import { LEAST_COVERAGE, LEAST_PRICED_SHARE } from './limits.ts';
import { immatureShare } from './maturity.ts';
import type { Told } from './told.ts';
import { nounOf } from './words.ts';

/** Why there is nothing to judge by, for the end of a sentence. */
export function whyNoData(told: Told): string {
  const { criterion, evidence, decision, now } = told;
  const { actual, unseen } = decision.reading;
  switch (decision.reason) {
    case 'stale':
      return `last seen ${formatAge(now === undefined ? 0 : now - (actual?.observedAt ?? now))} ago`;
    case 'coverage':
      return `watched for ${formatShare(actual?.coverage)} of ${evidence.period}, ${formatShare(LEAST_COVERAGE)} is needed`;
    case 'unpriced':
      return `${formatShare(actual?.pricedShare)} of its tokens have a price, ${formatShare(LEAST_PRICED_SHARE)} is needed`;
    case 'sampled':
      return 'it was counted from traces that a sampler chose by what happened in them, or nobody knows how: they prove nothing about those that were not sent';
    case 'first-day':
      return 'no whole day of it has closed yet';
    case 'immature-labels':
      return `the newest ${formatShare(immatureShare(decision.reading.gradedDays ?? []))} of its answers wait for their labels`;
    case 'no-events':
      return `no ${nounOf(told.signal, criterion.evidence.kind)} in ${evidence.period}`;
    case 'baseline-no-data':
      return baselineNoData(told);
    default:
      return neverSeen(told, unseen);
  }
}

function baselineNoData({ criterion, evidence }: Told): string {
  if (evidence.baselineItem === undefined) return 'nothing else serves production traffic to compare with';
  const where = criterion.evidence.kind === 'evaluation' ? 'on the same dataset' : 'for the same window';
  return `its baseline ${evidence.baselineItem} has none ${where}`;
}

function neverSeen({ criterion, evidence }: Told, unseen: readonly string[]): string {
  if (criterion.evidence.kind === 'evaluation') return `no ${evidence.period} has come in yet`;
  if (!evidence.windowBegun) return `it has not served ${criterion.environment} traffic yet`;
  if (criterion.each !== undefined && unseen.length === 0) {
    return `nothing in ${evidence.period} carries the label ${criterion.each}`;
  }
  return `no source has brought ${unseen.join(' and ') || 'it'} yet`;
}

/** Why what there is does not decide it, and what would. */
export function whyUnproven(told: Told): string {
  const { criterion, evidence, decision } = told;
  const { actual } = decision.reading;
  switch (decision.reason) {
    case 'too-few':
      return tooFew(told);
    case 'bucket-resolution':
      return bucketResolution(told);
    case 'coverage':
      return 'what happened in the time that was not watched could change it';
    case 'unpriced':
      return `the ${formatShare(1 - (actual?.pricedShare ?? 1))} of its tokens without a price could change it`;
    case 'sampled':
      return 'it was counted from samples of traces, which bound shares and latencies alone: send all of them before they are sampled, or count it by metrics';
    case 'held-too-short':
      return `it holds now, and has for ${formatDuration(heldForMs(evidence.history ?? []))} of the ${formatDuration(criterion.heldForMs ?? 0)} that it must`;
    case 'unknown-range':
      return 'nothing says between what its scores lie: a signal of your own says it with `range: [1, 5]`';
    case 'several-datasets':
    case 'not-comparable':
      return obstacleWords(told);
    default:
      return 'the interval holds the target';
  }
}

function tooFew({ criterion, signal, evidence, decision }: Told): string {
  const { actual, baseline } = decision.reading;
  const noun = nounOf(signal, criterion.evidence.kind);
  const needed = formatCount(criterion.minimumN);
  if ((actual?.n ?? 0) < criterion.minimumN) return `too few, ${needed} ${noun} are needed`;
  return `its baseline ${evidence.baselineItem} has too few, ${formatCount(baseline?.n ?? 0)} of the ${needed} ${noun} that are needed`;
}

function bucketResolution({ criterion, signal, decision, context }: Told): string {
  const { bucket, shareAtTarget } = decision.reading.actual ?? {};
  const written = (value: number | undefined) => formatTargetValue(value, criterion.unit, context.currency);
  const target = written(decision.target?.value);
  if (bucket === undefined || shareAtTarget === undefined || signal.formula.kind !== 'quantile') {
    return 'its buckets are too wide to tell the two apart';
  }
  const to = Number.isFinite(bucket.upper) ? `to ${written(bucket.upper)}` : 'up without end';
  const shares = `${formatShare(shareAtTarget.lower)} to ${formatShare(shareAtTarget.upper)}`;
  return `${shares} are within ${target} and ${formatShare(signal.formula.q)} must be, because a bucket reaches from ${formatValue(bucket.lower, criterion.unit, context.currency)} ${to}: add a bucket boundary at ${target}`;
}

function obstacleWords({ evidence }: Told): string {
  const { obstacle } = evidence;
  if (obstacle?.kind !== 'several-datasets') return obstacle?.why ?? 'the runs cannot be compared';
  return `it was evaluated on ${obstacle.datasets.join(', ')}: say which with “on evaluation of …”`;
}
