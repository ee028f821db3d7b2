import fc from 'fast-check';
import type {
  AnyValueJson,
  ExponentialPointJson,
  HistogramPointJson,
  KeyValueJson,
  MetricJson,
  NumberPointJson,
  PointJson,
  RequestJson,
} from './otlp-json.ts';

export const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const double = fc.double({ noNaN: true, noDefaultInfinity: true });
export const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 6 }));

const scalar: fc.Arbitrary<AnyValueJson> = fc.oneof(
  text.map((stringValue) => ({ stringValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
  int64.map((intValue) => ({ intValue })),
  double.map((doubleValue) => ({ doubleValue })),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => ({ bytesValue: Buffer.from(bytes).toString('base64') })),
);

const anyValue: fc.Arbitrary<AnyValueJson> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
  fc
    .array(fc.record({ key: text, value: scalar }), { maxLength: 3 })
    .map((values) => ({ kvlistValue: { values } })),
);

export const keyValues: fc.Arbitrary<KeyValueJson[]> = fc.array(fc.record({ key: text, value: anyValue }), {
  maxLength: 4,
});

const point: fc.Arbitrary<PointJson> = fc.record({
  attributes: keyValues,
  startTimeUnixNano: uint64,
  timeUnixNano: uint64,
  flags: fc.nat(3),
});

const numberPoint: fc.Arbitrary<NumberPointJson> = fc
  .tuple(
    point,
    fc.oneof(
      int64.map((asInt) => ({ asInt })),
      double.map((asDouble) => ({ asDouble })),
      fc.constant({}),
    ),
  )
  .map(([common, value]) => ({ ...common, ...value }));

const counts = fc.array(uint64, { maxLength: 6 });

const histogramPoint: fc.Arbitrary<HistogramPointJson> = fc
  .tuple(point, uint64, double, counts, fc.array(double, { maxLength: 5 }))
  .map(([common, count, sum, bucketCounts, explicitBounds]) => {
    return { ...common, count, sum, bucketCounts, explicitBounds };
  });

const buckets = fc.record({ offset: fc.integer(), bucketCounts: counts });

const exponentialPoint: fc.Arbitrary<ExponentialPointJson> = fc
  .tuple(point, fc.tuple(uint64, double, fc.integer(), uint64, double), buckets, buckets)
  .map(([common, [count, sum, scale, zeroCount, zeroThreshold], positive, negative]) => {
    return { ...common, count, sum, scale, zeroCount, zeroThreshold, positive, negative };
  });

const points = <P>(one: fc.Arbitrary<P>) => fc.array(one, { minLength: 1, maxLength: 4 });
const temporality = fc.nat(2);

const metric: fc.Arbitrary<MetricJson> = fc
  .tuple(
    fc.record({ name: text, unit: text, description: text }),
    fc.oneof(
      points(numberPoint).map((dataPoints) => ({ gauge: { dataPoints } })),
      fc
        .record({
          dataPoints: points(numberPoint),
          aggregationTemporality: temporality,
          isMonotonic: fc.boolean(),
        })
        .map((sum) => ({ sum })),
      fc
        .record({ dataPoints: points(histogramPoint), aggregationTemporality: temporality })
        .map((histogram) => ({ histogram })),
      fc
        .record({ dataPoints: points(exponentialPoint), aggregationTemporality: temporality })
        .map((exponentialHistogram) => ({ exponentialHistogram })),
      points(fc.tuple(point, uint64, double).map(([common, count, sum]) => ({ ...common, count, sum }))).map(
        (dataPoints) => ({ summary: { dataPoints } }),
      ),
    ),
  )
  .map(([common, data]) => ({ ...common, ...data }));

/** Requests of every shape that the protocol knows, meaningful or not. */
export const arbitraryRequest: fc.Arbitrary<RequestJson> = fc.record({
  resourceMetrics: fc.array(
    fc.record({
      resource: fc.record({ attributes: keyValues }),
      scopeMetrics: fc.array(
        fc.record({
          scope: fc.record({ name: text, version: text, attributes: keyValues }),
          metrics: fc.array(metric, { maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});
