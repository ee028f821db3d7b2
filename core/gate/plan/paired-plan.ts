import type { MeasuredCriterion } from '../../roadmap/criterion.ts';
import type { Signal } from '../../signal/signal.ts';
import { leastWhole } from '../../statistics/root.ts';
import { normalQuantile } from '../../statistics/special.ts';
import { tangoInterval } from '../../statistics/tango.ts';
import type { CriterionPlan } from './criterion-plan.ts';
import { MOST_COUNTED, PLANNED_CHANCE } from './trial.ts';

/** Of so many items in a hundred two versions that are equally good answer differently, for a plan: one of them right, the other wrong. */
export const PLANNED_DISCORDANCE = 0.1;

/**
 * The plan of a share that is compared with another version's on the same items: how many items it takes to show that two equally good
 * versions are no further apart than is allowed. Without a margin no number of them shows it.
 */
export function pairedPlan(
  criterion: MeasuredCriterion,
  signal: Signal,
): Pick<CriterionPlan, 'method' | 'planned' | 'unprovable'> | undefined {
  const { target, op, evidence, decide, confidence, margin } = criterion;
  const compared = evidence.kind === 'evaluation' && signal.evaluation?.reduce === 'share';
  if (!compared || decide === 'point' || op === '=' || target.kind !== 'offset') return undefined;
  const direction = op === '>=' || op === '>' ? -1 : 1;
  // How much worse it may be, towards the side that is worse.
  const allowed = direction * target.offset.value + (margin?.value ?? 0);
  if (!(allowed > 0)) return { method: 'paired', unprovable: 'equal' };
  const n = equalN(allowed, confidence);
  return n === undefined ? { method: 'paired' } : { method: 'paired', planned: { truth: 0, n } };
}

function equalN(allowed: number, confidence: number): number | undefined {
  const z = normalQuantile(PLANNED_CHANCE);
  const proves = (n: number) => {
    const apart = PLANNED_DISCORDANCE * n;
    const luck = z * Math.sqrt(apart);
    if (luck > apart) return false;
    const pairs = { gained: (apart - luck) / 2, lost: (apart + luck) / 2, n };
    return tangoInterval(pairs, { level: confidence, sides: 'one-sided' }).lower >= -allowed;
  };
  return leastWhole(proves, 1, MOST_COUNTED);
}
