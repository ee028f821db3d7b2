import { bareName } from '../../core/measure/mapping.ts';

/** Names under which the samples of a mapped metric may be stored: with `_total` and without, and the parts of a classic histogram. */
export function storedNames(metric: string): readonly string[] {
  const bare = bareName(metric);
  return [...new Set([metric, bare, `${bare}_total`, `${metric}_bucket`, `${metric}_sum`])];
}

/** Names under which the server may know the type of a mapped metric. */
export function declaredNames(metric: string): readonly string[] {
  const bare = bareName(metric);
  const family = /^(.+)_(?:bucket|sum|count)$/.exec(metric)?.[1];
  return [...new Set([metric, bare, `${bare}_total`, ...(family === undefined ? [] : [family])])];
}

/**
 * A PromQL selector of all these names at once; of any name where none is given.
 * @param match labels to anchored regular expressions, `!` in front negates
 */
export function selector(
  names: readonly string[] | undefined,
  match: Readonly<Record<string, string>>,
): string {
  const matchers = Object.entries(match).map(([label, pattern]) =>
    pattern.startsWith('!') ? `${label}!~${quoted(pattern.slice(1))}` : `${label}=~${quoted(pattern)}`,
  );
  const ofNames = names === undefined ? ['__name__!=""'] : [`__name__=~${quoted(anyOf(names))}`];
  return `{${[...ofNames, ...matchers].join(',')}}`;
}

/** A regular expression (RE2) that these texts match, and nothing else. */
export function anyOf(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
}

/** Whether it can be a pattern of `match`. */
export function isMatcher(pattern: string): boolean {
  try {
    new RegExp(pattern.startsWith('!') ? pattern.slice(1) : pattern);
    return true;
  } catch {
    return false;
  }
}

/** A string literal of PromQL, which has Go's escapes. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
