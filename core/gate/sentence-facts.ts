import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import {
  formatChange,
  formatCount,
  formatDelta,
  formatShare,
  formatTargetValue,
  formatValue,
} from '../signal/format.ts';
import { clopperPearsonInterval } from '../statistics/clopper-pearson.ts';
import type { Comparison } from './method.ts';
import { isRelative } from './target.ts';
import type { Told } from './told.ts';
import type { Actual, TrafficMix } from './verdict.ts';
import { counted, measureNoun, nounOf } from './words.ts';
import { isZeroTolerance } from './zero-tolerance.ts';

/** What a value may be, in brackets behind it; empty where that is the value itself or told by what it is compared with. */
export function intervalWords(told: Told, actual: Actual): string {
  const { criterion, context, signal } = told;
  if (isZeroTolerance(criterion, signal)) return expectedWords(criterion, actual);
  if (actual.boundsKind !== 'interval' || criterion.decide === 'point' || actual.comparison !== undefined)
    return '';
  const [lower, upper] = [actual.lower, actual.upper].map((end) =>
    end === undefined || !Number.isFinite(end)
      ? undefined
      : formatValue(end, criterion.unit, context.currency),
  );
  const isCount = actual.evidence === 'evaluation' && signal.evaluation?.reduce === 'count';
  if (isCount) return upper === undefined ? '' : upToWords(upper);
  if (lower !== undefined && upper !== undefined) return ` (${lower} to ${upper})`;
  if (lower !== undefined) return ` (${lower} or more)`;
  return upper === undefined ? '' : ` (${upper} or less)`;
}

/** The upper bound of what was counted, in as many: shown, where what was counted decides. */
function expectedWords({ confidence }: MeasuredCriterion, { value = 0, n, evidence }: Actual): string {
  if (!(n > 0) || value > n) return '';
  const { upper } = clopperPearsonInterval(value, n, { level: confidence, sides: 'one-sided' });
  return upToWords(formatValue(upper * n, 'count', ''), evidence === 'evaluation' ? 'items' : 'requests');
}

function upToWords(upper: string, noun = 'items'): string {
  return ` (up to ${upper} are to be expected in as many ${noun})`;
}

/** What a value is made of: window, n, what of it was seen, priced, graded, and what it was set beside. */
export function facts(told: Told, actual: Actual): readonly string[] {
  const { criterion, signal, evidence, values, decision } = told;
  const words = [evidence.period];
  if (actual.n > 0) words.push(counted(actual.n, nounOf(signal, actual.evidence)));
  else if (isOfUnknownCount(told, actual)) words.push('n unknown');
  if (actual.shareAtTarget !== undefined && decision.reason !== 'bucket-resolution')
    words.push(withinWords(told, actual));
  if (actual.comparison !== undefined) words.push(comparisonWords(told, actual.comparison));
  if (actual.pricedShare !== undefined) words.push(`${formatShare(actual.pricedShare)} priced`);
  if ((actual.gradedShare ?? 1) < 1)
    words.push(`${formatShare(actual.gradedShare)} of ${measureNoun(signal.population ?? '')} graded`);
  if (actual.sampling !== undefined) words.push('sampled traces');
  if (actual.evidence === 'production' && actual.coverage < 0.995) {
    words.push(`watched for ${formatShare(actual.coverage)} of the time`);
  }
  words.push(...runWords(told, actual));
  if (values !== undefined) words.push(valuesWords(criterion, values));
  if (criterion.decide === 'point') words.push('decided by the value alone');
  else if (actual.method === 'student' || actual.method === 'paired-student') words.push('approximate');
  else if (isRelative(criterion.target) && actual.method === 'counted') words.push('compared as counted');
  if (decision.reading.mix !== undefined) words.push(mixWords(decision.reading.mix));
  return words;
}

/** A gauge that stands for many, a share or a mean, does not tell of how many. */
function isOfUnknownCount({ signal: { formula, unit } }: Told, { evidence }: Actual): boolean {
  const isMade = formula.kind === 'gauge' && (formula.reduce === 'mean' || unit === 'share');
  return evidence === 'production' && isMade;
}

/** How often it was tried, what failed, and what its scores are taken to be. */
function runWords({ signal }: Told, { evaluation, method }: Actual): readonly string[] {
  if (evaluation === undefined) return [];
  const words: string[] = [];
  if (evaluation.errors > 0) words.push(`${counted(evaluation.errors, 'errors')} left out`);
  if ((evaluation.tried ?? 1) > 1)
    words.push(`${formatCount(evaluation.tried ?? 1)} runs tried on this revision`);
  const isAssumed = signal.unit === 'score' && signal.range === undefined;
  if (isAssumed && (method === 'betting' || method === 'paired-betting'))
    words.push('scores taken to lie from 0 to 1');
  return words;
}

function withinWords({ decision, criterion, context }: Told, { shareAtTarget }: Actual): string {
  const { lower = 0, upper = 1 } = shareAtTarget ?? {};
  const shares = [...new Set([lower, upper].map(formatShare))].join(' to ');
  return `${shares} of them within ${formatTargetValue(decision.target?.value, criterion.unit, context.currency)}`;
}

/** `−0.5 pp against v2 (−1.9 pp to +0.9 pp), on the same items`. */
function comparisonWords({ criterion, context }: Told, comparison: Comparison): string {
  const { item, difference, lower, upper, paired } = comparison;
  const { target, unit } = criterion;
  const [at, from, to] = [difference, lower, upper].map((value) =>
    Number.isFinite(value) ? formatDelta(value, unit, context.currency) : '–',
  );
  const part =
    target.kind === 'factor' && target.factor !== 1 ? `${formatShare(target.factor)} of ${item}` : item;
  const how = paired ? 'on the same items' : 'unpaired';
  return `${at} against ${part} (${from} to ${to}), ${how}`;
}

function mixWords({ share, inputTokens }: TrafficMix): string {
  if (inputTokens === undefined || !(inputTokens.baseline > 0)) {
    return `traffic mix not held equal, ${formatShare(share)} of both's requests`;
  }
  const change = inputTokens.own / inputTokens.baseline - 1;
  return `traffic mix not held equal, ${formatChange(change)} input tokens a request`;
}

function valuesWords(
  criterion: MeasuredCriterion,
  { judged, left }: { judged: number; left: number },
): string {
  const rest =
    left === 0 ? '' : `, ${formatCount(left)} left out with fewer than ${formatCount(criterion.minimumN)}`;
  return `the worst of ${formatCount(judged)} by ${criterion.each}${rest}`;
}
