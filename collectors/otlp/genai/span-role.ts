import { type Attributes, textOf } from '../spans/attributes.ts';

/**
 * What a span is to an AI product:
 *
 * - `call`: one call of a model, whether it answers with words, pictures or embeddings,
 * - `agent`: an agent, a chain or a workflow: it may be what a user asked for,
 * - `other`: a tool, a retriever, a guardrail: of an AI product, but none of the above.
 */
export type SpanRole = 'call' | 'agent' | 'other';

/** gen_ai.operation.name, semantic conventions 1.28 to 1.41 and of the repository for GenAI, and what gateways write there. */
const OPERATIONS: Readonly<Record<string, SpanRole>> = {
  chat: 'call',
  completion: 'call',
  generate_content: 'call',
  image_generation: 'call',
  messages: 'call',
  responses: 'call',
  text_completion: 'call',
  embedding: 'call',
  embeddings: 'call',
  invoke_agent: 'agent',
  invoke_workflow: 'agent',
};

/** openinference.span.kind. */
const OPENINFERENCE: Readonly<Record<string, SpanRole>> = {
  LLM: 'call',
  EMBEDDING: 'call',
  AGENT: 'agent',
  CHAIN: 'agent',
};

/** llm.request.type of OpenLLMetry. */
const REQUEST_TYPES: Readonly<Record<string, SpanRole>> = {
  chat: 'call',
  completion: 'call',
  embedding: 'call',
};

/** langfuse.observation.type; a plain `span` says nothing. */
const LANGFUSE: Readonly<Record<string, SpanRole | undefined>> = {
  generation: 'call',
  embedding: 'call',
  agent: 'agent',
  chain: 'agent',
  span: undefined,
  event: undefined,
};

/** traceloop.span.kind. */
const TRACELOOP: Readonly<Record<string, SpanRole>> = { workflow: 'agent', agent: 'agent' };

const BY_ATTRIBUTE: readonly (readonly [string, Readonly<Record<string, SpanRole | undefined>>])[] = [
  ['gen_ai.operation.name', OPERATIONS],
  ['openinference.span.kind', OPENINFERENCE],
  ['llm.request.type', REQUEST_TYPES],
  ['langfuse.observation.type', LANGFUSE],
  ['traceloop.span.kind', TRACELOOP],
];

const PROVIDERS = ['gen_ai.provider.name', 'gen_ai.system'];
const MODELS = ['gen_ai.request.model', 'gen_ai.response.model'];

/** What the span is, by whichever convention it was written; `undefined` when it is none of an AI product. */
export function spanRole(attributes: Attributes): SpanRole | undefined {
  for (const [name, roles] of BY_ATTRIBUTE) {
    const value = attributes[name];
    if (typeof value !== 'string' || value === '') continue;
    if (Object.hasOwn(roles, value)) {
      const role = roles[value];
      if (role !== undefined) return role;
    } else return unnamedRole(attributes, name);
  }
  // The AI SDK before version 6 and instrumentations before 1.28 name a provider and a model, and no operation.
  return hasModel(attributes) ? 'call' : undefined;
}

/** An operation that no convention knows is a call when it names a model and counts tokens; a tool or a retrieval does neither. */
function unnamedRole(attributes: Attributes, name: string): SpanRole {
  const isCall = name === 'gen_ai.operation.name' && hasModel(attributes) && countsTokens(attributes);
  return isCall ? 'call' : 'other';
}

function hasModel(attributes: Attributes): boolean {
  return textOf(attributes, PROVIDERS) !== undefined && textOf(attributes, MODELS) !== undefined;
}

function countsTokens(attributes: Attributes): boolean {
  for (const name in attributes) if (name.startsWith('gen_ai.usage.')) return true;
  return false;
}
