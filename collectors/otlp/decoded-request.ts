import type { AttributeSet } from './attribute-table.ts';
import type { DecodeOptions, DecoderTables } from './decoder-tables.ts';
import { decodeJson } from './json-decoder.ts';
import { decodeJsonLogs } from './logs/json-logs.ts';
import { decodeProtobufLogs } from './logs/protobuf-logs.ts';
import { type MetricBlock, type MetricPoints, REFUSED } from './metric-points.ts';
import { decodeProtobuf } from './protobuf-decoder.ts';
import type { OtlpEncoding, OtlpSignal } from './signal.ts';
import type { RequestPart } from './source-memory.ts';
import { decodeJsonSpans } from './spans/json-spans.ts';
import { decodeProtobufSpans } from './spans/protobuf-spans.ts';
import type { Block, ItemLimits } from './spans/span.ts';

/** A decoded request: what it has, by resource. */
export interface DecodedRequest<B extends { readonly resource: AttributeSet }> {
  readonly signal: OtlpSignal;
  readonly resources: readonly AttributeSet[];
  readonly blocks: readonly B[];
  /** How many items a block has. */
  sizeOf(block: B): number;
  /** What a source is given. */
  partOf(blocks: B[], resources: readonly AttributeSet[]): RequestPart;
  /** How many items sources refused. */
  refused(): number;
  /** Nobody looks at it any more. */
  release?(): void;
}

/** What decoders share, and what they may be told to leave out. */
export interface Decoding {
  readonly tables: DecoderTables;
  readonly metrics: DecodeOptions;
  readonly items: ItemLimits | undefined;
}

/** @throws GatelineError `otlp-invalid`, `payload-too-large` */
export function decodeMetrics(
  body: Uint8Array,
  encoding: OtlpEncoding,
  { tables, metrics }: Decoding,
  backfill: boolean,
): DecodedRequest<MetricBlock> {
  const points = (encoding === 'protobuf' ? decodeProtobuf : decodeJson)(body, tables, metrics);
  return {
    signal: 'metrics',
    resources: points.resources,
    blocks: points.blocks,
    sizeOf: ({ from, to }) => to - from,
    partOf: (blocks, resources) => ({ signal: 'metrics', points, blocks, resources, backfill }),
    refused: () => refusedPoints(points),
    release: () => points.release(),
  };
}

/** @throws GatelineError `otlp-invalid`, `payload-too-large` */
export function decodeTraces(body: Uint8Array, encoding: OtlpEncoding, { tables, items }: Decoding) {
  const decode = encoding === 'protobuf' ? decodeProtobufSpans : decodeJsonSpans;
  const { resources, blocks } = decode(body, tables, items);
  const partOf = (of: typeof blocks, from: readonly AttributeSet[]): RequestPart => ({
    signal: 'traces',
    blocks: of,
    resources: from,
  });
  return {
    signal: 'traces' as const,
    resources,
    blocks,
    sizeOf,
    partOf,
    refused: () => refusedItems(blocks),
  };
}

/** @throws GatelineError `otlp-invalid`, `payload-too-large` */
export function decodeLogs(body: Uint8Array, encoding: OtlpEncoding, { tables, items }: Decoding) {
  const decode = encoding === 'protobuf' ? decodeProtobufLogs : decodeJsonLogs;
  const { resources, blocks } = decode(body, tables, items);
  const partOf = (of: typeof blocks, from: readonly AttributeSet[]): RequestPart => ({
    signal: 'logs',
    blocks: of,
    resources: from,
  });
  return { signal: 'logs' as const, resources, blocks, sizeOf, partOf, refused: () => refusedItems(blocks) };
}

function sizeOf({ items }: Block<unknown>): number {
  return items.length;
}

function refusedItems(blocks: readonly Block<{ readonly refused: boolean }>[]): number {
  return blocks.reduce((sum, { items }) => sum + items.filter((item) => item.refused).length, 0);
}

function refusedPoints(points: MetricPoints): number {
  let refused = 0;
  for (let i = 0; i < points.count; i += 1) refused += (points.flags[i] as number) & REFUSED ? 1 : 0;
  return refused;
}
