import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoderTables } from '../decoder-tables.ts';
import { decodeJsonLogs } from '../logs/json-logs.ts';
import { decodeProtobufLogs } from '../logs/protobuf-logs.ts';
import { arbitraryLogs, arbitraryTraces } from '../testing/arbitrary-items.ts';
import { encodeLogs, encodeTraces } from '../testing/encode-items.ts';
import { typed } from '../testing/items-json.ts';
import type { AnyValueJson } from '../testing/otlp-json.ts';
import { chat, evaluation, server, tracesOf } from '../testing/spans.ts';
import { decodeJsonSpans } from './json-spans.ts';
import { decodeProtobufSpans } from './protobuf-spans.ts';
import type { Blocks } from './span.ts';

/** What was decoded as plain data: nothing of how it is kept. */
function plain(decoded: Blocks<{ readonly attributes: object }>): unknown {
  return {
    resources: decoded.resources.map((set) => ({ ...set.labels() })),
    blocks: decoded.blocks.map(({ resource, scope, items }) => ({
      resource: { ...resource.labels() },
      scope: { name: scope.name, version: scope.version },
      items: items.map((item) => ({ ...item, attributes: { ...item.attributes } })),
    })),
  };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const spansOf = (body: Uint8Array) => plain(decodeProtobufSpans(body, createDecoderTables()));
const jsonSpansOf = (body: Uint8Array) => plain(decodeJsonSpans(body, createDecoderTables()));
const logsOf = (body: Uint8Array) => plain(decodeProtobufLogs(body, createDecoderTables()));
const jsonLogsOf = (body: Uint8Array) => plain(decodeJsonLogs(body, createDecoderTables()));

/** What the two encodings tell apart and nobody needs: nested values, and integers beyond a double. */
function comparable(request: object): object {
  const text = JSON.stringify(request, (key, value) => {
    if (key === 'intValue') return String(BigInt(value) % 2n ** 50n);
    if (key === 'arrayValue' || key === 'kvlistValue' || key === 'bytesValue') return undefined;
    return value;
  });
  return JSON.parse(text) as object;
}

describe('spans', () => {
  it('are the same from protobuf and from JSON', () => {
    fc.assert(
      fc.property(arbitraryTraces.map(comparable), fc.boolean(), (request, unknownFields) => {
        const decoded = spansOf(encodeTraces(request as never, { unknownFields }));
        expect(decoded).toEqual(jsonSpansOf(json(request)));
      }),
      { seed: 6, numRuns: 400 },
    );
  });

  it('have ids in either case, and zeros for no parent', () => {
    const request = tracesOf([
      server(1, { traceId: 'ABCDEF0123456789'.repeat(2), parentSpanId: '0'.repeat(16) }),
    ]);
    expect(jsonSpansOf(json(request))).toMatchObject({
      blocks: [{ items: [{ traceId: 'abcdef0123456789'.repeat(2), parentId: '' }] }],
    });
  });

  it('that name their ids in base64 have none', () => {
    const request = tracesOf([server(1, { traceId: Buffer.alloc(16, 7).toString('base64') })]);
    expect(jsonSpansOf(json(request))).toMatchObject({ blocks: [{ items: [{ traceId: '' }] }] });
  });

  it('keep attributes of every type, and of the events only those that say something', () => {
    const request = tracesOf([
      chat(1, {
        attributes: { text: 'a', whole: 3, half: 0.5, yes: true },
        events: [
          { name: 'gen_ai.choice', attributes: typed({ answer: 'secret' }) },
          { name: 'First Token Stream Event', timeUnixNano: '1795428000000000000' },
        ],
        links: [{ traceId: '1'.repeat(32), spanId: '1'.repeat(16) }],
        status: { code: 2, message: 'secret' },
      }),
    ]);
    for (const decoded of [spansOf(encodeTraces(request)), jsonSpansOf(json(request))]) {
      expect(decoded).toMatchObject({
        blocks: [
          {
            items: [
              {
                failed: true,
                attributes: { text: 'a', whole: 3, half: 0.5, yes: true },
                events: [{ name: 'First Token Stream Event', at: 1_795_428_000_000 }],
              },
            ],
          },
        ],
      });
      expect(JSON.stringify(decoded)).not.toContain('secret');
    }
  });

  it('of more than so many are refused', () => {
    const request = tracesOf([chat(1), chat(2), chat(3)]);
    const limits = { items: 4, newSets: 10 };
    const message = 'The request has more than 4 spans; export smaller batches.';
    expect(() => decodeProtobufSpans(encodeTraces(request), createDecoderTables(), limits)).toThrow(message);
    expect(() => decodeJsonSpans(json(request), createDecoderTables(), limits)).toThrow(message);
  });

  it('with more attributes than anyone writes are refused', () => {
    const attributes = Object.fromEntries(Array.from({ length: 1_030 }, (_, i) => [`k${i}`, 1]));
    const request = tracesOf([chat(1, { attributes })]);
    expect(() => spansOf(encodeTraces(request))).toThrow('more than 1024 attributes in one set');
    expect(() => jsonSpansOf(json(request))).toThrow('expected at most 1024 attributes');
  });

  it('with values that are nested without end are refused, or have none', () => {
    let value: AnyValueJson = { stringValue: 'x' };
    for (let depth = 0; depth < 40; depth += 1) value = { arrayValue: { values: [value] } };
    const request = tracesOf([{ ...chat(1), attributes: [{ key: 'deep', value }] }]);
    expect(() => spansOf(encodeTraces(request))).toThrow(
      /^Malformed protobuf at byte \d+: a value is nested deeper than 16 levels\.$/,
    );
    expect(jsonSpansOf(json(request))).toMatchObject({
      blocks: [{ items: [{ attributes: { deep: '[]' } }] }],
    });
  });

  it('that are wrong in JSON are told by their path, without what stands there', () => {
    const wrong = tracesOf([chat(1)]) as unknown as {
      resourceSpans: [{ scopeSpans: [{ spans: [object] }] }];
    };
    wrong.resourceSpans[0].scopeSpans[0].spans[0] = {
      attributes: [{ key: 'gen_ai.request.model', value: { intValue: 'my secret prompt' } }],
    };
    expect(() => jsonSpansOf(json(wrong))).toThrow(
      /^Malformed JSON at resourceSpans\[0\]\.scopeSpans\[0\]\.spans\[0\]\.attributes\[0\]\.value\.intValue: expected an integer, found text\.$/,
    );
  });
});

describe('log records', () => {
  it('are the same from protobuf and from JSON', () => {
    fc.assert(
      fc.property(arbitraryLogs.map(comparable), (request) => {
        expect(logsOf(encodeLogs(request as never))).toEqual(jsonLogsOf(json(request)));
      }),
      { seed: 7, numRuns: 400 },
    );
  });

  it('are evaluations, by the name of their event or by the attribute that came before it, or are passed over', () => {
    const request = {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                evaluation({ n: 1 }),
                evaluation({ n: 2, 'event.name': 'gen_ai.evaluation.result' }, { eventName: '' }),
                { body: { stringValue: 'a line' } },
                { eventName: 'user.login' },
              ],
            },
          ],
        },
      ],
    };
    for (const decoded of [logsOf(encodeLogs(request)), jsonLogsOf(json(request))]) {
      expect(decoded).toMatchObject({
        blocks: [{ items: [{ attributes: { n: 1 } }, { attributes: { n: 2 } }] }],
      });
    }
  });
});
