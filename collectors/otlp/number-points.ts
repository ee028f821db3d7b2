import { HAS_VALUE, type MetricPoints } from './metric-points.ts';
import type { AttributeReader } from './protobuf-attributes.ts';
import { millisecondsOf, type WireReader } from './wire.ts';

/** Tags of NumberDataPoint { start = 2; time = 3; as_double = 4; as_int = 6; attributes = 7; flags = 8 }. */
const START = 0x11;
const TIME = 0x19;
const AS_DOUBLE = 0x21;
const AS_INT = 0x31;
const ATTRIBUTE = 0x3a;
const FLAGS = 0x40;

/** Bytes of a field of eight bytes with its tag: from one of the three that a point begins with to the next. */
const FIELD = 9;
/** Where the attributes begin behind them. */
const ATTRIBUTES_AT = 3 * FIELD;

const TWO_POW_32 = 2 ** 32;

/** Reads points of gauges and sums, which are most of what is sent, straight into the columns of a request. */
export class NumberPointReader {
  readonly #wire: WireReader;
  readonly #attributes: AttributeReader;
  readonly #points: MetricPoints;
  /** Where the last point that was written as usual begins in the body, and in the columns. */
  #usualAt = -1;
  #usualIndex = -1;

  constructor(wire: WireReader, attributes: AttributeReader, points: MetricPoints) {
    this.#wire = wire;
    this.#attributes = attributes;
    this.#points = points;
  }

  /** Reads the point that ends at `end`. */
  read(end: number): void {
    const i = this.#points.begin();
    if (!this.#readUsual(i, end)) this.#readAny(i, end);
    this.#points.put(this.#attributes.taken());
  }

  /**
   * Reads a point as encoders write it, in the order of its fields' numbers, when its attributes are those that are expected; answers whether it was one.
   */
  #readUsual(i: number, end: number): boolean {
    const { bytes, view, position: at } = this.#wire;
    const usual =
      at + ATTRIBUTES_AT < end &&
      bytes[at] === START &&
      bytes[at + FIELD] === TIME &&
      bytes[at + ATTRIBUTES_AT] === ATTRIBUTE;
    const form = bytes[at + 2 * FIELD];
    if (!usual || !(form === AS_INT || form === AS_DOUBLE)) return false;
    if (!this.#attributes.takeExpected(at + ATTRIBUTES_AT, end)) return false;
    const { start, time, value, flags } = this.#points;
    this.#instant(start, i, at + 1);
    this.#instant(time, i, at + FIELD + 1);
    const valueAt = at + 2 * FIELD + 1;
    value[i] =
      form === AS_DOUBLE
        ? view.getFloat64(valueAt, true)
        : view.getInt32(valueAt + 4, true) * TWO_POW_32 + view.getUint32(valueAt, true);
    flags[i] = HAS_VALUE;
    this.#usualAt = at;
    this.#usualIndex = i;
    this.#wire.position = end;
    return true;
  }

  /** Points of one export mostly say the same times as the point before. */
  #instant(column: Float64Array, i: number, at: number): void {
    const { view } = this.#wire;
    const before = at - this.#wire.position + this.#usualAt;
    if (
      this.#usualAt >= 0 &&
      this.#usualIndex === i - 1 &&
      view.getInt32(at, true) === view.getInt32(before, true) &&
      view.getInt32(at + 4, true) === view.getInt32(before + 4, true)
    ) {
      column[i] = column[i - 1] as number;
    } else column[i] = millisecondsOf(view.getUint32(at + 4, true), view.getUint32(at, true));
  }

  #readAny(i: number, end: number): void {
    const wire = this.#wire;
    const { start, time, value, flags } = this.#points;
    while (wire.position < end) {
      const at = wire.position;
      const tag = wire.tag(end);
      switch (tag) {
        case START:
          start[i] = wire.instant(end);
          break;
        case TIME:
          time[i] = wire.instant(end);
          break;
        case AS_DOUBLE:
          value[i] = wire.double(end);
          flags[i] = (flags[i] as number) | HAS_VALUE;
          break;
        case AS_INT:
          value[i] = wire.sfixed64(end);
          flags[i] = (flags[i] as number) | HAS_VALUE;
          break;
        case ATTRIBUTE:
          this.#attributes.take(at, end);
          break;
        case FLAGS:
          flags[i] = (flags[i] as number) | (wire.varint(end) & 1);
          break;
        default:
          wire.skip(tag, end);
      }
    }
  }
}
