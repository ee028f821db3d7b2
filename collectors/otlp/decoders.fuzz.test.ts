import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatelineError } from '../../core/errors.ts';
import { arbitraryRequest } from './testing/arbitrary-request.ts';
import { encodeProtobuf } from './testing/encode-protobuf.ts';
import { attributes, nanos, type RequestJson } from './testing/otlp-json.ts';
import { ReceiverUnderTest, T0 } from './testing/receiver-under-test.ts';

/**
 * Bodies that went wrong on the way: whatever is in them, there is an answer (taken, taken in part, or a clear error with its place), in
 * time, and nothing reaches the store that it would refuse.
 */

const METRICS = ['app.requests', 'app.duration', 'app.depth'];

/** Requests whose points would be taken: mapped names, valid times, plausible values. */
const plausible: fc.Arbitrary<RequestJson> = fc
  .array(
    fc.record({
      metric: fc.nat(4),
      temporality: fc.integer({ min: 1, max: 2 }),
      version: fc.string({ maxLength: 5 }),
      at: fc.integer({ min: 1, max: 300_000 }),
      values: fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((points) => ({
    resourceMetrics: [
      {
        resource: { attributes: attributes({ 'service.name': 'fuzz' }) },
        scopeMetrics: [{ metrics: points.map(metricOf) }],
      },
    ],
  }));

function metricOf(of: {
  metric: number;
  temporality: number;
  version: string;
  at: number;
  values: number[];
}) {
  const [a = 0, b = 0, c = 0, d = 0] = of.values;
  const common = {
    attributes: attributes({ version: of.version }),
    startTimeUnixNano: nanos(T0),
    timeUnixNano: nanos(T0 + of.at),
  };
  const aggregationTemporality = of.temporality;
  const count = a + b + c;
  switch (of.metric) {
    case 0:
      return {
        name: 'app.requests',
        sum: { aggregationTemporality, isMonotonic: true, dataPoints: [{ ...common, asInt: a }] },
      };
    case 1:
      return { name: 'app.depth', gauge: { dataPoints: [{ ...common, asDouble: a / 7 }] } };
    case 2: {
      const value = { count, sum: d, bucketCounts: [a, b, c], explicitBounds: [1, 2.5] };
      return {
        name: 'app.duration',
        unit: 'ms',
        histogram: { aggregationTemporality, dataPoints: [{ ...common, ...value }] },
      };
    }
    case 3: {
      const value = {
        count: count + d,
        sum: d,
        scale: (a % 30) - 12,
        zeroCount: d,
        positive: { offset: b - 500, bucketCounts: [a, b] },
        negative: { offset: 3, bucketCounts: [c] },
      };
      return {
        name: 'app.duration',
        exponentialHistogram: { aggregationTemporality, dataPoints: [{ ...common, ...value }] },
      };
    }
    default:
      return { name: METRICS[a % 3] as string, summary: { dataPoints: [{ ...common, count: a, sum: b }] } };
  }
}

const request = fc.oneof(plausible, arbitraryRequest);

type Mutation = (body: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x7b, 0x22));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, byte).map(
    ([where, value]): Mutation =>
      (body) => {
        const copy = Uint8Array.from(body);
        copy[Math.floor(where * copy.length)] = value;
        return copy;
      },
  ),
  fc.tuple(place, fc.nat(7)).map(
    ([where, bit]): Mutation =>
      (body) => {
        const copy = Uint8Array.from(body);
        const at = Math.floor(where * copy.length);
        copy[at] = (copy[at] ?? 0) ^ (1 << bit);
        return copy;
      },
  ),
  place.map(
    (where): Mutation =>
      (body) =>
        body.subarray(0, Math.floor(where * body.length)),
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 12 })).map(
    ([where, bytes]): Mutation =>
      (body) => {
        const at = Math.floor(where * body.length);
        return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
      },
  ),
  fc.tuple(place, place).map(
    ([a, b]): Mutation =>
      (body) => {
        const [from, to] = [
          Math.floor(Math.min(a, b) * body.length),
          Math.floor(Math.max(a, b) * body.length),
        ];
        return Buffer.concat([body.subarray(0, to), body.subarray(from)]);
      },
  ),
  fc.tuple(place, place).map(
    ([a, b]): Mutation =>
      (body) => {
        const [from, to] = [
          Math.floor(Math.min(a, b) * body.length),
          Math.floor(Math.max(a, b) * body.length),
        ];
        return Buffer.concat([body.subarray(0, from), body.subarray(to)]);
      },
  ),
);

const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

interface Outcomes {
  taken: number;
  inPart: number;
  refused: number;
}

/** Sends one body; anything but an answer or a clear error fails the test. */
async function send(
  under: ReceiverUnderTest,
  body: Uint8Array,
  encoding: 'protobuf' | 'json',
  outcomes: Outcomes,
): Promise<void> {
  try {
    const { refused, message } = await under.receiver.accept('metrics', body, encoding);
    if (refused > 0) expect(message).not.toBe('');
    outcomes[refused > 0 ? 'inPart' : 'taken'] += 1;
  } catch (error) {
    expect(error).toBeInstanceOf(GatelineError);
    const { code, message } = error as GatelineError;
    expect(['otlp-invalid', 'payload-too-large']).toContain(code);
    expect(message).toMatch(
      encoding === 'protobuf' ? /^Malformed protobuf at byte \d+: / : /^Malformed JSON/,
    );
    outcomes.refused += 1;
  }
}

/** What server/store refuses for everyone's sake. */
function checkBatches(under: ReceiverUnderTest): void {
  for (const { counters = [], distributions = [], gauges = [], observations = [] } of under.store.batches) {
    for (const { value } of counters) expect(value >= 0 && Number.isFinite(value)).toBe(true);
    for (const { value } of gauges) expect(Number.isFinite(value)).toBe(true);
    for (const { at } of [...counters, ...distributions, ...gauges, ...observations]) {
      expect(Number.isSafeInteger(at) && at > 0).toBe(true);
    }
    for (const { durationMs } of observations) expect(durationMs).toBeGreaterThan(0);
    for (const { cells, sum } of distributions) {
      expect(sum === undefined || Number.isFinite(sum)).toBe(true);
      for (const { lower, upper, count } of cells) expect(lower < upper && count > 0).toBe(true);
    }
  }
}

describe.each(['protobuf', 'json'] as const)('mutated bodies in %s', (encoding) => {
  it('are always answered', async () => {
    const outcomes: Outcomes = { taken: 0, inPart: 0, refused: 0 };
    const under = new ReceiverUnderTest();
    await under.receiver.start();
    under.now = T0 + 300_000;
    await fc.assert(
      fc.asyncProperty(request, mutations, async (original, changes) => {
        const body =
          encoding === 'protobuf' ? encodeProtobuf(original) : Buffer.from(JSON.stringify(original));
        const mutated = changes.reduce((bytes, change) => change(bytes), body);
        await send(under, mutated, encoding, outcomes);
      }),
      { seed: 4, numRuns: 2_000 },
    );
    checkBatches(under);
    // The test means something only if all three happen.
    for (const outcome of Object.values(outcomes)) expect(outcome).toBeGreaterThan(50);
  }, 60_000);
});
