import { describe, expect, it } from 'vitest';
import { otlpSourceSchema } from '../source-schema.ts';
import { encodeLogs, encodeTraces } from '../testing/encode-items.ts';
import type { LogsJson, SpanJson, TracesJson } from '../testing/items-json.ts';
import { typed } from '../testing/items-json.ts';
import { attributes } from '../testing/otlp-json.ts';
import { chat, evaluation, server, spanId, tracesOf, tracesUnderTest } from '../testing/spans.ts';
import { mayBeRead } from './contents.ts';

const CANARY = 'the canary sings of a secret';

/** Where libraries put what users and models said. */
const CONTENTS = [
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'gen_ai.prompt',
  'gen_ai.prompt.0.content',
  'gen_ai.completion',
  'gen_ai.completion.0.content',
  'gen_ai.retrieval.query.text',
  'gen_ai.retrieval.documents',
  'gen_ai.evaluation.explanation',
  'gen_ai.agent.description',
  'gen_ai.something.that.comes.later',
  'input.value',
  'output.value',
  'llm.input_messages.0.message.content',
  'llm.output_messages.0.message.content',
  'llm.prompts.0',
  'llm.prompt_template.template',
  'llm.prompt_template.variables',
  'llm.invocation_parameters',
  'llm.function_call',
  'llm.tools.0.tool.json_schema',
  'retrieval.documents.0.document.content',
  'reranker.query',
  'embedding.embeddings.0.embedding.text',
  'embedding.text',
  'tool.parameters',
  'message.content',
  'document.content',
  'metadata',
  'evaluation.explanation',
  'evaluation.metadata',
  'traceloop.entity.input',
  'traceloop.entity.output',
  'traceloop.prompt.template',
  'traceloop.prompt.template_variables',
  'llm.request.functions.0.description',
  'langfuse.observation.input',
  'langfuse.observation.output',
  'langfuse.observation.metadata',
  'langfuse.observation.metadata.note',
  'langfuse.observation.status_message',
  'langfuse.observation.model.parameters',
  'langfuse.trace.input',
  'langfuse.trace.output',
  'langfuse.trace.metadata',
  'langfuse.trace.tags',
  'langfuse.experiment.item.expected_output',
  'ai.prompt',
  'ai.prompt.messages',
  'ai.response.text',
  'ai.response.object',
  'ai.toolCall.args',
  'ai.toolCall.result',
  'mcp.tool.result.content',
  'exception.message',
  'exception.stacktrace',
  'mlflow.spanInputs',
];

const contents = Object.fromEntries(CONTENTS.map((name) => [name, `${name}: ${CANARY}`]));

/** A trace and an evaluation with the canary wherever something may be said. */
function singing(): { traces: TracesJson; logs: LogsJson } {
  const event = (name: string) => ({ name, attributes: typed({ content: CANARY, ...contents }) });
  const spans: SpanJson[] = [
    server(1, { attributes: contents, events: [event('gen_ai.user.message'), event('exception')] }),
    chat(2, {
      parentSpanId: spanId(1),
      attributes: {
        ...contents,
        'langfuse.observation.type': 'generation',
        'langfuse.observation.usage_details': `{"input":5,"note":"${CANARY}"}`,
        'langfuse.observation.cost_details': CANARY,
        'gen_ai.usage.output_tokens': CANARY,
        'gen_ai.response.time_to_first_chunk': CANARY,
      },
      events: [event('gen_ai.choice'), event('First Token Stream Event'), event(CANARY)],
      links: [{ traceId: '1'.repeat(32), spanId: '1'.repeat(16), attributes: typed({ said: CANARY }) }],
      status: { code: 2, message: CANARY },
    }),
    // One that is refused, and one whose trace waits.
    chat(3, { end: 900_000, attributes: contents }),
    server(4, {
      traceId: '4'.repeat(32),
      parentSpanId: spanId(9),
      attributes: contents,
      status: { message: CANARY },
    }),
  ];
  const record = evaluation(
    { ...contents, 'gen_ai.evaluation.score.label': 'pass' },
    { body: { stringValue: CANARY }, severityText: CANARY },
  );
  const unsaid = evaluation({ ...contents, 'gen_ai.evaluation.score.label': CANARY });
  return {
    traces: tracesOf(spans),
    logs: {
      resourceLogs: [
        {
          resource: { attributes: attributes({ 'service.name': 'router', version: 'v2' }) },
          scopeLogs: [{ logRecords: [record, unsaid, { body: { stringValue: CANARY } }] }],
        },
      ],
    },
  };
}

describe('what users and models say', () => {
  it.each(['protobuf', 'json'] as const)(
    'reaches neither the store nor an answer nor the monitor (%s)',
    async (encoding) => {
      const under = await tracesUnderTest({ traces: { sampling: 'tail' }, logs: {} });
      const { traces, logs } = singing();
      const bodies = [
        ['traces', encoding === 'protobuf' ? encodeTraces(traces) : Buffer.from(JSON.stringify(traces))],
        ['logs', encoding === 'protobuf' ? encodeLogs(logs) : Buffer.from(JSON.stringify(logs))],
      ] as const;
      const said: unknown[] = [];
      for (const [signal, body] of bodies) {
        said.push(await under.receiver.accept(signal, body, encoding));
        // Cut off anywhere, it is an error, which must not quote what it could not read.
        for (let length = 1; length < body.length; length += Math.ceil(body.length / 300)) {
          const cut = await under.receiver
            .accept(signal, body.subarray(0, length), encoding)
            .catch((error) => error);
          said.push(
            cut instanceof Error
              ? [cut.message, cut.stack, cut.cause, (cut as { details?: unknown }).details]
              : cut,
          );
        }
      }
      await under.wait(20 * 60_000);
      const kept = [under.store.batches, [...(await under.store.state('otlp'))]];
      const told = [under.counts, under.reasons, under.failures, under.warnings];
      expect(under.store.counters()).toMatchObject({ 'calls v2': 1, 'graded v2': 1, 'tokens_input v2': 5 });
      expect(JSON.stringify([kept, told, said])).not.toMatch(/canary|secret/);
    },
  );

  it('cannot be asked for: not as a label, not as a condition', () => {
    const source = { name: 'a', product: 'b' };
    const wrong = [
      { traces: { keep: ['gen_ai.input.messages'] } },
      { traces: { requests: { where: { 'input.value': '.*' } } } },
      { logs: { keep: ['gen_ai.evaluation.explanation'] } },
    ];
    for (const settings of wrong) {
      const issues = otlpSourceSchema.safeParse({ ...source, ...settings }).error?.issues ?? [];
      expect(issues.map((issue) => issue.message).join()).toMatch(
        /may hold contents of prompts or answers, which are never read/,
      );
    }
  });

  it('is found by attribution neither', async () => {
    const under = await tracesUnderTest({
      traces: { requests: 'none', measures: ['calls'] },
      source: { attribution: { item: { label: 'gen_ai.input.messages' }, build: { label: 'input.value' } } },
    });
    await under.spans(chat(1, { attributes: contents }));
    expect(JSON.stringify(under.store.batches)).not.toMatch(/canary/);
  });

  it('stands in none of the attributes that are read', () => {
    for (const name of CONTENTS) expect({ name, read: mayBeRead(name) }).toEqual({ name, read: false });
    const harmless = [
      'gen_ai.request.model',
      'http.route',
      'region',
      'gen_ai.prompt.version',
      'llm.prompt_template.version',
      'prompt.version',
    ];
    for (const name of harmless) {
      expect({ name, read: mayBeRead(name) }).toEqual({ name, read: true });
    }
  });
});
