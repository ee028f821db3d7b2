import type { DuckDBConnection } from '@duckdb/node-api';
import { eachChunk } from '../chunks/each-chunk.ts';
import type { NumberDump } from '../numbers.ts';
import { NumberRows, numberColumn } from '../rows.ts';
import { INCREMENT_QUARTERS, INCREMENTS, type PlainFamily, SAMPLE_QUARTERS, SAMPLES } from './families.ts';
import { rawView } from './raw-view.ts';
import type { NumberSources } from './read-numbers.ts';

const BLOCK_ROWS = 65_536;
const FAMILIES: readonly PlainFamily[] = [INCREMENTS, INCREMENT_QUARTERS, SAMPLES, SAMPLE_QUARTERS];

/**
 * Gives out the rows of a kind as they lie in its tables, and what is packed of them.
 *
 * @param cells all that the kind may have
 */
export async function dumpNumbers(
  connection: DuckDBConnection,
  { partitions, marks }: NumberSources,
  cells: readonly number[],
  dump: NumberDump,
): Promise<void> {
  const family = FAMILIES.find((one) => one.name === dump.kind);
  if (family === undefined) return;
  const { plain, chunks } = rawView(partitions, marks, family, dump.from, dump.to);
  for (const { table } of plain) {
    if (dump.signal.aborted) return;
    await dumpTable(connection, family, table, dump);
  }
  const block = new Block(family, dump);
  await eachChunk(connection, chunks, { cells, from: dump.from, to: dump.to }, (cell, { times, values }) => {
    for (let i = 0; i < times.length; i += 1) {
      const at = times[i] as number;
      if (at >= dump.from && at < dump.to) block.rows.push3(cell, at, values[i] as number);
    }
    return block.isFull ? block.give() : undefined;
  });
  await block.give();
}

async function dumpTable(
  connection: DuckDBConnection,
  family: PlainFamily,
  table: string,
  dump: NumberDump,
): Promise<void> {
  const result = await connection.stream(selectOf(family, table, dump));
  const block = new Block(family, dump);
  for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    const columns = family.types.map((_, i) => numberColumn(chunk, i));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      block.rows.push(...columns.map((column) => column[row] as number));
    }
    if (block.isFull) await block.give();
  }
  await block.give();
}

/** 64-bit integers as the numbers that they are exactly. */
function selectOf({ columns, unitMs }: PlainFamily, table: string, { from, to }: NumberDump): string {
  const names = columns.map((column) => {
    const [name, type] = column.split(' ');
    return type === 'BIGINT' ? `${name}::DOUBLE` : name;
  });
  const time = unitMs === 1 ? 'ts' : 'slot';
  return `SELECT ${names.join(', ')} FROM ${table} WHERE ${time} >= ${from / unitMs} AND ${time} < ${to / unitMs}`;
}

/** Rows that gather until they are worth being given out. */
class Block {
  readonly #types: PlainFamily['types'];
  readonly #dump: NumberDump;
  rows: NumberRows;

  constructor({ types }: PlainFamily, dump: NumberDump) {
    this.#types = types;
    this.#dump = dump;
    this.rows = new NumberRows(types);
  }

  get isFull(): boolean {
    return this.rows.length >= BLOCK_ROWS;
  }

  /** Gives out what has gathered, and begins anew. */
  async give(): Promise<void> {
    const { rows } = this;
    if (rows.length === 0) return;
    this.rows = new NumberRows(this.#types);
    await this.#dump.take(rows);
  }
}
