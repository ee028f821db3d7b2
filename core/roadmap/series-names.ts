import type { Criterion } from './criterion.ts';
import { writeScope } from './grammar/write.ts';

/**
 * A name for each criterion of a gate that stays the same when targets are moved: what it speaks of, and from the second on about the same
 * thing its number. For series of measurements, whose past a moved target must not cut off.
 */
export function seriesNames(criteria: readonly { readonly criterion: Criterion }[]): readonly string[] {
  const seen = new Map<string, number>();
  return criteria.map(({ criterion }) => {
    const scope = writeScope(criterion);
    const nth = (seen.get(scope) ?? 0) + 1;
    seen.set(scope, nth);
    return nth === 1 ? scope : `${scope} (${nth})`;
  });
}
