import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoderTables } from './decoder-tables.ts';
import { decodeProtobuf } from './protobuf-decoder.ts';
import { uint64 } from './testing/arbitrary-request.ts';
import { encodeProtobuf } from './testing/encode-protobuf.ts';
import { attributes, type NumberPointJson, nanos, type RequestJson } from './testing/otlp-json.ts';
import { plainPoints } from './testing/plain-points.ts';

const AT = 1_795_428_000_000;

const instant = fc.oneof(fc.constantFrom(nanos(AT), nanos(AT + 10_000), '0'), uint64);
const value = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ({ asInt: String(n) })),
  fc.double({ noNaN: true }).map((asDouble) => ({ asDouble })),
  fc.constant({}),
);

/** Points of few sets of attributes, as exports repeat them; some are not written as usual. */
const points: fc.Arbitrary<NumberPointJson[]> = fc.array(
  fc
    .record({
      set: fc.nat(3),
      startTimeUnixNano: instant,
      timeUnixNano: instant,
      flags: fc.constantFrom(0, 0, 0, 1),
      value,
    })
    .map(({ set, value, ...point }) => ({
      ...point,
      ...value,
      attributes: set === 0 ? [] : attributes({ version: `v${set}`, tenant: 't'.repeat(set) }),
    })),
  { minLength: 1, maxLength: 12 },
);

function requestOf(dataPoints: NumberPointJson[]): RequestJson {
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints };
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'c', sum }] }] }] };
}

describe('points of numbers', () => {
  it('are read the same whether their attributes are expected or not', () => {
    fc.assert(
      fc.property(fc.array(points, { minLength: 1, maxLength: 4 }), (exports) => {
        const tables = createDecoderTables();
        for (const each of [...exports, ...exports]) {
          const body = encodeProtobuf(requestOf(each));
          const unexpected = plainPoints(decodeProtobuf(body, createDecoderTables()));
          expect(plainPoints(decodeProtobuf(body, tables))).toEqual(unexpected);
        }
      }),
      { numRuns: 300, seed: 20 },
    );
  });

  it('that are taken back for a later field of the metric leave no time behind', () => {
    const tables = createDecoderTables();
    const point = (at: number) => ({
      attributes: attributes({ version: 'v1' }),
      startTimeUnixNano: nanos(AT),
      timeUnixNano: nanos(at),
      asInt: '5',
    });
    const metric = {
      name: 'c',
      gauge: { dataPoints: [point(AT + 1), point(AT + 2)] },
      sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point(AT + 2), point(AT + 3)] },
    };
    const body = encodeProtobuf({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] });
    for (let time = 0; time < 3; time += 1) {
      const decoded = decodeProtobuf(body, tables);
      expect(Array.from(decoded.time.subarray(0, decoded.count))).toEqual([AT + 2, AT + 3]);
    }
  });
});
