/**
 * Namespaces in which libraries put what users and models said, beside harmless facts. Of these only the names below are ever read, so
 * that what a later version of a library adds is dropped until somebody has looked at it. Attributes of other namespaces are the team's
 * own; none is kept unless the configuration names it.
 */
const SPEAKING =
  /^(?:gen_ai|llm|ai|traceloop|langfuse|openinference|input|output|message|messages|prompt|prompts|completion|completions|document|documents|retrieval|reranker|embedding|tool|mcp|metadata|evaluation|exception|openai|anthropic|pydantic_ai|crewai|haystack|langchain|langsmith|mlflow|smolagents|agno|db|events?|logfire|final_result|all_messages_events|model_request_parameters)(?:\.|$)/;

/** OpenTelemetry's conventions of all generations. */
const GEN_AI = [
  'operation.name',
  'provider.name',
  'system',
  'request.model',
  'request.stream',
  'request.max_tokens',
  'request.reasoning.level',
  'response.model',
  'response.id',
  'response.finish_reasons',
  'response.time_to_first_chunk',
  'response.time_to_first_token',
  'server.time_to_first_token',
  'conversation.id',
  'agent.id',
  'agent.name',
  'agent.version',
  'workflow.name',
  'data_source.id',
  'tool.name',
  'tool.type',
  'output.type',
  'prompt.name',
  'prompt.version',
  'evaluation.name',
  'evaluation.score.value',
  'evaluation.score.label',
].map((name) => `gen_ai.${name}`);

const OPENINFERENCE = [
  'openinference.span.kind',
  'openinference.project.name',
  'llm.model_name',
  'llm.request.model_name',
  'llm.response.model_name',
  'llm.provider',
  'llm.system',
  'llm.finish_reason',
  'llm.prompt_template.version',
  'prompt.id',
  'prompt.name',
  'prompt.version',
  'embedding.model_name',
  'tool.name',
  'evaluation.name',
  'evaluation.score',
  'evaluation.label',
  'evaluation.annotator_kind',
];

const OPENLLMETRY = [
  'llm.request.type',
  'llm.is_streaming',
  'traceloop.span.kind',
  'traceloop.workflow.name',
  'traceloop.entity.name',
  'traceloop.entity.path',
  'traceloop.entity.version',
  'traceloop.prompt.key',
  'traceloop.prompt.version',
];

const LANGFUSE = [
  'observation.type',
  'observation.model.name',
  'observation.usage_details',
  'observation.cost_details',
  'observation.completion_start_time',
  'observation.level',
  'observation.prompt.name',
  'observation.prompt.version',
  'trace.name',
  'environment',
  'release',
  'version',
  'experiment.id',
  'experiment.name',
  'experiment.dataset.id',
  'experiment.item.id',
].map((name) => `langfuse.${name}`);

const VERCEL = [
  'ai.operationId',
  'ai.model.id',
  'ai.model.provider',
  'ai.response.id',
  'ai.response.model',
  'ai.response.msToFirstChunk',
  'ai.telemetry.functionId',
];

const OTHERS = [
  'openai.response.service_tier',
  'openai.request.service_tier',
  'gen_ai.openai.request.service_tier',
  'gen_ai.openai.response.service_tier',
  'event.name',
  'exception.type',
  'db.system',
  'db.system.name',
  'db.operation.name',
];

const SAFE = new Set([...GEN_AI, ...OPENINFERENCE, ...OPENLLMETRY, ...LANGFUSE, ...VERCEL, ...OTHERS]);

/** Numbers of tokens and costs, and what teams attach to their own spans to tell them apart. */
const SAFE_PREFIXES = [
  'gen_ai.usage.',
  'gen_ai.cost.',
  'llm.usage.',
  'llm.token_count.',
  'llm.cost.',
  'ai.usage.',
  'ai.telemetry.metadata.',
  'traceloop.association.properties.',
];

/** Names that were looked up; beyond this many somebody invents them. */
const MOST_KNOWN = 10_000;
let known = new Map<string, boolean>();

/** Whether an attribute of this name may be read at all: what may hold a prompt, an answer or a part of them is not. */
export function mayBeRead(name: string): boolean {
  let answer = known.get(name);
  if (answer === undefined) {
    if (known.size >= MOST_KNOWN) known = new Map();
    answer =
      !SPEAKING.test(name) || SAFE.has(name) || SAFE_PREFIXES.some((prefix) => name.startsWith(prefix));
    known.set(name, answer);
  }
  return answer;
}
