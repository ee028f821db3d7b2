import type { Bounds } from '../measure/distribution.ts';
import type { MeasuredCriterion, Target } from '../roadmap/criterion.ts';
import type { Actual } from './verdict.ts';

/** A target as a number in the signal's unit; its bounds are those of the baseline that it comes from. */
export interface ResolvedTarget extends Bounds {
  readonly value: number;
}

/** What of a baseline's actual a target is made of. */
export type BaselineValue = Pick<Actual, 'value' | 'lower' | 'upper' | 'boundsKind'>;

/** Whether the target speaks of another item. */
export function isRelative(target: Target): boolean {
  return target.kind !== 'absolute';
}

/**
 * The number that a criterion asks for. A relative one comes from the baseline's value over the same window, moved by the criterion's
 * margin to the lenient side; where the baseline's bounds are measurement bounds the target has them too, and a sampling interval is left
 * aside: relative criteria are compared plainly. `undefined` when the baseline has no value.
 */
export function resolveTarget(
  criterion: Pick<MeasuredCriterion, 'target' | 'margin' | 'op'>,
  baseline: BaselineValue | undefined,
): ResolvedTarget | undefined {
  const { target } = criterion;
  if (target.kind === 'absolute') {
    const { value } = target.quantity;
    return { value, lower: value, upper: value };
  }
  if (baseline?.value === undefined) return undefined;
  const slack = marginOf(criterion);
  const move =
    target.kind === 'factor'
      ? (value: number) => target.factor * value + slack
      : (value: number) => value + target.offset.value + slack;
  const resolved = around(baseline.value, baseline, move);
  return Number.isFinite(resolved.value) ? resolved : undefined;
}

function marginOf({ margin, op }: Pick<MeasuredCriterion, 'margin' | 'op'>): number {
  if (margin === undefined || op === '=') return 0;
  return op === '>=' || op === '>' ? -margin.value : margin.value;
}

function around(value: number, actual: BaselineValue, move: (value: number) => number): ResolvedTarget {
  const measured = actual.boundsKind === 'measurement';
  const ends = [measured ? actual.lower : undefined, measured ? actual.upper : undefined].map((end) =>
    move(end ?? value),
  );
  return { value: move(value), lower: Math.min(...ends), upper: Math.max(...ends) };
}
