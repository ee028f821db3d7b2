import { type CriterionCase, found, isDecided } from './criterion-case.ts';
import type { Finding } from './finding.ts';

/** Bounds that differ by less are the same: 0.7000000000000001 s is 700 ms. */
const SAME = 1e-9;

/**
 * Histograms that cannot decide the criterion, because its target falls inside one of their buckets: as they show themselves at the
 * sources, else as the store's own data have it.
 */
export function bucketFindings(one: CriterionCase): readonly Finding[] {
  const { criterion, signal, sources, verdict } = one;
  const { formula } = signal;
  const isQuantile = criterion.evidence.kind === 'production' && formula.kind === 'quantile';
  if (!isQuantile || criterion.target.kind !== 'absolute') return [];
  const { unit } = signal;
  const target = criterion.target.quantity.value;
  const level = isDecided(one) ? 'hint' : 'problem';
  const told = new Map<string, Finding>();
  for (const { name, sight, brings = [] } of sources) {
    for (const { measure, metric, bounds = [] } of sight?.measures ?? []) {
      if (measure !== formula.of || !brings.includes(measure)) continue;
      for (const layout of bounds) {
        const bucket = bucketAround(layout, target);
        if (bucket === undefined) continue;
        const detail = {
          code: 'bucket-undecided',
          unit,
          target,
          ...bucket,
          metric,
          source: name,
          isDecided: isDecided(one),
        } as const;
        told.set(`${name} ${metric} ${bucket.lower} ${bucket.upper}`, found(one, level, detail));
      }
    }
  }
  if (told.size > 0) return [...told.values()];
  const bucket = verdict?.reason === 'bucket-resolution' ? verdict.actual?.bucket : undefined;
  if (bucket === undefined) return [];
  const { lower, upper = Number.POSITIVE_INFINITY } = bucket;
  return [found(one, level, { code: 'bucket-undecided', unit, target, lower, upper, isDecided: false })];
}

/** The bucket that a value falls inside of; `undefined` where one ends at it. @param bounds ascending, without infinity */
export function bucketAround(
  bounds: readonly number[],
  value: number,
): { readonly lower: number; readonly upper: number } | undefined {
  const isEnd = (bound: number) =>
    Math.abs(bound - value) <= SAME * Math.max(Math.abs(bound), Math.abs(value));
  if (bounds.some(isEnd)) return undefined;
  return {
    lower: bounds.findLast((bound) => bound < value) ?? 0,
    upper: bounds.find((bound) => bound > value) ?? Number.POSITIVE_INFINITY,
  };
}
