import type { Bounds, BoundsTable } from './bounds-table.ts';
import type { ExponentialBuckets, MetricPoints } from './metric-points.ts';
import type { AttributeReader } from './protobuf-attributes.ts';
import { malformed, type WireReader } from './wire.ts';

const EMPTY: ExponentialBuckets = { offset: 0, counts: [] };

/** Reads data points of histograms into the columns of a request. */
export class HistogramReader {
  readonly #wire: WireReader;
  readonly #attributes: AttributeReader;
  readonly #bounds: BoundsTable;
  readonly #points: MetricPoints;
  readonly #noBounds: Bounds;
  #lastBounds: { readonly start: number; readonly end: number; readonly bounds: Bounds } | undefined;

  constructor(wire: WireReader, attributes: AttributeReader, bounds: BoundsTable, points: MetricPoints) {
    this.#wire = wire;
    this.#attributes = attributes;
    this.#bounds = bounds;
    this.#points = points;
    this.#noBounds = bounds.intern([]);
  }

  /** HistogramDataPoint { start = 2; time = 3; count = 4; sum = 5; bucket_counts = 6; explicit_bounds = 7; attributes = 9; flags = 10 } */
  explicit(end: number): void {
    const wire = this.#wire;
    const counts: number[] = [];
    const loose: number[] = [];
    let bounds = this.#noBounds;
    let start = 0;
    let time = 0;
    let count = 0;
    let sum: number | undefined;
    let flags = 0;
    while (wire.position < end) {
      const at = wire.position;
      const tag = wire.tag(end);
      switch (tag) {
        case 0x11:
          start = wire.instant(end);
          break;
        case 0x19:
          time = wire.instant(end);
          break;
        case 0x21:
          count = wire.fixed64(end);
          break;
        case 0x29:
          sum = wire.double(end);
          break;
        case 0x31:
          this.#points.countBuckets(1);
          counts.push(wire.fixed64(end));
          break;
        case 0x32:
          this.#packedFixed64(wire.lengthDelimited(end), counts);
          break;
        case 0x39:
          this.#points.countBuckets(1);
          loose.push(wire.double(end));
          break;
        case 0x3a:
          bounds = this.#packedBounds(wire.lengthDelimited(end), bounds);
          break;
        case 0x4a:
          this.#attributes.take(at, end);
          break;
        case 0x50:
          flags |= wire.varint(end) & 1;
          break;
        default:
          wire.skip(tag, end);
      }
    }
    if (loose.length > 0) bounds = this.#bounds.intern([...bounds.bounds, ...loose]);
    const value = { kind: 'explicit', bounds, counts, count, sum } as const;
    this.#points.addHistogram(this.#attributes.taken(), start, time, value, flags);
  }

  /**
   * ExponentialHistogramDataPoint { attributes = 1; start = 2; time = 3; count = 4; sum = 5; sint32 scale = 6; zero_count = 7;
   * positive = 8; negative = 9; flags = 10; zero_threshold = 14 }
   */
  exponential(end: number): void {
    const wire = this.#wire;
    let start = 0;
    let time = 0;
    let count = 0;
    let sum: number | undefined;
    let scale = 0;
    let zeroCount = 0;
    let zeroThreshold = 0;
    let positive: ExponentialBuckets = EMPTY;
    let negative: ExponentialBuckets = EMPTY;
    let flags = 0;
    while (wire.position < end) {
      const at = wire.position;
      const tag = wire.tag(end);
      switch (tag) {
        case 0x0a:
          this.#attributes.take(at, end);
          break;
        case 0x11:
          start = wire.instant(end);
          break;
        case 0x19:
          time = wire.instant(end);
          break;
        case 0x21:
          count = wire.fixed64(end);
          break;
        case 0x29:
          sum = wire.double(end);
          break;
        case 0x30:
          scale = wire.sint32(end);
          break;
        case 0x39:
          zeroCount = wire.fixed64(end);
          break;
        case 0x42:
          positive = this.#buckets(wire.lengthDelimited(end));
          break;
        case 0x4a:
          negative = this.#buckets(wire.lengthDelimited(end));
          break;
        case 0x50:
          flags |= wire.varint(end) & 1;
          break;
        case 0x71:
          zeroThreshold = wire.double(end);
          break;
        default:
          wire.skip(tag, end);
      }
    }
    const value = {
      kind: 'exponential',
      scale,
      zeroThreshold,
      zeroCount,
      positive,
      negative,
      count,
      sum,
    } as const;
    this.#points.addHistogram(this.#attributes.taken(), start, time, value, flags);
  }

  /** Buckets { sint32 offset = 1; repeated uint64 bucket_counts = 2; } */
  #buckets(end: number): ExponentialBuckets {
    const wire = this.#wire;
    const counts: number[] = [];
    let offset = 0;
    while (wire.position < end) {
      const tag = wire.tag(end);
      if (tag === 0x08) offset = wire.sint32(end);
      else if (tag === 0x10) this.#count(counts, end);
      else if (tag === 0x12) {
        const fieldEnd = wire.lengthDelimited(end);
        while (wire.position < fieldEnd) this.#count(counts, fieldEnd);
      } else wire.skip(tag, end);
    }
    return { offset, counts };
  }

  #count(counts: number[], end: number): void {
    this.#points.countBuckets(1);
    counts.push(this.#wire.varint(end));
  }

  #packedFixed64(end: number, counts: number[]): void {
    this.#points.countBuckets(this.#packedLength(end));
    while (this.#wire.position < end) counts.push(this.#wire.fixed64(end));
  }

  /** Histograms of one request mostly share their bounds: the bytes are compared with those of the last ones. */
  #packedBounds(end: number, before: Bounds): Bounds {
    const length = this.#packedLength(end);
    const start = this.#wire.position;
    const last = this.#lastBounds;
    if (
      last !== undefined &&
      before === this.#noBounds &&
      this.#sameBytes(last.start, last.end, start, end)
    ) {
      this.#wire.position = end;
      return last.bounds;
    }
    this.#points.countBuckets(length);
    const bounds = [...before.bounds];
    while (this.#wire.position < end) bounds.push(this.#wire.double(end));
    const interned = this.#bounds.intern(bounds);
    if (before === this.#noBounds) this.#lastBounds = { start, end, bounds: interned };
    return interned;
  }

  #packedLength(end: number): number {
    const length = (end - this.#wire.position) / 8;
    if (!Number.isInteger(length)) {
      throw malformed(this.#wire.position, 'packed 64-bit numbers do not fill their field');
    }
    return length;
  }

  #sameBytes(start: number, end: number, otherStart: number, otherEnd: number): boolean {
    if (end - start !== otherEnd - otherStart) return false;
    const view = this.#wire.view;
    for (let i = 0; i < end - start; i += 4) {
      if (view.getInt32(start + i) !== view.getInt32(otherStart + i)) return false;
    }
    return true;
  }
}
