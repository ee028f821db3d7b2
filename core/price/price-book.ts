import type { PriceTable } from './price-table.ts';
import { type PriceTerms, type TokenCost, type TokenPrices, type TokenUse, tokenCost } from './prices.ts';

/** Why tokens have no price. */
export type Unpriced =
  /** No table names the model. */
  | { readonly why: 'unknown-model' }
  /** It has prices, but none yet at that time. */
  | { readonly why: 'not-yet'; readonly from: number }
  /** It has prices in another currency than the product's costs are counted in. */
  | { readonly why: 'other-currency'; readonly currency: string }
  /** It is named, but what its tokens cost is not (images, audio by the second). */
  | { readonly why: 'not-by-token' };

/** What tokens of a product's models cost, in the product's currency. Pure: the time is that of the call. */
export interface PriceBook {
  /** What one call cost. @param at Unix ms */
  costOf(model: string, tokens: TokenUse, at: number, terms?: Pick<PriceTerms, 'tier'>): TokenCost;
  /** What a token costs; `undefined` when nobody says. Without `contextTokens` it is the price of contexts that are not long. */
  pricesOf(model: string, at: number, terms?: PriceTerms): TokenPrices | undefined;
  /** Why {@link pricesOf} has no price for the model, or not for all of its tokens. */
  whyUnpriced(model: string, at: number): Unpriced;
}

/**
 * A book over tables that may change while it is in use: each question is answered by the tables as they are then. The first table that
 * names the model decides.
 *
 * @param tables in the order in which they are asked
 * @param currency that the product's costs are counted in; tables in another one do not price it
 */
export function priceBook(tables: () => readonly PriceTable[], currency: () => string): PriceBook {
  const tableOf = (model: string) => {
    const own = currency();
    return tables().find((table) => table.currency === own && table.of(model) !== undefined);
  };
  const pricesOf: PriceBook['pricesOf'] = (model, at, terms) => tableOf(model)?.pricesOf(model, at, terms);
  return {
    pricesOf,
    costOf: (model, tokens, at, terms = {}) =>
      tokenCost(tokens, pricesOf(model, at, { ...terms, contextTokens: tokens.input ?? 0 })),
    whyUnpriced: (model, at) => {
      const table = tableOf(model);
      const from = table?.of(model)?.periods[0]?.from;
      if (from !== undefined) return from > at ? { why: 'not-yet', from } : { why: 'not-by-token' };
      const other = tables().find((one) => one.of(model) !== undefined);
      return other === undefined
        ? { why: 'unknown-model' }
        : { why: 'other-currency', currency: other.currency };
    },
  };
}
