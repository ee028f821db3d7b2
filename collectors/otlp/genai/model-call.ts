import { type Attributes, numberOf, textOf } from '../spans/attributes.ts';
import { isFirstToken, type Span, secondsBetween } from '../spans/span.ts';
import { langfuseCost, langfuseFirstToken } from './langfuse.ts';
import type { SpanTokens } from './span-tokens.ts';
import { tokenUse } from './token-use.ts';

/** One call of a model, by whichever convention its span was written. */
export interface ModelCall {
  /** What answered, then what was asked for, then both as of their provider (`groq/…`): price lists know one or the other. */
  readonly models: readonly string[];
  readonly tokens: SpanTokens;
  /** US dollars, where the span says. */
  readonly cost: number | undefined;
  /** Seconds from the call to the first token of its answer, where the span says. */
  readonly firstTokenSeconds: number | undefined;
  /** `batch`, `flex`, `priority`; absent: the ordinary service. */
  readonly tier: string | undefined;
  /** Identity of the answer at its provider. */
  readonly responseId: string | undefined;
}

const MODELS = [
  'langfuse.observation.model.name',
  'gen_ai.response.model',
  'gen_ai.request.model',
  'llm.response.model_name',
  'llm.model_name',
  'llm.request.model_name',
  'embedding.model_name',
  'ai.response.model',
  'ai.model.id',
];

const PROVIDERS = ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider'];

/** Providers of the conventions that LiteLLM's table calls otherwise; the rest it calls the same. */
const LISTED_PROVIDERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'az.ai.inference': 'azure_ai',
    'az.ai.openai': 'azure',
    'azure.ai.inference': 'azure_ai',
    'azure.ai.openai': 'azure',
    'aws.bedrock': 'bedrock',
    'gcp.gemini': 'gemini',
    'gcp.gen_ai': 'gemini',
    'gcp.vertex_ai': 'vertex_ai',
    'ibm.watsonx.ai': 'watsonx',
    mistral_ai: 'mistral',
    moonshot_ai: 'moonshot',
    x_ai: 'xai',
  }),
);

/** Costs of one call, in US dollars: of LiteLLM, OpenLIT, OpenRouter, Logfire's genai-prices and others. */
const COSTS = [
  'gen_ai.usage.cost',
  'gen_ai.usage.total_cost',
  'gen_ai.usage.cost_usd',
  'gen_ai.cost.total_cost',
  'gen_ai.cost.total',
  'llm.cost.total',
  'llm.usage.cost',
  'operation.cost',
];
const COST_PARTS = [
  ['gen_ai.usage.input_cost', 'gen_ai.usage.output_cost'],
  ['gen_ai.cost.input_cost', 'gen_ai.cost.output_cost'],
  ['gen_ai.cost.input_tokens', 'gen_ai.cost.output_tokens'],
  ['llm.cost.prompt', 'llm.cost.completion'],
] as const;

const FIRST_TOKEN_SECONDS = [
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.response.time_to_first_token',
  'gen_ai.server.time_to_first_token',
];
const FIRST_TOKEN_MS = ['ai.response.msToFirstChunk'];

const TIERS = [
  'openai.response.service_tier',
  'gen_ai.openai.response.service_tier',
  'openai.request.service_tier',
  'gen_ai.openai.request.service_tier',
];
const RESPONSE_IDS = ['gen_ai.response.id', 'ai.response.id'];

/** Reads what the span of a call tells of it. */
export function modelCall(span: Span): ModelCall {
  const { attributes } = span;
  const tier = textOf(attributes, TIERS);
  return {
    models: modelsOf(attributes),
    tokens: tokenUse(attributes),
    cost: costOf(attributes),
    firstTokenSeconds: firstTokenSeconds(span),
    tier: tier === 'default' || tier === 'auto' ? undefined : tier,
    responseId: textOf(attributes, RESPONSE_IDS),
  };
}

/** A model of several providers may have a price for each of them alone. */
function modelsOf(attributes: Attributes): readonly string[] {
  const named = MODELS.flatMap((name) => textOf(attributes, [name]) ?? []);
  const provider = textOf(attributes, PROVIDERS);
  if (provider === undefined) return named;
  const called = LISTED_PROVIDERS.get(provider) ?? provider;
  return [...named, ...named.map((model) => `${called}/${model}`)];
}

function costOf(attributes: Attributes): number | undefined {
  const whole = langfuseCost(attributes) ?? numberOf(attributes, COSTS);
  if (whole !== undefined) return whole;
  for (const [input, output] of COST_PARTS) {
    const parts = [numberOf(attributes, [input]), numberOf(attributes, [output])];
    if (parts.some((part) => part !== undefined)) return (parts[0] ?? 0) + (parts[1] ?? 0);
  }
  return undefined;
}

/** What lies outside of the call is a mistake of a clock, and no time to the first token. */
function firstTokenSeconds(span: Span): number | undefined {
  const { attributes, start, end, events } = span;
  const said =
    numberOf(attributes, FIRST_TOKEN_SECONDS) ?? scaled(numberOf(attributes, FIRST_TOKEN_MS), 1_000);
  if (said !== undefined) return said;
  const seen =
    langfuseFirstToken(attributes) ?? earliest(events.filter(isFirstToken).map((event) => event.at));
  return seen !== undefined && start > 0 && seen >= start && seen <= end
    ? secondsBetween(start, seen)
    : undefined;
}

function scaled(value: number | undefined, divisor: number): number | undefined {
  return value === undefined ? undefined : value / divisor;
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Whether a span ended badly, by whichever convention: error.type is not set on success (semantic conventions 1.44). */
export function hasFailed({ failed, attributes }: Span): boolean {
  const type = attributes['error.type'];
  if (failed || (typeof type === 'string' && type !== '')) return true;
  return attributes['langfuse.observation.level'] === 'ERROR';
}
