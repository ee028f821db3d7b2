import { BREAKER_OPENS, type SourceMapping } from '../../core/measure/mapping.ts';

/** What decides whether two sources could count the same thing twice. */
export interface OwnershipClaim {
  readonly name: string;
  /** Which part of the traffic the source sees, where several see parts of it; `''` when not declared. */
  readonly scope: string;
  readonly mapping: SourceMapping;
}

/** Two sources that both own a measure. */
export interface OwnershipConflict {
  readonly measure: string;
  readonly product: string;
  /** The one that comes first in the file, and the one that comes later. */
  readonly first: string;
  readonly second: string;
}

/**
 * Each measure of a product has one source: two would be added up and count everything twice. Two sources may feed one measure only
 * where it is plain from the file that they see different traffic: another environment or another item (both written as fixed texts), or
 * a `scope` of their own each (`eu`, `us`).
 */
export function ownershipConflicts(claims: readonly OwnershipClaim[]): OwnershipConflict[] {
  return claims.flatMap((second, i) =>
    claims.slice(0, i).flatMap((first) => {
      if (first.mapping.product !== second.mapping.product || apart(first, second)) return [];
      const owned = new Set(measuresOf(first));
      return measuresOf(second)
        .filter((measure) => owned.has(measure))
        .map((measure) => {
          return { measure, product: second.mapping.product, first: first.name, second: second.name };
        });
    }),
  );
}

/** Whether the file makes it plain that two sources see different traffic. */
export function apart(a: OwnershipClaim, b: OwnershipClaim): boolean {
  if (a.scope !== '' && b.scope !== '' && a.scope !== b.scope) return true;
  const [left, right] = [a.mapping.attribution, b.mapping.attribution];
  return differ(environmentOf(left), environmentOf(right)) || differ(left.item, right.item);
}

/** Fixed and unlike; what comes from a label may be anything. */
function differ(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' && a !== b;
}

function environmentOf({ environment }: SourceMapping['attribution']): unknown {
  return environment ?? 'production';
}

/** What is only compared belongs to somebody else, and what breakers did to each of them. */
function measuresOf({ mapping }: OwnershipClaim): string[] {
  const compared = mapping.compare?.measures ?? [];
  if (compared === 'all') return [];
  const measures = mapping.metrics.map((metric) => metric.measure);
  return [...new Set(measures)].filter((measure) => measure !== BREAKER_OPENS && !compared.includes(measure));
}
