import type { PriceBook } from '../../../core/price/price-book.ts';
import type { TokenCost, TokenUse } from '../../../core/price/prices.ts';
import { hasFailed, type ModelCall } from '../genai/model-call.ts';
import type { Span } from '../spans/span.ts';
import type { SpanMeasure } from './span-measures.ts';
import { secondsOf } from './span-rules.ts';

type CallValues = Partial<Record<SpanMeasure, number | undefined>>;

/** What one call of a model adds to its measures. */
export function callValues(span: Span, call: ModelCall, prices: PriceBook | undefined): CallValues {
  const failed = hasFailed(span);
  const seconds = secondsOf(span);
  return {
    calls: 1,
    calls_failed: failed ? 1 : 0,
    call_duration: seconds,
    time_to_first_token: call.firstTokenSeconds,
    time_per_output_token: failed ? undefined : secondsPerToken(seconds, call),
    ...tokenValues(span, call, prices),
  };
}

function tokenValues(span: Span, call: ModelCall, prices: PriceBook | undefined): CallValues {
  const { input, cachedInput, cacheWrite, output, reasoningOutput } = call.tokens;
  const { cost, priced, unpriced } = costOf(span, call, prices);
  return {
    tokens_input: input ?? 0,
    tokens_cached_input: cachedInput ?? 0,
    tokens_cache_write_input: cacheWrite ?? 0,
    tokens_output: output ?? 0,
    tokens_reasoning_output: reasoningOutput ?? 0,
    tokens_priced: priced,
    tokens_unpriced: unpriced,
    cost_usd: cost,
  };
}

/** Whether a call that answered tells neither its tokens nor its cost, so that its cost is not known and nothing shows it. */
export function tellsNoCost(span: Span, { tokens, cost }: ModelCall): boolean {
  return cost === undefined && countOf(tokens) === 0 && !hasFailed(span);
}

/** What the span says it cost; else what its tokens cost by the first of its names of a model that has a price. */
function costOf(
  span: Span,
  { tokens, cost, models, tier }: ModelCall,
  prices: PriceBook | undefined,
): TokenCost {
  const count = countOf(tokens);
  if (cost !== undefined) return { cost, priced: count, unpriced: 0 };
  const use = useOf(tokens);
  const terms = tier === undefined ? {} : { tier };
  const unpriced = { cost: 0, priced: 0, unpriced: count };
  if (prices === undefined || use === undefined) return unpriced;
  for (const model of models) {
    const found = prices.costOf(model, use, span.end, terms);
    if (found.priced > 0) return found;
  }
  return unpriced;
}

/** Tokens of unknown type have no price. */
function useOf({
  input,
  cachedInput,
  cacheWrite,
  output,
  reasoningOutput,
}: ModelCall['tokens']): TokenUse | undefined {
  if (input === undefined && output === undefined) return undefined;
  return {
    input: input ?? 0,
    output: output ?? 0,
    cachedInput: cachedInput ?? 0,
    cacheWrite: cacheWrite ?? 0,
    reasoningOutput: reasoningOutput ?? 0,
  };
}

function countOf({ input, output, total }: ModelCall['tokens']): number {
  return input === undefined && output === undefined ? (total ?? 0) : (input ?? 0) + (output ?? 0);
}

/** After the first token: the time that is left over the tokens that are left. */
function secondsPerToken(
  seconds: number | undefined,
  { firstTokenSeconds, tokens }: ModelCall,
): number | undefined {
  const { output } = tokens;
  if (seconds === undefined || firstTokenSeconds === undefined || output === undefined || output < 2)
    return undefined;
  const rest = seconds - firstTokenSeconds;
  return rest >= 0 ? rest / (output - 1) : undefined;
}
