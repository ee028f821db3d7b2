import type { DuckDBConnection } from '@duckdb/node-api';
import { appendChunks, type ChunkRow, chunkRow } from '../chunks/chunk-rows.ts';
import type { DiskGuard } from '../disk-guard.ts';
import type { Ledger } from '../ledger.ts';
import { saving } from '../marks.ts';
import { numberColumn } from '../rows.ts';
import { rows, scalar } from '../rows-of.ts';
import { cellRanges, ROWS_PER_STEP } from './cell-ranges.ts';
import { DAY_MS, type Family, RAW_FAMILIES, SPAN_MS, spanStart } from './families.ts';
import { creation, listing, type Partition, type Partitions, unlisting } from './partitions.ts';

/** So long after a day is rolled up, hardly anything comes late for it: samples older than an hour are refused by default. */
export const SETTLED_MS = 2 * 3_600_000;
/** What comes later into a packed day is packed, too, when there is so much of it, or when its span of four weeks closes. */
const LATE_ROWS = 20_000;
/** An upper estimate of what a packed point takes, with the write-ahead log. */
const BYTES_PER_POINT = 12;

/** A table of raw data with rows that are to be packed. */
interface Ripe {
  readonly plain: Partition;
  /** Rows before this instant, Unix ms: whole days that are over. */
  readonly until: number;
  readonly rows: number;
}

/** Tables of one family and one span of four weeks that are packed at once. */
interface Pack {
  readonly ripe: readonly Ripe[];
  readonly chunks: Family;
}

/** What of a plain table is packed now, as SQL; everything else stays plain. */
interface Portion {
  readonly plain: Partition;
  readonly where: string;
}

/**
 * Packs the raw data of days that are over, cell by cell and day by day, step by step in the background. Chunks carry a generation, and reads
 * take only those that were there when they planned; one commit then makes the new generation count and the plain tables go, and they are
 * dropped when the last read that may use them has ended. So a read finds each point in one of the two, and never in both.
 */
export class Packing {
  readonly #ledger: Ledger;
  readonly #partitions: Partitions;
  readonly #guard: DiskGuard;
  /** Whether there may be chunks of a generation that does not count. */
  #hasUncounted = false;

  constructor(ledger: Ledger, partitions: Partitions, guard: DiskGuard) {
    this.#ledger = ledger;
    this.#partitions = partitions;
    this.#guard = guard;
  }

  async run(signal: AbortSignal): Promise<void> {
    // Before anything is packed or sorted: the next generation would count what a failed one left.
    if (this.#hasUncounted) await this.#takeBack();
    const over = spanStart(this.#ledger.marks.get('sealed-until') - SETTLED_MS, DAY_MS);
    for (const { plain: family, chunks } of RAW_FAMILIES) {
      const ripe: Ripe[] = [];
      for (const plain of this.#partitions.within(family, 0, over)) {
        const one = await this.#ripe(plain, chunks, over);
        if (one !== undefined) ripe.push(one);
      }
      for (const group of groupsOf(ripe)) {
        if (signal.aborted) return;
        await this.#pack({ ripe: group, chunks }, signal);
      }
    }
  }

  /** What is worth being packed of a table. */
  async #ripe(plain: Partition, chunks: Family, over: number): Promise<Ripe | undefined> {
    const until = Math.min(over, plain.to);
    const count = (sql: string) =>
      this.#ledger.database.reading((connection) => scalar(connection, `SELECT count(*) FROM ${sql}`));
    const rows = await count(`${plain.table} WHERE ts < ${until}`);
    if (rows === 0 || !this.#guard.hasRoomFor(rows * BYTES_PER_POINT)) return undefined;
    const ripe = { plain, until, rows };
    const target = this.#partitions.get(chunks, plain.from, SPAN_MS);
    if (target === undefined || rows >= LATE_ROWS) return ripe;
    if (!target.compacted && target.to <= over) return ripe;
    const days = `SELECT DISTINCT ts // ${DAY_MS} AS day FROM ${plain.table} WHERE ts < ${until}`;
    const fresh = await count(`(${days}) WHERE day NOT IN (SELECT day FROM ${target.table})`);
    return fresh > 0 ? ripe : undefined;
  }

  async #pack({ ripe, chunks }: Pack, signal: AbortSignal): Promise<void> {
    const { database, commits, marks } = this.#ledger;
    const generation = marks.get('packed') + 1;
    const { target, portions } = await commits.exclusively(async () => ({
      target: await this.#target(chunks, ripe[0]?.plain.from as number),
      portions: await portionsOf(database.writer, ripe),
    }));
    this.#hasUncounted = true;
    try {
      await this.#fill(target, generation, portions, signal);
      if (!signal.aborted) await this.#finish(target, generation, portions);
    } catch (error) {
      // What cannot be taken back now is in the next round.
      await this.#takeBack().catch(() => undefined);
      throw error;
    }
    if (signal.aborted) await this.#takeBack();
    this.#hasUncounted = false;
  }

  /** Packs cells and days, one portion after the other, into chunks that do not count yet. */
  async #fill(
    target: Partition,
    generation: number,
    portions: readonly Portion[],
    signal: AbortSignal,
  ): Promise<void> {
    const { database, commits } = this.#ledger;
    const rows = portions.map(
      ({ plain, where }) => `SELECT cell, ts, value FROM ${plain.table} WHERE ${where}`,
    );
    const sql = `(${rows.join(' UNION ALL ')})`;
    const { from, to } = target;
    const background = await database.connect();
    try {
      for (const range of await cellRanges(background, { sql, time: 'ts', unitMs: 1, from, to })) {
        if (signal.aborted) return;
        const packed = await packedRows(background, `${sql} WHERE ${range}`);
        // By the connection that commits everything: a checkpoint on another one would hold up appends, and with them the event loop.
        await commits.exclusively(() =>
          database.transaction((connection) => appendChunks(connection, target.table, packed, generation)),
        );
      }
    } finally {
      background.closeSync();
    }
  }

  /** Forgets chunks that do not count. */
  async #takeBack(): Promise<void> {
    const { database, commits, marks } = this.#ledger;
    await commits.exclusively(() => dropUncounted(database.writer, this.#partitions, marks.get('packed')));
    this.#hasUncounted = false;
  }

  /** The table that chunks go to; it is made when there is none. Only while nothing commits. */
  async #target(chunks: Family, at: number): Promise<Partition> {
    const known = this.#partitions.get(chunks, at, SPAN_MS);
    if (known !== undefined) return known;
    const made = await this.#ledger.database.transaction((connection) =>
      this.#partitions.create(connection, chunks, at),
    );
    this.#partitions.put(made);
    return made;
  }

  async #finish(target: Partition, generation: number, portions: readonly Portion[]): Promise<void> {
    const { database, commits, leases, marks } = this.#ledger;
    const partitions = this.#partitions;
    await commits.exclusively(async () => {
      const unsorted = { ...target, compacted: false };
      const remaining = await database.transaction(async (connection) => {
        const rests = await this.#restsOf(connection, portions);
        const statements = portions.map((portion, i) => settingAside(portion, rests[i]));
        if (target.compacted) statements.push(listing(unsorted));
        await connection.run([saving('packed', generation), ...statements].join('; '));
        return rests;
      });
      marks.set('packed', generation);
      partitions.put(unsorted);
      for (const [i, { plain }] of portions.entries()) {
        const rest = remaining[i];
        if (rest === undefined) partitions.remove(plain);
        else partitions.put(rest);
      }
    });
    await leases.drained();
    const drops = portions.map(({ plain }) => `DROP TABLE ${plain.table}`).join('; ');
    await commits.exclusively(() => database.transaction((connection) => connection.run(drops)));
  }

  /** The tables that what stays plain goes to, portion by portion; `undefined` where nothing does. */
  async #restsOf(
    connection: DuckDBConnection,
    portions: readonly Portion[],
  ): Promise<readonly (Partition | undefined)[]> {
    const counts = portions.map((portion) => `(SELECT count(*) > 0 ${restOf(portion)})`);
    const [found = []] = await rows<boolean[]>(connection, `SELECT ${counts.join(', ')}`);
    return portions.map(({ plain: { family, from, to } }, i) =>
      found[i] ? this.#partitions.fresh(family, from, { spanMs: to - from }) : undefined,
    );
  }
}

/** What stays plain: of a day that is not over, or come meanwhile. */
function restOf({ plain, where }: Portion): string {
  return `FROM ${plain.table} WHERE NOT (${where})`;
}

/** SQL that takes a plain table from the list, and puts what stays plain into one of its own. */
function settingAside(portion: Portion, rest: Partition | undefined): string {
  if (rest === undefined) return unlisting(portion.plain);
  return `${creation(rest)}; INSERT INTO ${rest.table} SELECT * ${restOf(portion)}; ${listing(rest)}`;
}

/** Tables of one span of four weeks go together, as long as they are small. */
function groupsOf(ripe: readonly Ripe[]): readonly (readonly Ripe[])[] {
  const groups: Ripe[][] = [];
  let rows = 0;
  let span = Number.NaN;
  for (const one of ripe) {
    const ownSpan = spanStart(one.plain.from, SPAN_MS);
    if (ownSpan !== span || rows + one.rows > ROWS_PER_STEP) {
      groups.push([]);
      rows = 0;
      span = ownSpan;
    }
    groups.at(-1)?.push(one);
    rows += one.rows;
  }
  return groups;
}

/** What there is now; what comes from now on stays plain. */
async function portionsOf(connection: DuckDBConnection, ripe: readonly Ripe[]): Promise<readonly Portion[]> {
  const ends = ripe.map(({ plain }) => `(SELECT coalesce(max(rowid), -1) + 1 FROM ${plain.table})`);
  const [known = []] = await rows<bigint[]>(connection, `SELECT ${ends.join(', ')}`);
  return ripe.map(({ plain, until }, i) => ({ plain, where: `rowid < ${known[i]} AND ts < ${until}` }));
}

/** Raw rows as chunks, in the order of (cell, day). @param source SQL of the rows: what stands behind FROM */
async function packedRows(connection: DuckDBConnection, source: string): Promise<readonly ChunkRow[]> {
  const { cells, times, values } = await rawRows(connection, source);
  const rows: ChunkRow[] = [];
  for (let from = 0; from < cells.length; ) {
    const cell = cells[from] as number;
    const day = Math.floor((times[from] as number) / DAY_MS);
    const end = (day + 1) * DAY_MS;
    let to = from + 1;
    while (to < cells.length && cells[to] === cell && (times[to] as number) < end) to += 1;
    rows.push(chunkRow(cell, day, { times: times.subarray(from, to), values: values.subarray(from, to) }));
    from = to;
  }
  return rows;
}

async function rawRows(connection: DuckDBConnection, source: string) {
  const result = await connection.run(`SELECT cell, ts::DOUBLE, value FROM ${source} ORDER BY cell, ts`);
  const chunks = await result.fetchAllChunks();
  const count = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const rows = {
    cells: new Int32Array(count),
    times: new Float64Array(count),
    values: new Float64Array(count),
  };
  let at = 0;
  for (const chunk of chunks) {
    const columns = [rows.cells, rows.times, rows.values];
    columns.forEach((column, i) => {
      column.set(numberColumn(chunk, i).subarray(0, chunk.rowCount), at);
    });
    at += chunk.rowCount;
  }
  return rows;
}

/** Forgets what an interrupted or failed packing left: chunks of a generation that does not count. */
export async function dropUncounted(
  connection: DuckDBConnection,
  partitions: Partitions,
  packed: number,
): Promise<void> {
  for (const { chunks } of RAW_FAMILIES) {
    for (const { table } of partitions.all(chunks)) {
      await connection.run(`DELETE FROM ${table} WHERE generation > ${packed}`);
    }
  }
}
