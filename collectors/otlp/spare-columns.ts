import type { AttributeSet } from './attribute-table.ts';

/** Columns of data points, longer than what is in them. */
export interface Columns {
  readonly attributes: AttributeSet[];
  readonly start: Float64Array<ArrayBuffer>;
  readonly time: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
}

/** Requests whose columns are kept, at most. */
const MOST = 8;
/** Longer ones are seldom, and let go of. */
const LONGEST = 65_536;

/** Columns of requests that are done with, for those that come: fresh memory is cleared first and collected later, which costs more than it is used for. */
export class SpareColumns {
  readonly #spare: Columns[] = [];

  /** Columns of this length at least; what is in them is left over. */
  take(length: number): Columns {
    const fitting = this.#spare.findLastIndex(({ time }) => time.length >= length);
    const [found] = fitting < 0 ? [] : this.#spare.splice(fitting, 1);
    return (
      found ?? {
        attributes: [],
        start: new Float64Array(length),
        time: new Float64Array(length),
        value: new Float64Array(length),
        flags: new Uint8Array(length),
      }
    );
  }

  /** Takes columns back that nobody looks at any more. */
  give(columns: Columns): void {
    if (columns.time.length > LONGEST) return;
    this.#spare.push(columns);
    if (this.#spare.length > MOST) this.#spare.shift();
  }
}
