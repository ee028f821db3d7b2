import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';

/** DuckDB's own vector size: a chunk holds at most so many rows. */
const CHUNK_ROWS = 2048;

/** Rows of numbers, column by column, growing: what a group commit appends to one table. */
export class NumberRows {
  readonly #types: readonly DuckDBType[];
  readonly #columns: Float64Array[];
  #length = 0;

  constructor(types: readonly DuckDBType[]) {
    this.#types = types;
    this.#columns = types.map(() => new Float64Array(256));
  }

  get length(): number {
    return this.#length;
  }

  /** Adds one row; as many values as there are columns. Integers must be safe ones. */
  push(...values: readonly number[]): void {
    if (this.#length === this.#columns[0]?.length) this.#grow();
    for (let i = 0; i < values.length; i += 1) {
      (this.#columns[i] as Float64Array)[this.#length] = values[i] as number;
    }
    this.#length += 1;
  }

  /** Adds one row of three columns; the hot path, without an array for its arguments. */
  push3(a: number, b: number, c: number): void {
    const row = this.#length;
    if (row === this.#columns[0]?.length) this.#grow();
    (this.#columns[0] as Float64Array)[row] = a;
    (this.#columns[1] as Float64Array)[row] = b;
    (this.#columns[2] as Float64Array)[row] = c;
    this.#length = row + 1;
  }

  /** One value; the row and the column must exist. */
  at(row: number, column: number): number {
    return this.#columns[column]?.[row] as number;
  }

  /** The rows that satisfy a condition, which is given their numbers. */
  filtered(wanted: (row: number) => boolean): NumberRows {
    const kept = new NumberRows(this.#types);
    for (let row = 0; row < this.#length; row += 1) {
      if (wanted(row)) kept.push(...this.#columns.map((column) => column[row] as number));
    }
    return kept;
  }

  /** Appends all rows to a table, inside the transaction that the caller has begun. */
  async appendTo(connection: DuckDBConnection, table: string): Promise<void> {
    if (this.#length === 0) return;
    const appender = await connection.createAppender(table);
    for (let from = 0; from < this.#length; from += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, this.#length - from);
      const chunk = DuckDBDataChunk.create(this.#types, rows);
      this.#columns.forEach((column, i) => {
        copyColumn(chunk, i, column, from, rows);
      });
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  #grow(): void {
    for (let i = 0; i < this.#columns.length; i += 1) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#columns[i] as Float64Array);
      this.#columns[i] = larger;
    }
  }
}

/** The typed array under a vector of numbers; the binding exposes it only item by item, which is ten times as slow. */
interface NumberVector {
  readonly items: Int32Array | Uint32Array | Float64Array | BigInt64Array;
  flush(): void;
}

function copyColumn(
  chunk: DuckDBDataChunk,
  index: number,
  from: Float64Array,
  offset: number,
  rows: number,
): void {
  const vector = chunk.getColumnVector(index) as unknown as NumberVector;
  const { items } = vector;
  if (items instanceof BigInt64Array) {
    const halves = new Int32Array(items.buffer, items.byteOffset, rows * 2);
    for (let row = 0; row < rows; row += 1) {
      const value = from[offset + row] as number;
      halves[2 * row] = value | 0;
      halves[2 * row + 1] = Math.floor(value / 4_294_967_296);
    }
  } else {
    items.set(from.subarray(offset, offset + rows));
  }
  vector.flush();
}

/** Numbers of one column of a result chunk, without a conversion item by item. Integers of 64 bits are not read this way. */
export function numberColumn(chunk: DuckDBDataChunk, index: number): Int32Array | Uint32Array | Float64Array {
  const { items } = chunk.getColumnVector(index) as unknown as NumberVector;
  if (items instanceof BigInt64Array) throw new TypeError('a 64-bit integer column must be cast in SQL');
  return items;
}
