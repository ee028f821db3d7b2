/**
 * Tokens of one call by type, as far as its span tells. Cached and cache-write input are parts of the input, reasoning is one of the output:
 * they are never added to it.
 */
export interface SpanTokens {
  readonly input: number | undefined;
  readonly cachedInput: number | undefined;
  readonly cacheWrite: number | undefined;
  readonly output: number | undefined;
  readonly reasoningOutput: number | undefined;
  /** Input and output together, where nothing else is told. */
  readonly total: number | undefined;
}
