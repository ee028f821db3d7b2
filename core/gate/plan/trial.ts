import type { MeasuredCriterion } from '../../roadmap/criterion.ts';
import type { Signal } from '../../signal/signal.ts';
import { betaCumulative } from '../../statistics/beta.ts';
import { logEvidence } from '../../statistics/mixture.ts';
import { leastWhole } from '../../statistics/root.ts';
import { normalQuantile } from '../../statistics/special.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import type { SampledMethod } from './criterion-plan.ts';

/** A criterion that comes down to how many of n outcomes are good. */
export interface Trial {
  readonly method: SampledMethod;
  /** The share of good outcomes that must be proved. */
  readonly share: number;
  /** Whether so many good ones of n prove it; with more of them it stays proved. */
  readonly passes: (good: number, n: number) => boolean;
}

/** More than this is not counted any more: nobody plans for it. */
export const MOST_COUNTED = 10_000_000;

/** The trial that a criterion with an absolute target on a sample is; `undefined` for everything else. */
export function trialOf(criterion: MeasuredCriterion, signal: Signal): Trial | undefined {
  const { target, op, decide, evidence, confidence } = criterion;
  if (target.kind !== 'absolute' || op === '=' || decide === 'point') return undefined;
  const { value } = target.quantity;
  const asksMore = op === '>=' || op === '>';
  if (evidence.kind === 'production') {
    const sampled = signal.population !== undefined && signal.unit === 'share';
    return sampled ? shareTrial('mixture', asksMore ? value : 1 - value, confidence) : undefined;
  }
  const { evaluation } = signal;
  if (evaluation?.reduce === 'share') {
    return shareTrial('wilson', asksMore ? value : 1 - value, confidence);
  }
  if (evaluation?.reduce !== 'quantile') return undefined;
  const q = evaluation.q ?? 0.5;
  return quantileTrial(asksMore ? 1 - q : q, confidence);
}

function shareTrial(method: 'wilson' | 'mixture', share: number, confidence: number): Trial {
  const once = (good: number, n: number) =>
    wilsonInterval(good, n, { level: confidence, sides: 'one-sided' }).lower >= share;
  const enough = -Math.log(1 - confidence);
  const always = (good: number, n: number) => good > n * share && logEvidence(good, n, share) >= enough;
  const certain = share <= 0 || share >= 1;
  const passes = method === 'wilson' ? once : always;
  return { method, share, passes: (good, n) => n > 0 && !certain && passes(good, n) };
}

/** Order statistics: the bound of a quantile is within a limit when so many values are that fewer would be likely (see order-statistics.ts). */
function quantileTrial(share: number, confidence: number): Trial {
  return {
    method: 'order-statistics',
    share,
    passes: (good, n) => good > 0 && betaCumulative(1 - share, n - good + 1, good) >= confidence,
  };
}

/** The fewest good ones of n that prove it; `undefined` when not even all of them do. */
export function fewestGood({ passes }: Trial, n: number): number | undefined {
  return leastWhole((good) => passes(good, n), 0, n);
}

/** The least n at which it can be proved, when all are good. */
export function leastProvable({ passes }: Trial): number | undefined {
  return leastWhole((n) => passes(n, n), 1, MOST_COUNTED);
}

/** How often a plan's n proves what is so: three times in four. */
export const PLANNED_CHANCE = 0.75;

/** The least n at which a truth is proved with the given chance: by the number of good ones that so many runs have at least. */
export function plannedN(
  { passes, share }: Trial,
  truth: number,
  chance: number = PLANNED_CHANCE,
): number | undefined {
  if (!(truth > share)) return undefined;
  const z = normalQuantile(chance);
  return leastWhole((n) => passes(n * truth - z * Math.sqrt(n * truth * (1 - truth)), n), 1, MOST_COUNTED);
}

/**
 * A truth that is well on the right side without being far away, to plan for: a third of the misses that are allowed are not made. In a
 * round number: 90 % where 85 % is asked for.
 */
export function plannedTruth({ share }: Pick<Trial, 'share'>): number {
  const misses = Number((((1 - share) * 2) / 3).toPrecision(1));
  const rounded = 1 - misses;
  return rounded > share && rounded < 1 ? rounded : share + (1 - share) / 3;
}
