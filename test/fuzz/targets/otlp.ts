import { gzipSync } from 'node:zlib';
import { decompress, Reservation } from '../../../collectors/otlp/body.ts';
import { framed, unframed } from '../../../collectors/otlp/grpc/framing.ts';
import { InFlight } from '../../../collectors/otlp/in-flight.ts';
import type { OtlpEncoding, OtlpSignal } from '../../../collectors/otlp/signal.ts';
import { encodeLogs, encodeTraces } from '../../../collectors/otlp/testing/encode-items.ts';
import { encodeProtobuf } from '../../../collectors/otlp/testing/encode-protobuf.ts';
import { attributes, type MetricJson, nanos } from '../../../collectors/otlp/testing/otlp-json.ts';
import { ReceiverUnderTest, T0 } from '../../../collectors/otlp/testing/receiver-under-test.ts';
import { chat, evaluation, server, tracesOf } from '../../../collectors/otlp/testing/spans.ts';
import type { WriteBatch } from '../../../core/ports.ts';
import { clearRefusal, promised } from '../promises.ts';
import type { FuzzOutcome, FuzzTarget } from '../target.ts';

const times = { startTimeUnixNano: nanos(T0), timeUnixNano: nanos(T0 + 9_000) };
const common = { attributes: attributes({ version: 'v2', route: 'a' }), ...times };
const histogram = { ...common, count: 3, sum: 1.5, bucketCounts: [1, 2, 0], explicitBounds: [1, 2.5] };
const buckets = { offset: -3, bucketCounts: [1, 0, 2] };
const exponential = { ...common, count: 4, sum: 2, scale: 3, zeroCount: 1, positive: buckets };

const METRICS = [
  [
    {
      name: 'app.requests',
      sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...common, asInt: 7 }] },
    },
    { name: 'app.depth', gauge: { dataPoints: [{ ...common, asDouble: 0.5, flags: 1 }] } },
  ],
  [{ name: 'app.duration', unit: 'ms', histogram: { aggregationTemporality: 1, dataPoints: [histogram] } }],
  [
    {
      name: 'app.duration',
      exponentialHistogram: { aggregationTemporality: 2, dataPoints: [exponential] },
    },
    { name: 'app.requests', summary: { dataPoints: [{ ...common, count: 2, sum: 3 }] } },
  ],
].map((metrics) => ({
  resourceMetrics: [
    {
      resource: { attributes: attributes({ 'service.name': 'fuzz' }) },
      scopeMetrics: [{ metrics: metrics as MetricJson[] }],
    },
  ],
}));

const TRACES = [
  tracesOf([server(1), chat(2, { traceState: 'ot=th:8', attributes: { 'error.type': 'timeout' } })]),
  tracesOf([
    chat(3, { attributes: { 'sampling.probability': 0.1, 'gen_ai.response.time_to_first_chunk': 0.2 } }),
  ]),
];

const LOGS = [
  { 'gen_ai.evaluation.score.label': 'pass', 'gen_ai.response.id': 'r1', version: 'v2' },
  { 'gen_ai.evaluation.score.value': 0.4, 'sampling.threshold': '8', version: 'v2' },
].map((of) => ({
  resourceLogs: [
    {
      resource: { attributes: attributes({ 'service.name': 'fuzz' }) },
      scopeLogs: [{ logRecords: [evaluation(of, { traceId: '1'.padStart(32, '0') })] }],
    },
  ],
}));

const SEEDS: Readonly<
  Record<OtlpSignal, { readonly json: readonly string[]; readonly protobuf: readonly Uint8Array[] }>
> = {
  metrics: {
    json: METRICS.map((of) => JSON.stringify(of)),
    protobuf: METRICS.map((of) => encodeProtobuf(of)),
  },
  traces: { json: TRACES.map((of) => JSON.stringify(of)), protobuf: TRACES.map((of) => encodeTraces(of)) },
  logs: { json: LOGS.map((of) => JSON.stringify(of)), protobuf: LOGS.map((of) => encodeLogs(of)) },
};

const WORDS = [
  '"asInt":',
  '"NaN"',
  '"timeUnixNano":',
  'gen_ai.operation.name',
  'ot=th:',
  '\u0000\u0000\u0000\u0000',
];
/** Memory does not grow with what was ever said. */
const INPUTS_A_LIFE = 500;
const PLACE = { protobuf: /^Malformed protobuf at byte \d+: /, json: /^Malformed JSON/ } as const;

/** One signal in one encoding: whatever is said, it is answered, and nothing reaches the store that a store would refuse. */
function decoder(signal: OtlpSignal, encoding: OtlpEncoding): FuzzTarget {
  let under: ReceiverUnderTest | undefined;
  let fed = 0;
  return {
    name: `otlp-${signal}-${encoding}`,
    seeds: SEEDS[signal][encoding],
    words: WORDS,
    json: encoding === 'json',
    take: async (input) => {
      if (under === undefined || fed % INPUTS_A_LIFE === 0) under = await listening();
      fed += 1;
      try {
        const { refused, message } = await under.receiver.accept(signal, input, encoding);
        checkBatches(under.store.batches.splice(0));
        promised(refused === 0 || message !== '', 'what is refused has a reason');
        return refused > 0 ? 'in part' : 'taken';
      } catch (error) {
        return clearRefusal(error, ['otlp-invalid', 'payload-too-large'], PLACE[encoding]);
      }
    },
  };
}

async function listening(): Promise<ReceiverUnderTest> {
  const logs = { evaluations: [{ name: '.*', passed: 'graded_correct', score: 'relevance' }] };
  const under = new ReceiverUnderTest([
    { traces: { measures: ['calls', 'call_duration', 'tokens_input'] }, logs },
  ]);
  await under.receiver.start();
  under.now = T0 + 10_000;
  return under;
}

function checkBatches(batches: readonly WriteBatch[]): void {
  for (const { counters = [], distributions = [], gauges = [], observations = [] } of batches) {
    for (const { value } of counters)
      promised(value >= 0 && Number.isFinite(value), `an increment: ${value}`);
    for (const { value } of gauges) promised(Number.isFinite(value), `a level: ${value}`);
    for (const { at } of [...counters, ...distributions, ...gauges, ...observations]) {
      promised(Number.isSafeInteger(at) && at > 0, `a time: ${at}`);
    }
    for (const { cells, sum = 0 } of distributions) {
      promised(Number.isFinite(sum), `a sum: ${sum}`);
      for (const { lower, upper, count } of cells)
        promised(lower < upper && count > 0, `a bucket: ${lower} ${upper} ${count}`);
    }
  }
}

const LIMITS = { maxBytes: 64 * 1024, timeoutMs: 1_000 };

/** The message of a call over gRPC, compressed or not: what comes out is never larger than it may be. */
const frames: FuzzTarget = {
  name: 'otlp-grpc-frame',
  seeds: [
    framed(SEEDS.metrics.protobuf[0] as Uint8Array),
    framedGzip(SEEDS.traces.protobuf[0] as Uint8Array),
  ],
  take: async (input) => {
    const reservation = new Reservation(new InFlight(1024 * 1024));
    try {
      const { compressed, bytes } = unframed(input);
      if (compressed) await unpacked(bytes, reservation);
      return 'taken';
    } catch (error) {
      return clearRefusal(
        error,
        ['otlp-invalid', 'payload-too-large'],
        /^Malformed gRPC message at byte \d+: |^The body is not the gzip|^The body is larger than/,
      );
    } finally {
      reservation.release();
    }
  },
};

/** Bodies that are compressed. */
const gzip: FuzzTarget = {
  name: 'otlp-gzip',
  seeds: [
    gzipSync(SEEDS.metrics.json[0] as string),
    gzipSync(Buffer.alloc(100_000)),
    gzipNamed(SEEDS.logs.json[0] as string),
  ],
  take: async (input): Promise<FuzzOutcome> => {
    const reservation = new Reservation(new InFlight(1024 * 1024));
    try {
      await unpacked(input, reservation);
      return 'taken';
    } catch (error) {
      const place = /^The body is not the gzip that Content-Encoding says: |^The body is larger than/;
      return clearRefusal(error, ['otlp-invalid', 'payload-too-large'], place);
    } finally {
      reservation.release();
    }
  },
};

async function unpacked(bytes: Uint8Array, reservation: Reservation): Promise<void> {
  const body = await decompress(Buffer.from(bytes), reservation, LIMITS);
  promised(body.length <= LIMITS.maxBytes, `no more than there may be: ${body.length}`);
}

/** With a long name of a file before its content, in which changes do no harm. */
function gzipNamed(text: string): Buffer {
  const packed = gzipSync(text);
  const header = Buffer.from(packed.subarray(0, 10));
  header[3] = 8;
  return Buffer.concat([header, Buffer.alloc(2_000, 'a'), Buffer.of(0), packed.subarray(10)]);
}

function framedGzip(message: Uint8Array): Buffer {
  const frame = framed(gzipSync(message));
  frame[0] = 1;
  return frame;
}

const SIGNALS = ['metrics', 'traces', 'logs'] as const;

/** OTLP in both encodings, its framing and its compression. */
export const otlpTargets: readonly FuzzTarget[] = [
  ...SIGNALS.flatMap((signal) => [decoder(signal, 'protobuf'), decoder(signal, 'json')]),
  frames,
  gzip,
];
