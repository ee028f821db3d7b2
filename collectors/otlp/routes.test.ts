import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import express from 'express';
import protobuf from 'protobufjs/minimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OtlpHttpLimits } from './routes.ts';
import { otlpRoutes } from './routes.ts';
import { encodeLogs, encodeTraces } from './testing/encode-items.ts';
import { encodeProtobuf } from './testing/encode-protobuf.ts';
import { attributes, nanos, type RequestJson } from './testing/otlp-json.ts';
import { ReceiverUnderTest, T0 } from './testing/receiver-under-test.ts';
import { chat, evaluation, server as serverSpan, spanId, tracesOf } from './testing/spans.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

let under: ReceiverUnderTest;
let server: Server;

async function listen(limits: Partial<OtlpHttpLimits> = {}): Promise<void> {
  const { receiver, monitor, store } = under;
  const clock = { now: () => under.now };
  const app = express().use(otlpRoutes({ receiver, store, clock, monitor, limits }));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
}

beforeEach(async () => {
  under = new ReceiverUnderTest();
  under.now = T0 + 10_000;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
});

function port(): number {
  return (server.address() as AddressInfo).port;
}

function request(...values: (number | string)[]): RequestJson {
  const dataPoints = values.map((asDouble, i) => ({
    attributes: attributes({ version: 'v2', n: String(i) }),
    startTimeUnixNano: nanos(T0),
    timeUnixNano: nanos(T0 + 10_000),
    asDouble,
  }));
  const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints };
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'app.requests', sum }] }] }] };
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly retryAfter: string | null;
  readonly body: Buffer;
}

async function post(
  body: Uint8Array,
  headers: Record<string, string>,
  path = '/v1/metrics',
): Promise<Answer> {
  const init = { method: 'POST', headers, body: Buffer.from(body) };
  const response = await fetch(`http://127.0.0.1:${port()}${path}`, init);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    retryAfter: response.headers.get('retry-after'),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** Fields of a protobuf message: numbers, and what has a length as bytes. */
function fields(body: Uint8Array): Record<number, number | Buffer> {
  const reader = protobuf.Reader.create(body);
  const read: Record<number, number | Buffer> = {};
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    read[tag >>> 3] = (tag & 7) === 0 ? reader.uint32() : Buffer.from(reader.bytes());
  }
  return read;
}

function status(body: Uint8Array): { code: number; message: string } {
  const { 1: code, 2: message } = fields(body);
  return { code: Number(code), message: String(message) };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('a request that is taken', () => {
  it('in protobuf is answered in protobuf, empty when there is nothing to say', async () => {
    await listen();
    const answer = await post(encodeProtobuf(request(3)), { 'content-type': PROTOBUF });
    expect(answer).toMatchObject({ status: 200, type: PROTOBUF });
    expect(answer.body).toHaveLength(0);
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
  });

  it('in JSON is answered in JSON', async () => {
    await listen();
    const answer = await post(json(request(3)), { 'content-type': `${JSON_TYPE}; charset=utf-8` });
    expect(answer.status).toBe(200);
    expect(answer.type).toMatch(/^application\/json/);
    expect(answer.body.toString()).toBe('{}');
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
  });

  it.each([PROTOBUF, JSON_TYPE])('may be compressed (%s)', async (type) => {
    await listen();
    const body = type === PROTOBUF ? encodeProtobuf(request(3)) : json(request(3));
    const answer = await post(gzipSync(body), { 'content-type': type, 'content-encoding': 'gzip' });
    expect(answer.status).toBe(200);
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
  });

  it('counts once, compressed or not', async () => {
    await listen();
    const body = encodeProtobuf(request(3));
    await post(body, { 'content-type': PROTOBUF, 'content-encoding': 'identity' });
    await post(gzipSync(body), { 'content-type': PROTOBUF, 'content-encoding': 'gzip' });
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
    expect(under.counts.duplicate).toBe(1);
  });

  it.each([
    [PROTOBUF, new Uint8Array()],
    [JSON_TYPE, json({})],
    [JSON_TYPE, json({ resourceMetrics: [] })],
  ])('may be empty (%s)', async (type, body) => {
    await listen();
    expect(await post(body, { 'content-type': type })).toMatchObject({ status: 200 });
    expect(under.store.batches).toEqual([]);
  });
});

describe('points that are refused', () => {
  const message = 'Refused data points: 2 of app.requests: NaN; 1 of app.requests: negative.';

  it('are said in JSON, and the others kept', async () => {
    await listen();
    const answer = await post(json(request(3, 'NaN', -1, 'NaN')), { 'content-type': JSON_TYPE });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body.toString())).toEqual({
      partialSuccess: { rejectedDataPoints: '3', errorMessage: message },
    });
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
  });

  it('are said in protobuf', async () => {
    await listen();
    const answer = await post(encodeProtobuf(request(3, 'NaN', -1, 'NaN')), { 'content-type': PROTOBUF });
    const partial = fields(fields(answer.body)[1] as Buffer);
    expect(partial[1]).toBe(3);
    expect(String(partial[2])).toBe(message);
  });
});

describe('a body that is not what its headers say is refused for good', () => {
  const valid = encodeProtobuf(request(1));
  it.each<[string, Uint8Array, Record<string, string>, RegExp]>([
    [
      'JSON as protobuf',
      json(request(1)),
      { 'content-type': PROTOBUF },
      /^Malformed protobuf at byte 1: .* The body looks like JSON, but Content-Type says application\/x-protobuf\.$/,
    ],
    [
      'protobuf as JSON',
      valid,
      { 'content-type': JSON_TYPE },
      /^Malformed JSON: .* The body looks like protobuf, but Content-Type says application\/json\.$/,
    ],
    [
      'gzip without saying so',
      gzipSync(valid),
      { 'content-type': PROTOBUF },
      /The body looks like gzip, but Content-Encoding does not say so\.$/,
    ],
    [
      'no gzip though it says so',
      valid,
      { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
      /^The body is not the gzip that Content-Encoding says: incorrect header check\.$/,
    ],
    [
      'gzip that is cut off',
      gzipSync(valid).subarray(0, 40),
      { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
      /^The body is not the gzip that Content-Encoding says: unexpected end of file\.$/,
    ],
    [
      'an empty body as gzip',
      new Uint8Array(),
      { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
      /unexpected end of file/,
    ],
    [
      'gzip with a wrong checksum',
      Buffer.concat([gzipSync(valid).subarray(0, -8), Buffer.alloc(8, 1)]),
      { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
      /incorrect data check/,
    ],
    [
      'protobuf that is cut off',
      valid.subarray(0, 30),
      { 'content-type': PROTOBUF },
      /^Malformed protobuf at byte \d+: /,
    ],
    [
      'JSON that is cut off',
      json(request(1)).subarray(0, 30),
      { 'content-type': JSON_TYPE },
      /^Malformed JSON: /,
    ],
    ['an empty body as JSON', new Uint8Array(), { 'content-type': JSON_TYPE }, /^Malformed JSON: /],
  ])('%s', async (_, body, headers, message) => {
    await listen();
    const answer = await post(body, headers);
    expect(answer.status).toBe(400);
    const said =
      headers['content-type'] === PROTOBUF ? status(answer.body) : JSON.parse(answer.body.toString());
    expect(said.code).toBe(3);
    expect(said.message).toMatch(message);
    expect(under.store.batches).toEqual([]);
    expect(under.reasons).toEqual({ 'a body: otlp-invalid': 1 });
    expect(under.lastRejected).toBe(said.message);
    expect(under.failures).toEqual([]);
    // The process goes on.
    expect((await post(encodeProtobuf(request(1)), { 'content-type': PROTOBUF })).status).toBe(200);
  });

  it.each([
    [
      'text/plain',
      'identity',
      'Content-Type text/plain is not supported; send application/x-protobuf or application/json.',
    ],
    ['', 'identity', 'Content-Type is missing; send application/x-protobuf or application/json.'],
    [JSON_TYPE, 'br', 'Content-Encoding br is not supported; send gzip or identity.'],
  ])('a type "%s" with encoding "%s" is not supported', async (type, encoding, message) => {
    await listen();
    const answer = await post(json({}), {
      ...(type === '' ? {} : { 'content-type': type }),
      'content-encoding': encoding,
    });
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.body.toString())).toEqual({ code: 3, message });
    expect(under.reasons).toEqual({ 'a body: unsupported-media-type': 1 });
  });

  it('other methods are not allowed, and say which is', async () => {
    await listen();
    const answer = await fetch(`http://127.0.0.1:${port()}/v1/metrics`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('what is none of OTLP’s paths says which are', async () => {
    await listen();
    const answer = await post(new Uint8Array([1, 2]), { 'content-type': PROTOBUF }, '/v1/profiles');
    expect(answer).toMatchObject({ status: 404, type: PROTOBUF, retryAfter: null });
    expect(status(answer.body)).toEqual({
      code: 12,
      message: 'OTLP is taken at /v1/metrics, /v1/traces and /v1/logs.',
    });
  });
});

describe('spans and log records', () => {
  const traces = tracesOf([
    serverSpan(1),
    chat(2, { parentSpanId: spanId(1) }),
    chat(3, { endTimeUnixNano: '0' }),
  ]);
  const logs = {
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              evaluation({ 'gen_ai.evaluation.score.value': 1 }),
              evaluation({ 'gen_ai.evaluation.score.value': 0.5 }),
            ],
          },
        ],
      },
    ],
  };

  beforeEach(async () => {
    under = new ReceiverUnderTest([{ metrics: [], traces: { measures: ['requests', 'calls'] }, logs: {} }]);
    under.now = T0 + 10_000;
    await listen();
  });

  it.each([
    ['/v1/traces', encodeTraces(traces), 'Refused spans: 1: no end.'],
    [
      '/v1/logs',
      encodeLogs(logs),
      'Refused log records: 1: neither a label nor a score that says whether it passed.',
    ],
  ])('are taken at %s in protobuf, gzip or not, and what is refused is said', async (path, body, message) => {
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      const sent = 'content-encoding' in headers ? gzipSync(body) : body;
      const answer = await post(sent, { 'content-type': PROTOBUF, ...headers }, path);
      expect(answer).toMatchObject({ status: 200, type: PROTOBUF });
      const partial = fields(answer.body)[1];
      // The second time it is a duplicate: nothing is refused that was not taken in.
      if ('content-encoding' in headers) expect(partial).toBeUndefined();
      else {
        expect(fields(partial as Buffer)).toEqual({ 1: 1, 2: Buffer.from(message) });
      }
    }
    expect(under.counts.duplicate).toBe(1);
  });

  it('are taken in JSON, and what is refused is said by its name', async () => {
    const ofTraces = await post(json(traces), { 'content-type': JSON_TYPE }, '/v1/traces');
    expect(JSON.parse(ofTraces.body.toString())).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'Refused spans: 1: no end.' },
    });
    const ofLogs = await post(json(logs), { 'content-type': JSON_TYPE }, '/v1/logs');
    expect(JSON.parse(ofLogs.body.toString())).toMatchObject({ partialSuccess: { rejectedLogRecords: '1' } });
    expect(under.store.counters()).toEqual({
      'calls v2': 1,
      'requests v2': 1,
      graded: 1,
      graded_correct: 1,
    });
  });

  it.each(['/v1/traces', '/v1/logs'])('may be none at all (%s)', async (path) => {
    for (const [type, body] of [
      [PROTOBUF, new Uint8Array()],
      [JSON_TYPE, json({})],
    ] as const) {
      expect(await post(body, { 'content-type': type }, path)).toMatchObject({ status: 200, type });
    }
    expect(under.store.batches).toEqual([]);
  });

  it.each(['/v1/traces', '/v1/logs'])('that cannot be read are refused for good (%s)', async (path) => {
    const answer = await post(new Uint8Array([0x0a, 0x7f]), { 'content-type': PROTOBUF }, path);
    expect(answer.status).toBe(400);
    expect(status(answer.body)).toMatchObject({
      code: 3,
      message: expect.stringMatching(/^Malformed protobuf at byte 1: /),
    });
    expect(under.failures).toEqual([]);
  });
});

describe('a body that is too large', () => {
  const headers = { 'content-type': PROTOBUF };

  it('is refused by its length before it is read', async () => {
    await listen({ maxBytes: 2 * 1024 * 1024 });
    const answer = await post(Buffer.alloc(2 * 1024 * 1024 + 1), headers);
    expect(answer.status).toBe(413);
    expect(status(answer.body)).toEqual({
      code: 8,
      message: 'The body is larger than 2 MiB; export smaller batches.',
    });
  });

  it('is refused as it comes when it does not say its length', async () => {
    await listen({ maxBytes: 100_000 });
    const sending = httpRequest({ port: port(), method: 'POST', path: '/v1/metrics', headers });
    const answered = once(sending, 'response');
    sending.on('error', () => undefined);
    for (let i = 0; i < 20; i += 1) sending.write(Buffer.alloc(10_000));
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    response.resume();
    sending.destroy();
  });

  it('that never ends is cut off after its answer', async () => {
    await listen({ maxBytes: 100_000 });
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'POST /v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = Buffer.alloc(0x8000);
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    const timer = setInterval(
      () => socket.write(Buffer.concat([Buffer.from('8000\r\n'), chunk, Buffer.from('\r\n')])),
      5,
    );
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(timer);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('after decompression is refused as soon as it passes the limit, however small it came', async () => {
    await listen({ maxBytes: 8 * 1024 * 1024 });
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(300_000);
    const before = process.memoryUsage.rss();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => post(bomb, { ...headers, 'content-encoding': 'gzip' })),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(413);
      expect(status(answer.body).message).toBe(
        'The body is larger than 8 MiB when decompressed; export smaller batches.',
      );
    }
    expect(under.reasons).toEqual({ 'a body: payload-too-large': 4 });
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
  });
});

describe('a request that cannot be taken now is to be sent again later', () => {
  const body = () => encodeProtobuf(request(3));
  const headers = { 'content-type': PROTOBUF };

  it('when the store refuses it', async () => {
    await listen();
    under.store.failures = 1;
    const answer = await post(body(), headers);
    expect(answer).toMatchObject({ status: 503, retryAfter: '5' });
    expect(status(answer.body)).toEqual({ code: 14, message: 'The store cannot be reached.' });
    expect((await post(body(), headers)).status).toBe(200);
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
  });

  it('when the store is known to take nothing, before anything is read', async () => {
    await listen();
    under.store.current = { state: 'read-only', reason: 'The disk is full.' };
    const answer = await post(Buffer.from('not even protobuf'), headers);
    expect(answer).toMatchObject({ status: 503, retryAfter: '5' });
    expect(status(answer.body).message).toBe('The disk is full.');
    expect(under.failures).toEqual(['The disk is full.']);
  });

  it('when too many bytes are in flight', async () => {
    await listen({ maxBytesInFlight: 1_000 });
    let open = () => {};
    under.store.gate = new Promise((resolve) => {
      open = resolve;
    });
    const many = encodeProtobuf(request(...new Array(10).fill(1)));
    expect(many.length).toBeGreaterThan(500);
    const first = post(many, headers);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await post(many, headers);
    expect(second).toMatchObject({ status: 429, retryAfter: '1' });
    expect(status(second.body).code).toBe(8);
    open();
    expect((await first).status).toBe(200);
    expect((await post(encodeProtobuf(request(...new Array(10).fill(2))), headers)).status).toBe(200);
  });

  it('when it comes too slowly, and not when its sender gives up', async () => {
    await listen({ timeoutMs: 100 });
    const options = {
      port: port(),
      method: 'POST',
      path: '/v1/metrics',
      headers: { ...headers, 'content-length': 1_000 },
    };
    const slow = httpRequest(options);
    slow.on('error', () => undefined);
    slow.write('x');
    const [response] = await once(slow, 'response');
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '1']);
    expect(under.reasons).toEqual({ 'a body: body-too-slow': 1 });
    expect(under.failures).toEqual([]);
    response.resume();
    const gone = httpRequest(options);
    gone.on('error', () => undefined);
    gone.write('x');
    setTimeout(() => gone.destroy(), 20);
    await new Promise((resolve) => gone.once('close', resolve));
    expect((await post(body(), headers)).status).toBe(200);
  });
});

it('a defect of ours is told as such, without its innards', async () => {
  await listen();
  under.store.write = () => Promise.reject(new TypeError('secret of the store'));
  const answer = await post(encodeProtobuf(request(3)), { 'content-type': PROTOBUF });
  expect(answer.status).toBe(500);
  expect(status(answer.body)).toEqual({
    code: 13,
    message: 'Gateline failed on this request; its log says why.',
  });
  expect(under.failures).toContain('secret of the store');
});
