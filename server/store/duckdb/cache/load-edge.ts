import type { DuckDBConnection } from '@duckdb/node-api';
import type { Points } from '../chunks/chunk.ts';
import { eachChunk } from '../chunks/each-chunk.ts';
import type { Ledger } from '../ledger.ts';
import { firstAtOrAfter } from '../numbers/packed-steps.ts';
import type { Partitions } from '../numbers/partitions.ts';
import { rawView } from '../numbers/raw-view.ts';
import { QUARTER_HOUR_MS } from '../read-plan.ts';
import { numberColumn } from '../rows.ts';
import type { QuarterSource } from './load-quarters.ts';
import { PointList } from './point-list.ts';

/** The raw points of some cells in one quarter hour; only while nothing commits. */
export async function loadEdge(
  connection: DuckDBConnection,
  { partitions, marks }: { readonly partitions: Partitions; readonly marks: Ledger['marks'] },
  source: QuarterSource,
  cells: readonly number[],
  slot: number,
): Promise<ReadonlyMap<number, Points>> {
  const window = { cells, from: slot * QUARTER_HOUR_MS, to: (slot + 1) * QUARTER_HOUR_MS };
  const view = rawView(partitions, marks, source.raw, window.from, window.to);
  const lists = new Map(cells.map((cell) => [cell, new PointList()]));
  for (const { table } of view.plain) await addPlain(connection, table, window, lists);
  await eachChunk(connection, view.chunks, window, (cell, { times, values }) => {
    const list = lists.get(cell);
    const end = firstAtOrAfter(times, window.to);
    for (let i = firstAtOrAfter(times, window.from); i < end; i += 1) {
      list?.add(times[i] as number, values[i] as number);
    }
  });
  return new Map(Array.from(lists, ([cell, list]) => [cell, list.points()]));
}

async function addPlain(
  connection: DuckDBConnection,
  table: string,
  { cells, from, to }: { readonly cells: readonly number[]; readonly from: number; readonly to: number },
  lists: ReadonlyMap<number, PointList>,
): Promise<void> {
  const result = await connection.run(
    `SELECT cell, ts::DOUBLE, value FROM ${table} WHERE ts >= ${from} AND ts < ${to} AND cell IN (${cells.join(',')})`,
  );
  for (const chunk of await result.fetchAllChunks()) {
    const { rowCount } = chunk;
    const [ids, times, values] = [numberColumn(chunk, 0), numberColumn(chunk, 1), numberColumn(chunk, 2)];
    for (let row = 0; row < rowCount; row += 1) {
      lists.get(ids[row] as number)?.add(times[row] as number, values[row] as number);
    }
  }
}
