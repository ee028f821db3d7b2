/** Tokens of one call or of many calls of one model. Cached and cache-written input are parts of the input, reasoning is one of the output. */
export interface TokenUse {
  /** All input, cached or not. */
  readonly input?: number;
  readonly cachedInput?: number;
  /** Input that was written into the model's cache. */
  readonly cacheWrite?: number;
  /** All output, reasoning included. */
  readonly output?: number;
  readonly reasoningOutput?: number;
}

/** What one token costs, by its type, in the currency of its table. What has no price of its own costs what the whole does. */
export interface TokenPrices {
  readonly input?: number;
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
  readonly output?: number;
  readonly reasoningOutput?: number;
}

/** What tokens cost, and how many of them could be priced; parts of the input and the output are not counted a second time. */
export interface TokenCost {
  readonly cost: number;
  readonly priced: number;
  readonly unpriced: number;
}

/** The circumstances of a call that prices depend on. */
export interface PriceTerms {
  /** `batch`, `flex`, `priority`; absent: the ordinary service. */
  readonly tier?: string;
  /** Input tokens of the call, for prices of long contexts; absent where only sums over calls are known. */
  readonly contextTokens?: number;
}

/**
 * What the tokens of one call cost. A part that is larger than its whole, as a library may report that counts cached tokens beside the
 * input, leaves nothing of the whole: no token is ever paid back.
 *
 * @param prices absent: none is known
 */
export function tokenCost(tokens: TokenUse, prices: TokenPrices | undefined): TokenCost {
  const { input = 0, cachedInput = 0, cacheWrite = 0, output = 0, reasoningOutput = 0 } = tokens;
  const side = (all: number, parts: readonly (readonly [number, number | undefined])[], price?: number) => {
    if (price === undefined) return { cost: 0, priced: 0, unpriced: all };
    let cost =
      Math.max(
        0,
        parts.reduce((rest, [part]) => rest - part, all),
      ) * price;
    for (const [part, own = price] of parts) cost += part * own;
    return { cost, priced: all, unpriced: 0 };
  };
  const read = side(
    input,
    [
      [cachedInput, prices?.cachedInput],
      [cacheWrite, prices?.cacheWrite],
    ],
    prices?.input,
  );
  const written = side(output, [[reasoningOutput, prices?.reasoningOutput]], prices?.output);
  return {
    cost: read.cost + written.cost,
    priced: read.priced + written.priced,
    unpriced: read.unpriced + written.unpriced,
  };
}
