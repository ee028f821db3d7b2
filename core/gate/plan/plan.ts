import type { Criterion, MeasuredCriterion } from '../../roadmap/criterion.ts';
import type { Signal } from '../../signal/signal.ts';
import { nounOf } from '../words.ts';
import type { Available, CriterionPlan, PlannedMethod } from './criterion-plan.ts';
import { pairedPlan } from './paired-plan.ts';
import { fewestGood, leastProvable, plannedN, plannedTruth, type Trial, trialOf } from './trial.ts';

/** Plans one criterion. */
export function planCriterion(
  criterion: Criterion,
  signal: Signal | undefined,
  available: Available = {},
): CriterionPlan {
  if (criterion.kind === 'attested' || signal === undefined) return { method: 'attested' };
  const noun = nounOf(signal, criterion.evidence.kind);
  const n = available.n ?? criterion.minimumN;
  const trial = trialOf(criterion, signal);
  if (trial !== undefined) return { noun, ...trialPlan(trial, criterion, n) };
  const paired = pairedPlan(criterion, signal);
  if (paired !== undefined) return { noun, n, ...paired };
  const method = methodOf(criterion, signal);
  const isCounted = criterion.evidence.kind === 'evaluation' || hasCount(signal);
  return isCounted ? { method, noun, n } : { method };
}

/**
 * The n that a criterion needs before it can be decided at all: what it asks for, and where that could prove nothing, the least that can.
 * 0 where no number is needed (totals, gauges, attested ones). For `gateline doctor`.
 */
export function neededN(criterion: Criterion, signal: Signal | undefined): number {
  if (criterion.kind === 'attested' || signal === undefined) return 0;
  return Math.max(criterion.minimumN, planCriterion(criterion, signal).leastN ?? 0);
}

function trialPlan(trial: Trial, criterion: MeasuredCriterion, n: number): CriterionPlan {
  const good = n > 0 ? fewestGood(trial, n) : undefined;
  const leastN = leastProvable(trial);
  const truth = plannedTruth(trial);
  const planned = plannedN(trial, truth);
  const upwards = criterion.op === '>=' || criterion.op === '>';
  const ofQuantile = trial.method === 'order-statistics';
  return {
    method: trial.method,
    n,
    ...(good === undefined ? {} : { passesAt: upwards || ofQuantile ? good : n - good }),
    ...(leastN === undefined ? {} : { leastN }),
    ...(planned === undefined
      ? {}
      : { planned: { truth: upwards || ofQuantile ? truth : 1 - truth, n: planned } }),
  };
}

function methodOf(criterion: MeasuredCriterion, signal: Signal): PlannedMethod {
  const isRelative = criterion.target.kind !== 'absolute';
  if (criterion.decide === 'point') return 'counted';
  if (criterion.evidence.kind === 'production') {
    if (signal.population === undefined) return 'census';
    return isRelative ? 'unpaired' : 'mean';
  }
  const reduce = signal.evaluation?.reduce;
  if (reduce === 'count' || reduce === 'sum') return 'counted';
  return 'mean';
}

function hasCount({ formula }: Signal): boolean {
  return formula.kind !== 'total' && formula.kind !== 'gauge';
}
