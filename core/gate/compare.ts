import type { Bounds } from '../measure/distribution.ts';
import type { Operator } from '../roadmap/criterion.ts';

/** What bounds say of a target: everything within them holds, nothing does, or it depends. */
export type Comparison = 'holds' | 'misses' | 'open';

/**
 * Numbers closer than this, relative to the larger, are equal: 0.5 × 0.0246 is 0.0123. Far below anything that is measured, far above
 * the rounding of doubles.
 */
const EQUAL = 1e-12;

/** Whether a single value meets a target. */
export function holds(op: Operator, value: number, target: number): boolean {
  return compareBounds(op, { lower: value, upper: value }, { lower: target, upper: target }) === 'holds';
}

/** Compares all that the value may be with all that the target may be. */
export function compareBounds(op: Operator, value: Bounds, target: Bounds): Comparison {
  switch (op) {
    case '>=':
      return decided(atLeast(value.lower, target.upper), above(target.lower, value.upper));
    case '>':
      return decided(above(value.lower, target.upper), atLeast(target.lower, value.upper));
    case '<=':
      return decided(atLeast(target.lower, value.upper), above(value.lower, target.upper));
    case '<':
      return decided(above(target.lower, value.upper), atLeast(value.lower, target.upper));
    case '=':
      return decided(
        atLeast(value.lower, target.upper) && atLeast(target.lower, value.upper),
        above(value.lower, target.upper) || above(target.lower, value.upper),
      );
  }
}

/**
 * Compares a quantile out of buckets, which lies above the lower end of its bucket and at or under the upper: so it is at or under 2 s
 * exactly when the share of observations at or under 2 s reaches q. `<` is decided as `≤`, because buckets count what is at or under.
 */
export function compareQuantile(op: Operator, value: Bounds, target: Bounds): Comparison {
  if (op === '=') return compareBounds(op, value, target);
  const under = atLeast(target.lower, value.upper);
  const over = atLeast(value.lower, target.upper);
  return op === '<' || op === '<=' ? decided(under, over) : decided(over, under);
}

/** As {@link compareQuantile}, by the bounds of the share at or under the target; not for `=`. */
export function compareShareAtTarget(op: Exclude<Operator, '='>, share: Bounds, q: number): Comparison {
  // The tolerance is that of `quantile`: 0.99 × 100 must not ask for more than 99.
  const under = share.lower >= q * (1 - EQUAL);
  const over = share.upper < q * (1 - EQUAL);
  return op === '<' || op === '<=' ? decided(under, over) : decided(over, under);
}

function decided(isMet: boolean, isMissed: boolean): Comparison {
  if (isMet) return 'holds';
  return isMissed ? 'misses' : 'open';
}

function atLeast(a: number, b: number): boolean {
  return a >= b || equal(a, b);
}

function above(a: number, b: number): boolean {
  return a > b && !equal(a, b);
}

function equal(a: number, b: number): boolean {
  // An end that is not known is equal to nothing, though its distance from everything is as infinite as itself.
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b;
  return Math.abs(a - b) <= EQUAL * Math.max(Math.abs(a), Math.abs(b));
}
