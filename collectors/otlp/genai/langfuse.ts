import { type Attributes, asNumber } from '../spans/attributes.ts';
import type { SpanTokens } from './span-tokens.ts';

/** The numbers of a JSON object of numbers, its nested ones flattened (`input_tokens_details.cached_tokens`). */
function numbersOf(text: unknown): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  if (typeof text !== 'string') return numbers;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return numbers;
  }
  if (typeof parsed !== 'object' || parsed === null) return numbers;
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value === 'object' && value !== null) {
      for (const [part, of] of Object.entries(value)) add(numbers, `${name}.${part}`, of);
    } else add(numbers, name, value);
  }
  return numbers;
}

function add(numbers: Map<string, number>, name: string, value: unknown): void {
  const number = asNumber(value);
  if (number !== undefined) numbers.set(name, number);
}

const ALL_INPUT = new Set(['input', 'input_tokens', 'prompt_tokens', 'promptTokens', 'inputTokens']);
const ALL_OUTPUT = new Set([
  'output',
  'output_tokens',
  'completion_tokens',
  'completionTokens',
  'outputTokens',
]);
const TOTAL = new Set(['total', 'total_tokens', 'totalTokens']);

/**
 * `langfuse.observation.usage_details`: tokens by type, whose names are the sender's. Langfuse takes every type with `input` in its name
 * for input and every one with `output` for output, side by side; the wire formats of the providers write parts beside their whole. Which
 * of the two it is shows where a total is given: it is the sum of what stands side by side.
 */
export function langfuseTokens(attributes: Attributes): SpanTokens | undefined {
  const usage = numbersOf(attributes['langfuse.observation.usage_details']);
  if (usage.size === 0) return undefined;
  const sum = (wanted: (name: string) => boolean) => {
    const found = [...usage].filter(([name]) => wanted(name));
    return found.length === 0 ? undefined : found.reduce((total, [, n]) => total + n, 0);
  };
  const input = sum((name) => ALL_INPUT.has(name));
  const output = sum((name) => ALL_OUTPUT.has(name));
  const inputParts = sum((name) => isInput(name) && !ALL_INPUT.has(name));
  const outputParts = sum((name) => isOutput(name) && !ALL_OUTPUT.has(name));
  const total = sum((name) => TOTAL.has(name));
  const nested = [...usage.keys()].some((name) => name.includes('.'));
  const whole = (input ?? 0) + (output ?? 0);
  const isSubset = nested || (total !== undefined && total === whole);
  return {
    input: isSubset ? input : added(input, inputParts),
    output: isSubset ? output : added(output, outputParts),
    cachedInput: sum((name) => isInput(name) && /cache/i.test(name) && !isCacheWrite(name)),
    cacheWrite: sum((name) => isInput(name) && isCacheWrite(name)),
    reasoningOutput: sum((name) => isOutput(name) && /reason/i.test(name)),
    total,
  };
}

/** `langfuse.observation.cost_details`: US dollars by type of token; their total where it is given, else their sum. */
export function langfuseCost(attributes: Attributes): number | undefined {
  const costs = numbersOf(attributes['langfuse.observation.cost_details']);
  if (costs.size === 0) return undefined;
  let sum = 0;
  for (const [name, cost] of costs) if (!TOTAL.has(name)) sum += cost;
  return costs.get('total') ?? sum;
}

/** `langfuse.observation.completion_start_time`: an ISO 8601 instant, with or without the quotes of JSON. Unix ms. */
export function langfuseFirstToken(attributes: Attributes): number | undefined {
  const value = attributes['langfuse.observation.completion_start_time'];
  const at = typeof value === 'string' ? Date.parse(value.replaceAll('"', '')) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function isInput(name: string): boolean {
  return /input|prompt/i.test(name);
}

function isOutput(name: string): boolean {
  return !isInput(name) && /output|completion/i.test(name);
}

function isCacheWrite(name: string): boolean {
  return /cache_?(creation|write)/i.test(name);
}

function added(whole: number | undefined, parts: number | undefined): number | undefined {
  return whole === undefined && parts === undefined ? undefined : (whole ?? 0) + (parts ?? 0);
}
