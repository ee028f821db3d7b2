import type { Accepted } from '../receiver.ts';
import type { DeclaredSampling } from '../traces/sampling.ts';
import { encodeLogs, encodeTraces } from './encode-items.ts';
import type { LogRecordJson, SpanJson, TracesJson } from './items-json.ts';
import { typed } from './items-json.ts';
import { attributes, nanos } from './otlp-json.ts';
import { ReceiverUnderTest, T0 } from './receiver-under-test.ts';

/** The 32 digits of a trace's id, the 16 of a span's. */
export const traceId = (n: number | string) => String(n).padStart(32, '0');
export const spanId = (n: number | string) => String(n).padStart(16, '0');

export interface SpanOptions extends Omit<SpanJson, 'attributes'> {
  /** Ms after T0. */
  readonly start?: number;
  readonly end?: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** A span of trace 1; an inner one unless it says otherwise. */
export function span(
  n: number,
  { start = 0, end = 1_000, attributes: of = {}, ...rest }: SpanOptions = {},
): SpanJson {
  return {
    traceId: traceId(1),
    spanId: spanId(n),
    parentSpanId: spanId(99),
    name: 'a span',
    kind: 1,
    startTimeUnixNano: nanos(T0 + start),
    endTimeUnixNano: nanos(T0 + end),
    attributes: typed(of),
    ...rest,
  };
}

/** A chat with a model by the conventions of OpenTelemetry 1.37 to 1.41. */
export function chat(n: number, { attributes: of = {}, ...rest }: SpanOptions = {}): SpanJson {
  return span(n, {
    name: 'chat gpt-5.4',
    kind: 3,
    ...rest,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5.4',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      ...of,
    },
  });
}

/** The root of a trace: the request that a server took. */
export function server(n: number, options: SpanOptions = {}): SpanJson {
  return span(n, { name: 'POST /tickets', kind: 2, parentSpanId: '', ...options });
}

/** A request of one resource, version v2 of the router unless `resource` says otherwise. */
export function tracesOf(spans: SpanJson[], resource: Record<string, string> = {}): TracesJson {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes({ 'service.name': 'router', version: 'v2', ...resource }) },
        scopeSpans: [{ scope: { name: 'lib', version: '1' }, spans }],
      },
    ],
  };
}

/** An evaluation of an answer. */
export function evaluation(
  of: Readonly<Record<string, string | number | boolean | undefined>>,
  { at = 0, ...rest }: Omit<LogRecordJson, 'attributes'> & { readonly at?: number } = {},
): LogRecordJson {
  return {
    timeUnixNano: nanos(T0 + at),
    eventName: 'gen_ai.evaluation.result',
    attributes: typed({ 'gen_ai.evaluation.name': 'correctness', ...of }),
    ...rest,
  };
}

export interface TracesUnderTestOptions {
  readonly traces?: object | false;
  readonly logs?: object;
  readonly source?: object;
  readonly sampling?: DeclaredSampling;
}

/** A receiver that takes traces of the router, and logs when it is told to; listening since T0, the time of its spans a second later. */
export async function tracesUnderTest({
  traces = {},
  logs,
  source = {},
}: TracesUnderTestOptions = {}): Promise<TracesUnderTest> {
  const under = new TracesUnderTest([
    {
      metrics: [],
      ...(traces === false ? {} : { traces }),
      ...(logs === undefined ? {} : { logs }),
      ...source,
    },
  ]);
  await under.receiver.start();
  under.now = T0 + 2_000;
  return under;
}

export class TracesUnderTest extends ReceiverUnderTest {
  async spans(...spans: SpanJson[]): Promise<Accepted> {
    return await this.traces(tracesOf(spans));
  }

  async traces(request: TracesJson): Promise<Accepted> {
    return await this.receiver.accept('traces', encodeTraces(request), 'protobuf');
  }

  async logs(records: LogRecordJson[], resource: Record<string, string> = {}): Promise<Accepted> {
    const scopeLogs = [{ logRecords: records }];
    const body = encodeLogs({
      resourceLogs: [
        { resource: { attributes: attributes({ 'service.name': 'router', ...resource }) }, scopeLogs },
      ],
    });
    return await this.receiver.accept('logs', body, 'protobuf');
  }

  /** Lets time pass, and whatever waits for it settle. */
  async wait(ms: number): Promise<void> {
    this.now += ms;
    await this.receiver.settle();
  }
}
