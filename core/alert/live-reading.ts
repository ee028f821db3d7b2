import { compareQuantile, holds } from '../gate/compare.ts';
import type { Actual } from '../gate/verdict.ts';
import type { Operator } from '../roadmap/criterion.ts';
import type { StepActual } from '../signal/actual.ts';
import type { Signal } from '../signal/signal.ts';
import { wilsonInterval } from '../statistics/wilson.ts';

/** The live reading is of this long, ms, up to now. */
export const LIVE_READING_MS = 3_600_000;
/** What tells since when it misses. */
export const LIVE_STEP_MS = 300_000;
/** How far back "since" is looked for, ms. */
export const LIVE_LOOKBACK_MS = 86_400_000;

const CONFIDENCE = { level: 0.95, sides: 'one-sided' } as const;

/** Whether a signal has a live reading that can be held against a target: an hour's total is no month's. */
export function hasLiveReading(signal: Signal): boolean {
  return signal.formula.kind !== 'total';
}

/**
 * Whether the last hour misses the target for sure. A share is taken as a sample of what is going on, by its Wilson interval and with one
 * event of grace, so that a single error among few requests at night wakes nobody (sloth#526, pyrra#1925); a quantile by its bucket;
 * everything else by its value.
 */
export function missesNow(signal: Signal, op: Operator, target: number, live: Actual): boolean {
  if (live.value === undefined) return false;
  // What holds is told without a look at what else it could be.
  if (signal.formula.kind !== 'quantile' && holds(op, live.value, target)) return false;
  if (live.events !== undefined && live.n > 0) {
    const { lower } = wilsonInterval(live.events - 1, live.n, CONFIDENCE);
    const { upper } = wilsonInterval(live.events + 1, live.n, CONFIDENCE);
    return !holds(op, lower, target) && !holds(op, upper, target);
  }
  if (signal.formula.kind === 'quantile') {
    const bounds = { lower: live.lower ?? live.value, upper: live.upper ?? live.value };
    return compareQuantile(op, bounds, { lower: target, upper: target }) === 'misses';
  }
  return true;
}

/**
 * Since when it has missed: the beginning of the first of the consecutive short readings that miss, counted back from the last one that
 * does. Readings without a value neither miss nor hold. `undefined` when even the first of them misses: it began before that, or when
 * none does.
 */
export function missingSince(op: Operator, target: number, steps: readonly StepActual[]): number | undefined {
  const known = steps.filter((step) => step.value !== undefined);
  const misses = known.map((step) => !holds(op, step.value as number, target));
  const last = misses.lastIndexOf(true);
  if (last < 0) return undefined;
  const before = misses.lastIndexOf(false, last);
  return before < 0 ? undefined : known[before + 1]?.from;
}
