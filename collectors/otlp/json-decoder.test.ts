import { describe, expect, it } from 'vitest';
import { createDecoderTables } from './decoder-tables.ts';
import { decodeJson } from './json-decoder.ts';
import { plainPoints } from './testing/plain-points.ts';

function decode(body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return plainPoints(decodeJson(Buffer.from(text), createDecoderTables()));
}

function errorOf(body: unknown): string {
  try {
    decode(body);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the body was decoded');
}

function requestOf(metric: object, attributes: unknown[] = []): object {
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics: [metric] }] }] };
}

describe('a JSON body', () => {
  it('may write 64-bit integers as text or as numbers', () => {
    const point = (value: unknown) => ({ timeUnixNano: '1795428000000000000', asInt: value });
    const metric = {
      name: 'm',
      gauge: { dataPoints: [point('-12'), point(-12), point('9007199254740993')] },
    };
    expect(decode(requestOf(metric))).toMatchObject([
      { points: [{ value: -12, time: 1_795_428_000_000 }, { value: -12 }, { value: 9_007_199_254_740_992 }] },
    ]);
  });

  it('may write non-finite numbers as text', () => {
    const values = ['NaN', 'Infinity', '-Infinity', '1.5', 2.5];
    const metric = { name: 'm', gauge: { dataPoints: values.map((asDouble) => ({ asDouble })) } };
    expect(decode(requestOf(metric))).toMatchObject([
      { points: [NaN, Infinity, -Infinity, 1.5, 2.5].map((value) => ({ value })) },
    ]);
  });

  it('may have fields that nobody knows, and null for absent ones', () => {
    const metric = {
      name: 'm',
      unit: null,
      metadata: [{}],
      gauge: { dataPoints: [{ asInt: 1, exemplars: [{}], flags: null }] },
    };
    expect(decode({ ...requestOf(metric), future: 1 })).toMatchObject([{ unit: '', points: [{ value: 1 }] }]);
    expect(decode({ resource_metrics: 'not our spelling' })).toEqual([]);
  });

  it('gives attributes of every type as text', () => {
    const attributes = [
      { key: 'text', value: { stringValue: 'a' } },
      { key: 'whole', value: { intValue: '9223372036854775807' } },
      { key: 'small', value: { intValue: 3 } },
      { key: 'yes', value: { boolValue: true } },
      { key: 'half', value: { doubleValue: 0.5 } },
      { key: 'infinite', value: { doubleValue: 'Infinity' } },
      { key: 'bytes', value: { bytesValue: 'AAEC' } },
      { key: 'list', value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { boolValue: false } }] } } },
      { key: 'none' },
      { key: 'text', value: { stringValue: 'the last one holds' } },
    ];
    expect(decode(requestOf({ name: 'm', gauge: { dataPoints: [{ asInt: 1 }] } }, attributes))).toMatchObject(
      [
        {
          resource: {
            text: 'the last one holds',
            whole: '9223372036854775807',
            small: '3',
            yes: 'true',
            half: '0.5',
            infinite: 'Infinity',
            bytes: 'AAEC',
            list: '[1,"b"]',
            map: '{"k":false}',
            none: '',
          },
        },
      ],
    );
  });

  it('may begin with a byte order mark, and be empty of metrics', () => {
    expect(decode('\ufeff{"resourceMetrics":[]}')).toEqual([]);
    expect(decode('{}')).toEqual([]);
  });

  it('may say what its kind does not have, in vain', () => {
    const data = { aggregationTemporality: 1, isMonotonic: true };
    const metrics = {
      gauge: { ...data, dataPoints: [{ asInt: 1 }] },
      summary: { ...data, dataPoints: [{ count: 1 }] },
      histogram: { ...data, dataPoints: [{ count: 1 }] },
    };
    const decoded = Object.entries(metrics).flatMap(([kind, of]) =>
      decode(requestOf({ name: 'm', [kind]: of })),
    );
    expect(decoded).toMatchObject([
      { kind: 'gauge', temporality: 0, monotonic: false },
      { kind: 'summary', temporality: 0, monotonic: false },
      { kind: 'histogram', temporality: 1, monotonic: false },
    ]);
  });

  it('cannot reach behind its labels', () => {
    const attributes = [{ key: '__proto__', value: { stringValue: 'x' } }];
    const points = decodeJson(
      Buffer.from(
        JSON.stringify(requestOf({ name: 'm', gauge: { dataPoints: [{ asInt: 1 }] } }, attributes)),
      ),
      createDecoderTables(),
    );
    const labels = points.blocks[0]?.resource.labels() ?? {};
    expect(Object.keys(labels)).toEqual(['__proto__']);
    expect(labels.constructor).toBeUndefined();
  });
});

describe('a JSON body that is wrong says where', () => {
  const points = (point: object) => requestOf({ name: 'm', sum: { dataPoints: [{}, point] } });
  const place = 'resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[1]';
  it.each([
    [
      'text that is the name of something that every object has',
      points({ asDouble: 'toString' }),
      `${place}.asDouble: expected a number, found "toString".`,
    ],
    [
      'text that is no number',
      points({ asInt: 'seven' }),
      `${place}.asInt: expected an integer, found "seven".`,
    ],
    ['a fraction for an integer', points({ asInt: 1.5 }), `${place}.asInt: expected an integer, found 1.5.`],
    [
      'a time before 1970',
      points({ timeUnixNano: '-1' }),
      `${place}.timeUnixNano: expected nanoseconds since 1970, found "-1".`,
    ],
    [
      'text for a double',
      points({ asDouble: 'much' }),
      `${place}.asDouble: expected a number, found "much".`,
    ],
    [
      'a list for a point',
      requestOf({ name: 'm', sum: { dataPoints: [{}, []] } }),
      `${place}: expected an object, found [].`,
    ],
    [
      'an object for a list',
      requestOf({ name: 'm', sum: { dataPoints: {} } }),
      'resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints: expected an array, found {}.',
    ],
    [
      'the name of an enum',
      requestOf({ name: 'm', sum: { aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA' } }),
      `resourceMetrics[0].scopeMetrics[0].metrics[0].sum.aggregationTemporality: expected the enum's integer, found "AGGREGATION_TEMPORALITY_DELTA".`,
    ],
    [
      'a name that is none',
      requestOf({ name: 7 }),
      'resourceMetrics[0].scopeMetrics[0].metrics[0].name: expected text, found 7.',
    ],
    [
      'text for a boolean',
      requestOf({ name: 'm', sum: { isMonotonic: 'yes' } }),
      'resourceMetrics[0].scopeMetrics[0].metrics[0].sum.isMonotonic: expected true or false, found "yes".',
    ],
    [
      'a bucket count below zero',
      requestOf({ name: 'm', histogram: { dataPoints: [{ bucketCounts: [1, -1] }] } }),
      'resourceMetrics[0].scopeMetrics[0].metrics[0].histogram.dataPoints[0].bucketCounts[1]: expected an integer that is not negative, found -1.',
    ],
    [
      'bytes that are not base64',
      requestOf({ name: 'm' }, [{ key: 'k', value: { bytesValue: '§' } }]),
      'resourceMetrics[0].resource.attributes[0].value: expected base64, found "§".',
    ],
    ['a list at the top', [], 'the top: expected an object, found [].'],
    ['null', 'null', 'the top: expected an object, found null.'],
  ])('%s', (_, body, message) => {
    expect(errorOf(body)).toBe(`Malformed JSON at ${message}`);
  });

  it.each([['{"resourceMetrics":['], [''], ['{"a":NaN}'], ['not json']])('no JSON at all: %s', (body) => {
    expect(errorOf(body)).toMatch(/^Malformed JSON: /);
  });

  it('attributes that nest without end', () => {
    let value: object = { stringValue: 'deep' };
    for (let i = 0; i < 500; i += 1) value = { arrayValue: { values: [value] } };
    expect(errorOf(requestOf({ name: 'm' }, [{ key: 'k', value }]))).toMatch(
      /expected at most 16 levels of nesting/,
    );
  });
});

it('a JSON body of millions of values is refused before it is parsed', () => {
  const body = `{"resourceMetrics":[${'{},'.repeat(4_500_000)}{}]}`;
  expect(errorOf(body)).toBe(
    'The JSON body has more than 8,000,000 values; export smaller batches, or protobuf.',
  );
});
