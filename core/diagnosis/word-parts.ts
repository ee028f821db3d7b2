import { formatCount } from '../signal/format.ts';
import type { ModelTokens } from './facts.ts';

/** A finding in words: no full stop, and what to do about it. */
export interface Words {
  readonly sentence: string;
  readonly wayOut?: string;
}

const MOST_MODELS = 5;

/** `a, b and 3 more`. */
export function listed(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** `1 address`, `4 addresses`. */
export function plural(n: number, one: string, many: string): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

/** `gpt-5.4 (1.2 M tokens), no model named (31 k tokens)`. */
export function modelsInWords(models: readonly ModelTokens[]): string {
  const all = models.map(
    ({ model, tokens }) => `${model === '' ? 'no model named' : model} (${formatCount(tokens)} tokens)`,
  );
  return listed(all, MOST_MODELS);
}

/** `2026-11-23 14:02 UTC`. @param at Unix ms */
export function momentWords(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
