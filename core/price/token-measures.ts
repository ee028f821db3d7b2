import type { TokenUse } from './prices.ts';

/** Which measure counts which tokens. */
export const TOKEN_MEASURES: Readonly<Record<string, keyof TokenUse>> = {
  tokens_input: 'input',
  tokens_cached_input: 'cachedInput',
  tokens_cache_write_input: 'cacheWrite',
  tokens_output: 'output',
  tokens_reasoning_output: 'reasoningOutput',
};

/** Whether a measure counts tokens that have a price. */
export function isTokenMeasure(measure: string): boolean {
  return Object.hasOwn(TOKEN_MEASURES, measure);
}
