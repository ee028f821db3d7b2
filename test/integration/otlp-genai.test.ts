import { setTimeout as sleep } from 'node:timers/promises';
import { status as Code, type ServiceError } from '@grpc/grpc-js';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observationCount, shareAtOrBelow } from '../../core/measure/distribution.ts';
import { priceDocumentSchema, readPriceDocument } from '../../core/price/document.ts';
import { priceBook } from '../../core/price/price-book.ts';
import {
  Assistant,
  CACHED_TOKENS,
  callSeconds,
  type Exporters,
  FIRST_TOKEN_SECONDS,
  inputTokens,
  isFailed,
  isRight,
  OUTPUT_TOKENS,
  OVERHEAD,
  PROMPT,
  TICKETS,
  WAYS,
} from './otlp-assistant.ts';
import { OtlpListener } from './otlp-listener.ts';

/** A service that is instrumented with the real SDK and all of its exporters on one side, a real listener on the other. */

const source = {
  attribution: { item: { label: 'service.version' } },
  metrics: [{ metric: 'tickets.escalated', measure: 'escalations' }],
  traces: {},
  logs: {},
};

/** Dollars for 1,000 tokens. */
const PRICE = { input: 1, cached_input: 0.25, output: 4 };
const { table } = readPriceDocument(
  priceDocumentSchema.parse({ currency: 'USD', per: 1_000, models: { 'gpt-5.4': PRICE } }),
);
const prices = priceBook(
  () => [table],
  () => 'USD',
);

const tickets = Array.from({ length: TICKETS }, (_, i) => i);
const answered = tickets.filter((i) => !isFailed(i));
const input = answered.reduce((sum, i) => sum + inputTokens(i), 0);
const cached = answered.length * CACHED_TOKENS;
const output = answered.length * OUTPUT_TOKENS;
const EXPECTED = {
  escalations: TICKETS,
  requests: TICKETS,
  requests_failed: TICKETS - answered.length,
  calls: TICKETS,
  calls_failed: TICKETS - answered.length,
  tokens_input: input,
  tokens_cached_input: cached,
  tokens_output: output,
  tokens_priced: input + output,
  tokens_unpriced: 0,
  graded: answered.length,
  graded_correct: answered.filter(isRight).length,
};
const COST = ((input - cached) * PRICE.input + cached * PRICE.cached_input + output * PRICE.output) / 1_000;

let listeners: OtlpListener[];

async function listening(): Promise<OtlpListener> {
  const listener = new OtlpListener({ source, prices });
  await listener.start();
  listeners.push(listener);
  return listener;
}

beforeEach(() => {
  diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} }, DiagLogLevel.NONE);
  listeners = [];
});

afterEach(async () => {
  for (const listener of listeners) await listener.kill();
  diag.disable();
});

/** What was kept is what the assistant did, to the unit. */
async function expectExact(listener: OtlpListener): Promise<void> {
  const totals = Object.keys(EXPECTED).map(async (measure) => [measure, await listener.total(measure)]);
  expect(Object.fromEntries(await Promise.all(totals))).toEqual(EXPECTED);
  expect(await listener.total('cost_usd')).toBeCloseTo(COST, 9);
  await expectTimes(listener, 'call_duration', tickets.map(callSeconds));
  await expectTimes(
    listener,
    'request_duration',
    tickets.map((i) => callSeconds(i) + OVERHEAD),
  );
  await expectTimes(
    listener,
    'time_to_first_token',
    answered.map(() => FIRST_TOKEN_SECONDS),
  );
}

/** Targets of two digits are decided by the buckets. */
async function expectTimes(
  listener: OtlpListener,
  measure: string,
  seconds: readonly number[],
): Promise<void> {
  const distribution = await listener.distribution(measure);
  expect(observationCount(distribution), measure).toBe(seconds.length);
  expect(distribution.sum, measure).toBeCloseTo(
    seconds.reduce((sum, value) => sum + value, 0),
    6,
  );
  for (const target of [0.24, 0.26, 0.75, 1.5, 2.1]) {
    const share = seconds.filter((value) => value <= target + 1e-9).length / seconds.length;
    expect(shareAtOrBelow(distribution, target), `${measure} ≤ ${target}`).toMatchObject({
      lower: share,
      upper: share,
    });
  }
}

describe.each(Object.entries(WAYS))('a GenAI service over %s', (_, exportersTo) => {
  it('tells its calls and requests with their times, tokens, costs and grades', async () => {
    const listener = await listening();
    const assistant = new Assistant(exportersTo(listener));
    assistant.work();
    await assistant.send();
    await expectExact(listener);
    await assistant.end();
    expect(listener.counts.rejected).toBeUndefined();
    expect(listener.store.everything()).not.toContain(PROMPT);
  });
});

/** The SDK's exporters over gRPC leave it to others to try again; this does what the specification asks of a client. */
function persistent({ metrics, traces, logs }: Exporters): Exporters {
  for (const exporter of [metrics, traces, logs] as { export: Export }[]) {
    const once = exporter.export.bind(exporter);
    exporter.export = (items, done) => {
      once(items, (result) => {
        if (result.error === undefined) done(result);
        else if (isRetryable(result.error as ServiceError))
          void sleep(50).then(() => exporter.export(items, done));
        else done(result);
      });
    };
  }
  return { metrics, traces, logs };
}

type Export = (
  items: never,
  done: (result: { readonly code: number; readonly error?: Error }) => void,
) => void;

/** OTLP specification, "OTLP/gRPC Throttling": RESOURCE_EXHAUSTED only with RetryInfo. */
function isRetryable({ code, metadata }: ServiceError): boolean {
  if (code === Code.UNAVAILABLE) return true;
  const [details = ''] = metadata.get('grpc-status-details-bin');
  return code === Code.RESOURCE_EXHAUSTED && details.toString('latin1').includes('google.rpc.RetryInfo');
}

describe('a GenAI service whose requests cannot be taken now', () => {
  it('sends them again, loses nothing, and counts once, over each way', async () => {
    await Promise.all(Object.entries(WAYS).map(([way, exportersTo]) => heldBack(way, exportersTo)));
  });
});

/** Refuses two requests for want of room and two while the store is behind, and loses one answer. */
async function heldBack(way: string, exportersTo: (listener: OtlpListener) => Exporters): Promise<void> {
  const listener = await listening();
  const exporters = exportersTo(listener);
  const overGrpc = exportersTo === WAYS.gRPC;
  const assistant = new Assistant(overGrpc ? persistent(exporters) : exporters);
  assistant.work();
  listener.refuseBodies(2);
  listener.store.refuse = 2;
  listener.loseAnswers = overGrpc ? 0 : 1;
  await assistant.send();
  await assistant.end();
  await expectExact(listener);
  expect(listener.refusals, way).toEqual({ 'too-many-requests': 2 });
  expect([listener.store.refuse, listener.loseAnswers], way).toEqual([0, 0]);
  expect(listener.counts.duplicate, way).toBe(overGrpc ? undefined : 1);
}
