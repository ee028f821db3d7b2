import fc from 'fast-check';
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import { createDecoderTables } from './decoder-tables.ts';
import { decodeJson } from './json-decoder.ts';
import { DEFAULT_DECODE_LIMITS } from './metric-points.ts';
import { decodeProtobuf } from './protobuf-decoder.ts';
import { arbitraryRequest } from './testing/arbitrary-request.ts';
import { encodeProtobuf } from './testing/encode-protobuf.ts';
import { attributes, type MetricJson, nanos, type RequestJson } from './testing/otlp-json.ts';
import { plainPoints } from './testing/plain-points.ts';

const AT = 1_795_428_000_000;

function requestOf(...metrics: MetricJson[]): RequestJson {
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributes({ 'service.name': 'router' }) },
        scopeMetrics: [{ scope: { name: 'lib', version: '1.2' }, metrics }],
      },
    ],
  };
}

function decode(body: Uint8Array) {
  return plainPoints(decodeProtobuf(body, createDecoderTables()));
}

function errorOf(body: Uint8Array): { code: string; message: string } {
  try {
    decodeProtobuf(body, createDecoderTables());
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('the body was decoded');
}

const point = {
  attributes: attributes({ version: 'v2' }),
  startTimeUnixNano: nanos(AT - 10_000),
  timeUnixNano: nanos(AT),
};

describe('a protobuf body', () => {
  it('gives each kind of metric its points, attributes and times', () => {
    const body = encodeProtobuf(
      requestOf(
        {
          name: 'c',
          unit: '1',
          sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ ...point, asInt: '-7' }] },
        },
        { name: 'g', gauge: { dataPoints: [{ ...point, asDouble: 2.5, flags: 1 }] } },
        {
          name: 'h',
          histogram: {
            aggregationTemporality: 2,
            dataPoints: [{ ...point, count: 3, sum: 1.5, bucketCounts: [1, 2], explicitBounds: [0.5] }],
          },
        },
        {
          name: 'e',
          exponentialHistogram: {
            aggregationTemporality: 2,
            dataPoints: [
              {
                ...point,
                count: 6,
                sum: 9,
                scale: -3,
                zeroCount: 1,
                zeroThreshold: 0.001,
                positive: { offset: -5, bucketCounts: [1, 300] },
                negative: { offset: 2, bucketCounts: [2] },
              },
            ],
          },
        },
        { name: 's', summary: { dataPoints: [{ ...point, count: 4, sum: 8 }] } },
      ),
    );
    const common = { attributes: { version: 'v2' }, start: AT - 10_000, time: AT, ended: false, flags: 2 };
    const block = {
      resource: { 'service.name': 'router' },
      scope: { name: 'lib', version: '1.2', attributes: {} },
      unit: '',
      temporality: 0,
      monotonic: false,
    };
    expect(decode(body)).toEqual([
      {
        ...block,
        name: 'c',
        unit: '1',
        kind: 'sum',
        temporality: 1,
        monotonic: true,
        points: [{ ...common, value: -7 }],
      },
      { ...block, name: 'g', kind: 'gauge', points: [{ ...common, value: 2.5, ended: true, flags: 3 }] },
      {
        ...block,
        name: 'h',
        kind: 'histogram',
        temporality: 2,
        points: [{ ...common, kind: 'explicit', bounds: [0.5], counts: [1, 2], count: 3, sum: 1.5 }],
      },
      {
        ...block,
        name: 'e',
        kind: 'exponential-histogram',
        temporality: 2,
        points: [
          {
            ...common,
            kind: 'exponential',
            scale: -3,
            zeroThreshold: 0.001,
            zeroCount: 1,
            positive: { offset: -5, counts: [1, 300] },
            negative: { offset: 2, counts: [2] },
            count: 6,
            sum: 9,
          },
        ],
      },
      { ...block, name: 's', kind: 'summary', points: [{ ...common, kind: 'summary', count: 4, sum: 8 }] },
    ]);
  });

  it('says the same as the JSON body of the same request, whatever the request', () => {
    const tables = createDecoderTables();
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const json = decodeJson(Buffer.from(JSON.stringify(request)), tables);
        expect(plainPoints(decodeProtobuf(encodeProtobuf(request), tables))).toEqual(plainPoints(json));
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  it('says the same with repeated numbers one by one, and with fields that nobody knows', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const plain = decode(encodeProtobuf(request));
        expect(decode(encodeProtobuf(request, { unpacked: true }))).toEqual(plain);
        expect(decode(encodeProtobuf(request, { unknownFields: true }))).toEqual(plain);
      }),
      { seed: 12, numRuns: 100 },
    );
  });

  it('may write fields in any order, and attributes apart from each other', () => {
    const w = protobuf.Writer.create();
    const attribute = (field: number, key: string) =>
      w
        .uint32((field << 3) | 2)
        .fork()
        .uint32(10)
        .string(key)
        .uint32(18)
        .fork()
        .uint32(10)
        .string('x')
        .ldelim()
        .ldelim();
    w.uint32(10).fork();
    w.uint32(18).fork().uint32(18).fork();
    w.uint32(58).fork().uint32(24).bool(true).uint32(16).uint32(2);
    w.uint32(10).fork();
    attribute(7, 'a');
    w.uint32(25).fixed64(nanos(AT));
    attribute(7, 'b');
    w.uint32(49).sfixed64(5);
    attribute(7, 'c');
    w.ldelim().ldelim().uint32(10).string('late').ldelim();
    w.uint32(10).fork().uint32(10).string('scope').ldelim().ldelim();
    w.uint32(10).fork();
    attribute(1, 'resource');
    w.ldelim().ldelim();
    expect(decode(w.finish())).toMatchObject([
      {
        name: 'late',
        resource: { resource: 'x' },
        scope: { name: 'scope' },
        temporality: 2,
        monotonic: true,
        points: [{ value: 5, time: AT, attributes: { a: 'x', b: 'x', c: 'x' } }],
      },
    ]);
  });

  it('takes the last of two kinds of data, as protobuf does with a oneof', () => {
    const sum = { dataPoints: [{ ...point, asInt: 1 }] };
    const body = encodeProtobuf(
      requestOf({ name: 'm', gauge: { dataPoints: [{ ...point, asInt: 9 }] }, sum }),
    );
    expect(decode(body)).toMatchObject([{ kind: 'sum', points: [{ value: 1 }] }]);
  });

  it('passes over metrics that nobody wants', () => {
    const gauge = { dataPoints: [{ ...point, asInt: 1 }] };
    const body = encodeProtobuf(requestOf({ name: 'wanted', gauge }, { name: 'other', gauge }));
    const points = decodeProtobuf(body, createDecoderTables(), { wants: (name) => name === 'wanted' });
    expect(points.blocks.map((block) => block.name)).toEqual(['wanted']);
    expect(points.count).toBe(1);
  });

  it('may be empty', () => {
    expect(decode(new Uint8Array())).toEqual([]);
  });
});

describe('a protobuf body that is cut off', () => {
  const request = requestOf(
    {
      name: 'c',
      sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ ...point, asInt: 7 }] },
    },
    {
      name: 'h',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [{ ...point, count: 3, bucketCounts: [1, 2], explicitBounds: [1] }],
      },
    },
  );
  const whole = encodeProtobuf(request);

  it.each(Array.from({ length: whole.length - 1 }, (_, i) => i + 1))(
    'is an error after %i bytes',
    (length) => {
      const { code, message } = errorOf(whole.subarray(0, length));
      expect(code).toBe('otlp-invalid');
      expect(message).toMatch(/^Malformed protobuf at byte \d+: /);
    },
  );
});

describe('a protobuf body that is wrong', () => {
  it.each([
    [
      'a length beyond its end',
      [0x0a, 0x05, 0x00],
      'Malformed protobuf at byte 1: a field of 5 bytes does not fit into the 1 that are left.',
    ],
    [
      'a message that ends within a number',
      [0x0a, 0x02, 0x0a, 0x80],
      'Malformed protobuf at byte 3: a varint is cut off.',
    ],
    [
      'a varint of eleven bytes',
      [0x08, ...new Array(10).fill(0xff), 0x01],
      'Malformed protobuf at byte 1: a varint is longer than ten bytes.',
    ],
    [
      'a group, which proto3 does not have',
      [0x7b],
      'Malformed protobuf at byte 1: field 15 has the unknown wire type 3.',
    ],
    ['field number 0', [0x00, 0x01], "Malformed protobuf at byte 0: 0 is not a field's tag."],
    [
      'a 32-bit number without its bytes',
      [0x0d, 0x01],
      'Malformed protobuf at byte 1: a 32-bit number is cut off.',
    ],
    [
      'a 64-bit number without its bytes',
      [0x09, 0x01],
      'Malformed protobuf at byte 1: a 64-bit number is cut off.',
    ],
  ])('with %s', (_, bytes, message) => {
    expect(errorOf(Uint8Array.from(bytes))).toMatchObject({ code: 'otlp-invalid', message });
  });

  it('with packed numbers that are not eight bytes each', () => {
    const w = protobuf.Writer.create();
    w.uint32(10).fork().uint32(18).fork().uint32(18).fork().uint32(74).fork().uint32(10).fork();
    w.uint32(50).bytes(Uint8Array.of(1, 2, 3));
    const body = w.ldelim().ldelim().ldelim().ldelim().ldelim().finish();
    expect(errorOf(body).message).toBe(
      'Malformed protobuf at byte 12: packed 64-bit numbers do not fill their field.',
    );
  });

  it('with an attribute that cannot be read', () => {
    const w = protobuf.Writer.create();
    w.uint32(10)
      .fork()
      .uint32(10)
      .fork()
      .uint32(10)
      .bytes(Uint8Array.of(0x0a, 0x09, 0x41))
      .ldelim()
      .ldelim();
    expect(errorOf(w.finish()).message).toBe(
      'Malformed protobuf at byte 7: a field of 9 bytes does not fit into the 1 that are left.',
    );
  });

  it('with attributes that nest without end', () => {
    const wrap = (tag: number, inner: Uint8Array) =>
      protobuf.Writer.create().uint32(tag).bytes(inner).finish();
    // AnyValue { ArrayValue { AnyValue { … } } }, 5,000 times.
    let value: Uint8Array = new Uint8Array();
    for (let i = 0; i < 5_000; i += 1) value = wrap(0x2a, wrap(0x0a, value));
    const keyValue = wrap(0x12, value);
    const body = wrap(0x0a, wrap(0x0a, wrap(0x0a, keyValue)));
    expect(errorOf(body).message).toMatch(/a value is nested deeper than 16 levels/);
  });
});

describe('a small body that stands for much', () => {
  const limits = { ...DEFAULT_DECODE_LIMITS, points: 2_000, blocks: 10, buckets: 100 };
  const refused = (body: Uint8Array) => () => decodeProtobuf(body, createDecoderTables(), { limits });

  it('may not have more points than the limit', () => {
    const dataPoints = new Array(2_001).fill({});
    expect(refused(encodeProtobuf(requestOf({ name: 'm', gauge: { dataPoints } })))).toThrow(
      'The request has more than 2,000 data points; export smaller batches.',
    );
    const fewer = encodeProtobuf(requestOf({ name: 'm', gauge: { dataPoints: dataPoints.slice(1) } }));
    expect(decodeProtobuf(fewer, createDecoderTables(), { limits }).count).toBe(2_000);
  });

  it('may not have more resources, scopes and metrics than the limit', () => {
    const body = encodeProtobuf({ resourceMetrics: new Array(11).fill({ scopeMetrics: [] }) });
    expect(refused(body)).toThrow('more than 10 resources, scopes and metrics');
  });

  it.each([true, false])('may not have more buckets than the limit (unpacked: %s)', (unpacked) => {
    const dataPoints = [{ positive: { bucketCounts: new Array(101).fill(1) } }];
    const body = encodeProtobuf(requestOf({ name: 'm', exponentialHistogram: { dataPoints } }), { unpacked });
    expect(refused(body)).toThrow('more than 100 histogram buckets');
  });
});

describe('lists of bounds', () => {
  it('are told apart where only a part of them is the same', () => {
    const of = (explicitBounds: number[]) => ({ ...point, count: 0, explicitBounds });
    const dataPoints = [of([1, 2]), of([1, 2]), of([1, 3]), of([1]), of([1, 2])];
    const points = decodeProtobuf(
      encodeProtobuf(requestOf({ name: 'h', histogram: { aggregationTemporality: 1, dataPoints } })),
      createDecoderTables(),
    );
    const bounds = points.histograms.map((each) => (each.kind === 'explicit' ? each.bounds : undefined));
    expect(bounds.map((each) => each?.bounds)).toEqual([[1, 2], [1, 2], [1, 3], [1], [1, 2]]);
    expect(bounds[1]).toBe(bounds[0]);
    expect(bounds[4]).toBe(bounds[0]);
  });
});
