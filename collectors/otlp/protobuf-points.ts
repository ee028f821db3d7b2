import type { DecoderTables } from './decoder-tables.ts';
import type { MetricKind, MetricPoints } from './metric-points.ts';
import { NumberPointReader } from './number-points.ts';
import { AttributeReader } from './protobuf-attributes.ts';
import { HistogramReader } from './protobuf-histograms.ts';
import { WireReader } from './wire.ts';

/** Reads single data points of every kind into the columns of a request. */
export class PointReader {
  readonly wire: WireReader;
  readonly attributes: AttributeReader;
  readonly #numbers: NumberPointReader;
  readonly #histograms: HistogramReader;
  readonly #points: MetricPoints;

  constructor(body: Uint8Array, tables: DecoderTables, points: MetricPoints) {
    this.wire = new WireReader(body);
    this.attributes = new AttributeReader(this.wire, tables.attributes);
    this.#numbers = new NumberPointReader(this.wire, this.attributes, points);
    this.#histograms = new HistogramReader(this.wire, this.attributes, tables.bounds, points);
    this.#points = points;
  }

  /** Reads the point that ends at `end`. */
  point(kind: MetricKind, end: number): void {
    switch (kind) {
      case 'gauge':
      case 'sum':
        this.#numbers.read(end);
        return;
      case 'histogram':
        this.#histograms.explicit(end);
        return;
      case 'exponential-histogram':
        this.#histograms.exponential(end);
        return;
      case 'summary':
        this.#summaryPoint(end);
        return;
    }
  }

  /** SummaryDataPoint { start = 2; time = 3; fixed64 count = 4; double sum = 5; attributes = 7; flags = 8 } */
  #summaryPoint(end: number): void {
    const wire = this.wire;
    let start = 0;
    let time = 0;
    let count = 0;
    let sum = 0;
    let flags = 0;
    while (wire.position < end) {
      const at = wire.position;
      const tag = wire.tag(end);
      if (tag === 0x11) start = wire.instant(end);
      else if (tag === 0x19) time = wire.instant(end);
      else if (tag === 0x21) count = wire.fixed64(end);
      else if (tag === 0x29) sum = wire.double(end);
      else if (tag === 0x3a) this.attributes.take(at, end);
      else if (tag === 0x40) flags |= wire.varint(end) & 1;
      else wire.skip(tag, end);
    }
    this.#points.addHistogram(this.attributes.taken(), start, time, { kind: 'summary', count, sum }, flags);
  }
}
