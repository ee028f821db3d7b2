import type { Criterion, MeasuredCriterion } from '../../roadmap/criterion.ts';
import { windowInWords } from '../../roadmap/grammar/defaults.ts';
import { formatCount, formatExact, formatShare, formatTargetValue } from '../../signal/format.ts';
import type { Signal } from '../../signal/signal.ts';
import { clopperPearsonInterval } from '../../statistics/clopper-pearson.ts';
import { LEAST_COVERAGE } from '../limits.ts';
import type { Available, CriterionPlan } from './criterion-plan.ts';
import { PLANNED_DISCORDANCE } from './paired-plan.ts';
import { whyUnprovable } from './unprovable.ts';

/** A plan in one sentence without its full stop: `with 50 items it passes only at 47 or more; if the truth is 90 %, plan about 250`. */
export function planWords(
  plan: CriterionPlan,
  criterion: Criterion,
  signal: Signal | undefined,
  { currency, available }: { readonly currency: string; readonly available?: Available },
): string {
  if (criterion.kind === 'attested' || signal === undefined)
    return `decided by the word of ${criterion.kind === 'attested' ? criterion.role : 'somebody'}`;
  const told = { plan, criterion, signal, currency, isThere: available?.n !== undefined };
  const unprovable = whyUnprovable(criterion, signal);
  if (unprovable !== undefined) return `${unprovable.charAt(0).toLowerCase()}${unprovable.slice(1)}`;
  switch (plan.method) {
    case 'wilson':
    case 'mixture':
      return [trialWords(told), plannedWords(told)].join('; ');
    case 'order-statistics':
      return [quantileWords(told), quantilePlannedWords(told)].join('; ');
    case 'paired':
      return pairedWords(told);
    case 'census':
      return censusWords(told);
    case 'counted':
      return countedWords(told);
    default:
      return meanWords(told);
  }
}

interface Told {
  readonly plan: CriterionPlan;
  readonly criterion: MeasuredCriterion;
  readonly signal: Signal;
  readonly currency: string;
  /** n is what there is, and not what is asked for. */
  readonly isThere: boolean;
}

/** `with 50 items`, `with the 1,240 items that there are`, `with 200 graded answers, however often one looks`. */
function withWords({ plan, isThere }: Told): string {
  const n = formatExact(plan.n ?? 0);
  const looks = plan.method === 'mixture' ? ', however often one looks,' : '';
  return isThere ? `with the ${n} ${plan.noun} that there are${looks}` : `with ${n} ${plan.noun}${looks}`;
}

function trialWords(told: Told): string {
  const { plan, criterion } = told;
  const { passesAt, leastN } = plan;
  if (passesAt === undefined) {
    const best = asksMore(criterion) ? 'even if all are' : 'even if none is';
    const least = leastN === undefined ? 'no number of them can' : `it takes ${formatExact(leastN)} at least`;
    return `${withWords(told)} it cannot pass, ${best}: ${least}`;
  }
  return `${withWords(told)} it passes only at ${boundWords(passesAt, criterion)}`;
}

function boundWords(count: number, criterion: MeasuredCriterion): string {
  if (asksMore(criterion)) return `${formatExact(count)} or more`;
  return count === 0 ? 'none' : `${formatExact(count)} or fewer`;
}

function plannedWords({ plan }: Told): string {
  const { planned } = plan;
  if (planned === undefined) return 'no number of them proves a truth on its right side';
  return `if the truth is ${formatShare(planned.truth)}, plan about ${aboutN(planned.n)}`;
}

function quantileWords(told: Told): string {
  const { plan, criterion, currency } = told;
  const target = criterion.target.kind === 'absolute' ? criterion.target.quantity.value : undefined;
  const within = `${asksMore(criterion) ? 'above' : 'within'} ${formatTargetValue(target, criterion.unit, currency)}`;
  const { passesAt, leastN } = plan;
  if (passesAt === undefined) {
    return `${withWords(told)} it cannot pass, even if all are ${within}: it takes ${formatExact(leastN ?? 0)} at least`;
  }
  return `${withWords(told)} it passes only if ${formatExact(passesAt)} or more are ${within}`;
}

function quantilePlannedWords({ plan }: Told): string {
  const { planned } = plan;
  return planned === undefined
    ? 'no number of them proves more'
    : `if ${formatShare(planned.truth)} of all are, plan about ${aboutN(planned.n)}`;
}

function pairedWords({ plan }: Told): string {
  const head = `compared on the items that both have, ${formatExact(plan.n ?? 0)} at least`;
  if (plan.unprovable === 'equal') {
    return `${head}; that two are equally good cannot be proved by any number of items: state how much worse it may be (a margin, or v2 - 1pp)`;
  }
  const differing = `if both are equally good and answer ${formatShare(PLANNED_DISCORDANCE)} of the items differently`;
  return plan.planned === undefined ? head : `${head}; ${differing}, plan about ${aboutN(plan.planned.n)}`;
}

function censusWords({ plan, criterion, signal, currency, isThere }: Told): string {
  const days = `decided at the close of each day by ${windowInWords(criterion.window)}, ${formatShare(LEAST_COVERAGE)} of which must have been watched`;
  const needs =
    plan.n === undefined || plan.n === 0
      ? ''
      : `, with ${formatExact(plan.n)} ${plan.noun}${isThere ? '' : ' at least'}`;
  const { target } = criterion;
  const bucket =
    signal.formula.kind === 'quantile' && target.kind === 'absolute'
      ? `; exact where a bucket ends at ${formatTargetValue(target.quantity.value, criterion.unit, currency)}`
      : '';
  return `${days}${needs}${bucket}`;
}

function countedWords({ plan, criterion, signal }: Told): string {
  const n = plan.n ?? 0;
  const head = `what is seen decides, with ${formatExact(n)} ${plan.noun} at least`;
  if (signal.evaluation?.reduce !== 'count' || criterion.decide === 'point' || n === 0) return head;
  const { upper } = clopperPearsonInterval(0, n, { level: criterion.confidence, sides: 'one-sided' });
  return `${head}; none among as many still allows ${formatShare(upper)} of all`;
}

function meanWords({ plan, criterion, signal }: Told): string {
  const head = `takes ${formatExact(plan.n ?? 0)} ${plan.noun} at least`;
  const range = signal.range !== undefined || criterion.unit === 'share';
  const how = range
    ? 'how many settle it depends on how much they vary'
    : 'how many settle it depends on how much they vary, and without a `range` of its values the interval is approximate';
  return `${head}; ${how}`;
}

/** Two significant digits, rounded up: a plan is no calculation. */
function aboutN(n: number): string {
  const size = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return formatCount(Math.ceil(n / size) * size);
}

function asksMore({ op }: Pick<MeasuredCriterion, 'op'>): boolean {
  return op === '>=' || op === '>';
}
