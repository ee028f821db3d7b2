import protobuf from 'protobufjs/minimal.js';
import type { Labels } from '../../core/measure/series.ts';

const { Writer } = protobuf;

/** A native histogram as a client library keeps it: exponential buckets of one schema, positive values only. */
export class NativeHistogramModel {
  readonly schema: number;
  readonly #counts = new Map<number, number>();
  #sum = 0;
  #zero = 0;

  constructor(schema = 3) {
    this.schema = schema;
  }

  observe(value: number): void {
    this.#sum += value;
    if (value === 0) {
      this.#zero += 1;
      return;
    }
    const index = Math.ceil(Math.log2(value) * 2 ** this.schema);
    this.#counts.set(index, (this.#counts.get(index) ?? 0) + 1);
  }

  /** `io.prometheus.client.Histogram` (client_model, metrics.proto). */
  encode(): Uint8Array {
    const indexes = [...this.#counts.keys()].sort((a, b) => a - b);
    const counts = indexes.map((index) => this.#counts.get(index) ?? 0);
    const total = counts.reduce((sum, count) => sum + count, this.#zero);
    const writer = Writer.create();
    writer.uint32(8).uint64(total).uint32(17).double(this.#sum);
    writer.uint32(40).sint32(this.schema).uint32(49).double(1e-128).uint32(56).uint64(this.#zero);
    for (const { offset, length } of spansOf(indexes)) {
      writer.uint32(98).fork().uint32(8).sint32(offset).uint32(16).uint32(length).ldelim();
    }
    writer.uint32(106).fork();
    counts.forEach((count, i) => {
      writer.sint64(count - (counts[i - 1] ?? 0));
    });
    writer.ldelim();
    return writer.finish();
  }
}

/** Runs of indexes: how far each begins behind the end of the one before, and how long it is. */
function spansOf(indexes: readonly number[]): { offset: number; length: number }[] {
  const spans: { offset: number; length: number }[] = [];
  let end = 0;
  for (const index of indexes) {
    const last = spans.at(-1);
    if (last !== undefined && index === end) last.length += 1;
    else spans.push({ offset: index - end, length: 1 });
    end = index + 1;
  }
  return spans;
}

/** Types of `io.prometheus.client.MetricType`. */
const COUNTER = 0;
const GAUGE = 1;
const HISTOGRAM = 4;

/** One metric of a family; a number for a counter or a gauge. */
export interface MetricModel {
  readonly labels: Labels;
  readonly value: number | NativeHistogramModel;
}

/** A `MetricFamily`, delimited as in an exposition in protobuf. */
export function encodeFamily(
  name: string,
  type: 'counter' | 'gauge' | 'histogram',
  metrics: readonly MetricModel[],
): Uint8Array {
  const family = Writer.create();
  const number = { counter: COUNTER, gauge: GAUGE, histogram: HISTOGRAM }[type];
  family.uint32(10).string(name).uint32(18).string('help').uint32(24).int32(number);
  for (const { labels, value } of metrics) {
    family.uint32(34).fork();
    for (const [label, text] of Object.entries(labels))
      family.uint32(10).fork().uint32(10).string(label).uint32(18).string(text).ldelim();
    if (value instanceof NativeHistogramModel) family.uint32(58).bytes(value.encode());
    else
      family
        .uint32(type === 'counter' ? 26 : 18)
        .fork()
        .uint32(9)
        .double(value)
        .ldelim();
    family.ldelim();
  }
  return Writer.create().bytes(family.finish()).finish();
}

export const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
