import { type Attributes, numberOf } from '../spans/attributes.ts';
import { langfuseTokens } from './langfuse.ts';
import type { SpanTokens } from './span-tokens.ts';

/** Of the conventions' own repository: parts of the input, of what of it was cached, and of the output. */
const MODALITIES = ['text', 'image', 'audio'].map((modality) => `gen_ai.usage.${modality}`);
const BY_MODALITY: Partial<Record<keyof SpanTokens, readonly string[]>> = {
  input: MODALITIES.map((name) => `${name}.input_tokens`),
  cachedInput: MODALITIES.map((name) => `${name}.cache_read.input_tokens`),
  output: MODALITIES.map((name) => `${name}.output_tokens`),
};

/** Where tokens stand, by convention: the first that is there counts. */
const NAMES = {
  input: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.token_count.prompt',
    'llm.usage.prompt_tokens',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
  ],
  cachedInput: [
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.input_tokens.cached',
    'gen_ai.usage.cached_tokens',
    'llm.token_count.prompt_details.cache_read',
    'llm.token_count.prompt_details.cache_input',
    'llm.usage.cache_read_input_tokens',
    'ai.usage.cachedInputTokens',
  ],
  cacheWrite: [
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    'gen_ai.usage.input_tokens.cache_write',
    'llm.token_count.prompt_details.cache_write',
    'llm.usage.cache_creation_input_tokens',
  ],
  output: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.token_count.completion',
    'llm.usage.completion_tokens',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
  ],
  reasoningOutput: [
    'gen_ai.usage.reasoning.output_tokens',
    'gen_ai.usage.reasoning_tokens',
    'gen_ai.usage.output_tokens.reasoning',
    'llm.token_count.completion_details.reasoning',
    'llm.usage.reasoning_tokens',
    'ai.usage.reasoningTokens',
  ],
  total: [
    'gen_ai.usage.total_tokens',
    'llm.usage.total_tokens',
    'llm.token_count.total',
    'ai.usage.totalTokens',
  ],
} as const satisfies Record<keyof SpanTokens, readonly string[]>;

/**
 * The tokens that a call used. Langfuse's own attributes go first, then OpenTelemetry's, then the others. A whole is never less than its
 * parts: some libraries report cached tokens beside the input and not in it.
 */
export function tokenUse(attributes: Attributes): SpanTokens {
  const own = langfuseTokens(attributes);
  const read = (type: keyof SpanTokens) =>
    own?.[type] ?? numberOf(attributes, NAMES[type]) ?? sumOf(attributes, BY_MODALITY[type]);
  const [cachedInput, cacheWrite, reasoningOutput] = [
    read('cachedInput'),
    read('cacheWrite'),
    read('reasoningOutput'),
  ];
  const total = read('total');
  const [input, output] = completed(read('input'), read('output'), total);
  return {
    input: atLeast(input, (cachedInput ?? 0) + (cacheWrite ?? 0)),
    cachedInput,
    cacheWrite,
    output: atLeast(output, reasoningOutput ?? 0),
    reasoningOutput,
    total,
  };
}

/** What a whole is that is told by its parts alone. */
function sumOf(attributes: Attributes, names: readonly string[] = []): number | undefined {
  const told = names.flatMap((name) => numberOf(attributes, [name]) ?? []);
  return told.length === 0 ? undefined : told.reduce((sum, tokens) => sum + tokens, 0);
}

/** Of two numbers and their sum, each follows from the others. */
function completed(
  input: number | undefined,
  output: number | undefined,
  total: number | undefined,
): readonly [number | undefined, number | undefined] {
  if (total === undefined) return [input, output];
  if (input !== undefined && output === undefined) return [input, Math.max(0, total - input)];
  if (output !== undefined && input === undefined) return [Math.max(0, total - output), output];
  return [input, output];
}

function atLeast(whole: number | undefined, parts: number): number | undefined {
  return parts > 0 ? Math.max(whole ?? 0, parts) : whole;
}
