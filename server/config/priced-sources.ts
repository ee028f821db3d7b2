import type { SourceMapping } from '../../core/measure/mapping.ts';
import { isTokenMeasure } from '../../core/price/token-measures.ts';
import { apart, type OwnershipClaim } from './one-owner.ts';

/** What decides whether a source's tokens are priced. */
export interface PricingClaim extends OwnershipClaim {
  /** The source says that it wants to be (`pricing` with labels), or not to be (`pricing: false`); absent: it does not say. */
  readonly wanted: boolean | undefined;
}

/** A source that is to be priced while another one brings the cost. */
export interface PricingConflict {
  readonly priced: string;
  readonly owner: string;
}

const COST = 'cost_usd';

/**
 * The sources whose tokens are priced, by name: those that count tokens, where nobody brings the cost of the same traffic. One that says
 * it wants to be is priced whoever else does, which is a conflict.
 */
export function pricedSources(claims: readonly PricingClaim[]): {
  readonly priced: ReadonlySet<string>;
  readonly conflicts: readonly PricingConflict[];
} {
  const counting = claims.filter(({ mapping, wanted }) => wanted !== false && countsTokens(mapping));
  const owners = counting.map((claim) => ({ claim, owner: costOwner(claim, claims) }));
  const priced = owners.filter(({ claim, owner }) => owner === undefined || claim.wanted === true);
  const conflicts = priced.flatMap(({ claim, owner }) =>
    owner === undefined ? [] : [{ priced: claim.name, owner: owner.name }],
  );
  return { priced: new Set(priced.map(({ claim }) => claim.name)), conflicts };
}

function countsTokens({ metrics }: SourceMapping): boolean {
  return metrics.some(({ measure }) => isTokenMeasure(measure));
}

/** Who brings the cost of the traffic whose tokens a source counts. */
function costOwner(claim: PricingClaim, claims: readonly PricingClaim[]): PricingClaim | undefined {
  return claims.find(
    (other) =>
      other.mapping.product === claim.mapping.product &&
      bringsCost(other) &&
      (other === claim || !apart(other, claim)),
  );
}

/** A cost that is only compared is nobody's. */
function bringsCost({ mapping: { metrics, compare } }: PricingClaim): boolean {
  const compared = compare?.measures ?? [];
  if (compared === 'all' || compared.includes(COST)) return false;
  return metrics.some(({ measure }) => measure === COST);
}
