import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  status as Code,
  credentials,
  type Metadata,
  makeGenericClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import protobuf from 'protobufjs/minimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatelineError } from '../../../core/errors.ts';
import { InFlight } from '../in-flight.ts';
import { encodeLogs, encodeTraces } from '../testing/encode-items.ts';
import { encodeProtobuf } from '../testing/encode-protobuf.ts';
import { ReceiverUnderTest, T0 } from '../testing/receiver-under-test.ts';
import { delta, point } from '../testing/requests.ts';
import { chat, evaluation, server as serverSpan, spanId, tracesOf } from '../testing/spans.ts';
import { framed } from './framing.ts';
import { type OtlpGrpcDeps, otlpGrpc } from './service.ts';

const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

let under: ReceiverUnderTest;
let server: Http2Server;
let session: ClientHttp2Session | undefined;
let admitted: (string | undefined)[];

async function listen(options: Partial<OtlpGrpcDeps> & { readonly room?: number } = {}): Promise<void> {
  const { room = 1e9, ...deps } = options;
  const handler = otlpGrpc({
    receiver: under.receiver,
    store: under.store,
    clock: { now: () => under.now },
    monitor: under.monitor,
    limits: { maxBytes: 1_000_000, timeoutMs: 5_000 },
    inFlight: new InFlight(room),
    admit: (authorization) => {
      admitted.push(authorization);
    },
    ...deps,
  });
  server = createServer().listen(0, '127.0.0.1');
  server.on('stream', handler);
  await once(server, 'listening');
}

beforeEach(() => {
  under = new ReceiverUnderTest([{ traces: { measures: ['calls', 'call_duration'] }, logs: {} }]);
  under.now = T0 + 10_000;
  admitted = [];
});

afterEach(() => {
  session?.destroy();
  session = undefined;
  server.close();
});

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly status: number;
  readonly message: string;
  readonly details: Buffer | undefined;
}

/** One call over raw HTTP/2. */
async function call(path: string, data: Uint8Array, headers: Record<string, string> = {}): Promise<Answer> {
  session ??= connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  let answered: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  stream.on('response', (of) => {
    answered = of;
  });
  stream.on('trailers', (of) => {
    trailers = of;
  });
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => undefined);
  stream.end(Buffer.from(data));
  await once(stream, 'close');
  const all = { ...answered, ...trailers };
  const details = all['grpc-status-details-bin'];
  return {
    headers: answered,
    body: Buffer.concat(chunks),
    status: Number(all['grpc-status'] ?? -1),
    message: decodeURIComponent(String(all['grpc-message'] ?? '')),
    details: details === undefined ? undefined : Buffer.from(String(details), 'base64'),
  };
}

/** Seconds of the RetryInfo in a google.rpc.Status. */
function retryDelay(details: Buffer | undefined): number | undefined {
  if (details === undefined) return undefined;
  const skipTo = (bytes: Uint8Array, field: number): protobuf.Reader => {
    const reader = protobuf.Reader.create(bytes);
    for (;;) {
      const tag = reader.uint32();
      if (tag >>> 3 === field) return reader;
      reader.skipType(tag & 7);
    }
  };
  const any = skipTo(details, 3).bytes();
  expect(skipTo(any, 1).string()).toBe('type.googleapis.com/google.rpc.RetryInfo');
  const duration = skipTo(skipTo(any, 2).bytes(), 1).bytes();
  return skipTo(duration, 1).uint32();
}

const body = encodeProtobuf(delta(point(10_000, 3, 0)));
const traces = encodeTraces(tracesOf([serverSpan(1), chat(2, { parentSpanId: spanId(1) })]));
const logs = encodeLogs({
  resourceLogs: [{ scopeLogs: [{ logRecords: [evaluation({ 'gen_ai.evaluation.score.value': 1 })] }] }],
});

describe('an Export over gRPC', () => {
  it.each([
    ['metrics', METRICS, body, { 'requests v2': 3 }],
    ['traces', TRACES, traces, { 'calls v2': 1 }],
    ['logs', LOGS, logs, { graded: 1, graded_correct: 1 }],
  ])('of %s is taken in, and answered with an empty message', async (_, path, message, counters) => {
    await listen();
    const answer = await call(path, framed(message));
    expect(answer).toMatchObject({
      status: 0,
      message: '',
      headers: { ':status': 200, 'content-type': 'application/grpc' },
    });
    expect(answer.body).toEqual(Buffer.alloc(5));
    expect(under.store.counters()).toEqual(counters);
  });

  it('may be compressed, and counts once, compressed or not', async () => {
    await listen();
    const compressed = framed(gzipSync(body));
    compressed[0] = 1;
    expect((await call(METRICS, compressed, { 'grpc-encoding': 'gzip' })).status).toBe(0);
    expect((await call(METRICS, framed(body), { 'content-type': 'application/grpc+proto' })).status).toBe(0);
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
    expect(under.counts.duplicate).toBe(1);
  });

  it('says what was refused, and keeps the rest', async () => {
    await listen();
    const { status, body: answer } = await call(
      METRICS,
      framed(encodeProtobuf(delta(point(10_000, 3, 0), point(-4_000_000, 1, 0)))),
    );
    expect(status).toBe(0);
    const reader = protobuf.Reader.create(answer.subarray(5));
    expect(reader.uint32()).toBe(0x0a);
    expect(Buffer.from(reader.bytes()).toString('latin1')).toContain('older than max_sample_age');
  });

  it('may be empty', async () => {
    await listen();
    expect((await call(TRACES, framed(new Uint8Array()))).status).toBe(0);
    expect(under.store.batches).toEqual([]);
  });

  it('shows its token', async () => {
    const ended: unknown[] = [];
    await listen({ ended: (path, status) => ended.push([path, status.code]) });
    await call(METRICS, framed(body), { authorization: 'Bearer gl_abc' });
    expect(admitted).toEqual(['Bearer gl_abc']);
    expect(ended).toEqual([[METRICS, 0]]);
  });
});

describe('a call that is wrong is refused for good', () => {
  const compressed = framed(gzipSync(body));
  compressed[0] = 1;
  it.each<[string, Uint8Array, Record<string, string>, RegExp]>([
    ['without a message', new Uint8Array(), {}, /a message begins with 5 bytes, and there are 0\.$/],
    ['that is cut off', framed(body).subarray(0, 20), {}, /does not fit into the 15 that are left\.$/],
    [
      'with more than one message',
      Buffer.concat([framed(body), framed(body)]),
      {},
      /there is more than one message\.$/,
    ],
    [
      'with a flag that is none',
      Buffer.from([7, 0, 0, 0, 0]),
      {},
      /^Malformed gRPC message at byte 0: 7 says neither/,
    ],
    ['compressed without saying how', compressed, {}, /and grpc-encoding does not say how\.$/],
    [
      'said to be gzip',
      (() => {
        const of = framed(body);
        of[0] = 1;
        return of;
      })(),
      { 'grpc-encoding': 'gzip' },
      /is not the gzip that/,
    ],
    ['that is no protobuf', framed(Buffer.from([0x0a, 0x7f])), {}, /^Malformed protobuf at byte 1: /],
  ])('%s', async (_, data, headers, message) => {
    await listen();
    const answer = await call(METRICS, data, headers);
    expect([answer.status, answer.details]).toEqual([Code.INVALID_ARGUMENT, undefined]);
    expect(answer.message).toMatch(message);
    expect(under.reasons).toEqual({ 'a body: otlp-invalid': 1 });
    // The process goes on, on the same connection.
    expect((await call(METRICS, framed(body))).status).toBe(0);
  });

  it('of another method, or in another compression', async () => {
    await listen();
    expect((await call('/grpc.health.v1.Health/Check', framed(body))).status).toBe(Code.UNIMPLEMENTED);
    const answer = await call(METRICS, framed(body), { 'grpc-encoding': 'snappy' });
    expect(answer).toMatchObject({
      status: Code.UNIMPLEMENTED,
      message: 'grpc-encoding snappy is not supported; send gzip or identity.',
      headers: { 'grpc-accept-encoding': 'identity,gzip' },
    });
  });

  it('that is no gRPC at all, with the port that it meant', async () => {
    await listen();
    const answer = await call('/v1/traces', traces, { 'content-type': 'application/x-protobuf' });
    expect(answer.headers[':status']).toBe(415);
    expect(answer.body.toString()).toMatch(/OTLP over HTTP is taken at otlp\.listen/);
  });

  it('of somebody who may not', async () => {
    await listen({
      admit: (authorization) => {
        throw authorization === undefined
          ? new GatelineError('unauthenticated', 'Send a token.')
          : new GatelineError('forbidden', 'The role viewer may not do this; it needs ingest.');
      },
    });
    expect(await call(METRICS, framed(body))).toMatchObject({
      status: Code.UNAUTHENTICATED,
      message: 'Send a token.',
    });
    expect((await call(METRICS, framed(body), { authorization: 'Bearer x' })).status).toBe(
      Code.PERMISSION_DENIED,
    );
    expect(under.store.batches).toEqual([]);
  });

  it('that is too large, before and after decompression, and is not to be sent again', async () => {
    await listen({ limits: { maxBytes: 50_000, timeoutMs: 5_000 } });
    const large = await call(METRICS, framed(Buffer.alloc(50_001)));
    expect(large).toMatchObject({ status: Code.RESOURCE_EXHAUSTED, details: undefined });
    const bomb = framed(gzipSync(Buffer.alloc(20_000_000)));
    bomb[0] = 1;
    const answer = await call(METRICS, bomb, { 'grpc-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: Code.RESOURCE_EXHAUSTED, details: undefined });
    expect(answer.message).toMatch(/when decompressed; export smaller batches\.$/);
  });
});

describe('a call that cannot be taken now is to be sent again later', () => {
  it('when the store is known to take nothing, before anything is read', async () => {
    await listen();
    under.store.current = { state: 'read-only', reason: 'The disk is full: 100 %.' };
    const answer = await call(METRICS, framed(body));
    expect(answer).toMatchObject({ status: Code.UNAVAILABLE, message: 'The disk is full: 100 %.' });
    expect(retryDelay(answer.details)).toBe(5);
  });

  it('when the store fails', async () => {
    await listen();
    under.store.failures = 1;
    const answer = await call(METRICS, framed(body));
    expect([answer.status, retryDelay(answer.details)]).toEqual([Code.UNAVAILABLE, 5]);
    expect((await call(METRICS, framed(body))).status).toBe(0);
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
  });

  it('when too many bytes are under way', async () => {
    await listen({ room: 10 });
    const answer = await call(METRICS, framed(body));
    expect([answer.status, retryDelay(answer.details)]).toEqual([Code.RESOURCE_EXHAUSTED, 1]);
  });

  it('gives back the room that it took, however it ends', async () => {
    const inFlight = new InFlight(100_000);
    await listen({ inFlight });
    await call(METRICS, framed(body));
    await call(METRICS, Buffer.from([9]));
    under.store.failures = 1;
    await call(TRACES, framed(traces));
    expect(inFlight.take(100_000)).toBe(true);
  });

  it('a defect of ours is told as such, without its innards', async () => {
    await listen();
    under.store.write = () => Promise.reject(new TypeError('secret of the store'));
    const answer = await call(METRICS, framed(body));
    expect(answer).toMatchObject({
      status: Code.INTERNAL,
      message: 'Gateline failed on this request; its log says why.',
    });
  });
});

describe('senders that misbehave', () => {
  it('are cut off when they do not end, and leave others alone', async () => {
    await listen({ limits: { maxBytes: 100_000, timeoutMs: 200 } });
    session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const slow = session.request({ ':method': 'POST', ':path': METRICS, 'content-type': 'application/grpc' });
    slow.on('error', () => undefined);
    slow.write(framed(body).subarray(0, 10));
    const answered = once(slow, 'response');
    expect((await call(METRICS, framed(body))).status).toBe(0);
    const [headers] = await answered;
    expect([headers['grpc-status'], decodeURIComponent(String(headers['grpc-message']))]).toEqual([
      String(Code.UNAVAILABLE),
      'The body took longer than 0.2 s.',
    ]);
    expect(headers['grpc-status-details-bin']).toBeDefined();
  });

  it('may go away in the middle', async () => {
    await listen();
    const gone = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    gone.on('error', () => undefined);
    const stream = gone.request({ ':method': 'POST', ':path': METRICS, 'content-type': 'application/grpc' });
    stream.on('error', () => undefined);
    stream.write(framed(body).subarray(0, 10));
    await new Promise((resolve) => setTimeout(resolve, 50));
    gone.destroy();
    expect((await call(METRICS, framed(body))).status).toBe(0);
  });
});

describe('the client of gRPC', () => {
  const Client = makeGenericClientConstructor({}, 'generic');
  const identity = (bytes: Uint8Array) => Buffer.from(bytes);

  function unary(path: string, message: Uint8Array): Promise<Buffer> {
    const client = new Client(
      `127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials.createInsecure(),
    );
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        identity,
        identity,
        message,
        (error: ServiceError | null, value?: Buffer) => {
          client.close();
          if (error === null) resolve(value ?? Buffer.alloc(0));
          else reject(error);
        },
      );
    });
  }

  it('is understood, and understands', async () => {
    await listen();
    expect(await unary(TRACES, traces)).toEqual(Buffer.alloc(0));
    under.store.current = { state: 'unavailable', reason: 'Gone fishing: 魚.' };
    const error = (await unary(TRACES, traces).catch((thrown: unknown) => thrown)) as ServiceError;
    expect([error.code, error.details]).toEqual([Code.UNAVAILABLE, 'Gone fishing: 魚.']);
    const [details] = (error.metadata as Metadata).get('grpc-status-details-bin');
    expect(retryDelay(details as Buffer)).toBe(5);
  });
});
