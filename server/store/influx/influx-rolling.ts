import type { DuckDBConnection } from '../duckdb/database.ts';
import type { Ledger } from '../duckdb/ledger.ts';
import type { RollingOperations } from '../duckdb/numbers.ts';
import { QUARTER_HOUR_MS } from '../duckdb/read-plan.ts';
import type { RefusedPoint, SetAsideTable } from '../duckdb/set-aside-table.ts';
import { equalRuns } from '../duckdb/step-runs.ts';
import { deliver } from './delivery.ts';
import { type InfluxClient, type InfluxRow, literal, quoted } from './influx-client.ts';
import { asking, unavailable } from './influx-error.ts';
import { among, chunks, within } from './influxql.ts';
import { fieldKey, fieldValue, nanoseconds } from './line-protocol.ts';
import { ADDITIVE_KINDS, measurementOf, tagsOf } from './points.ts';
import type { Projector } from './projector.ts';

/** How long housekeeping waits for the spool to be empty before it leaves a seal for later. */
const READY_MS = 5_000;
/** The same for what came since, while commits wait for the seal. */
const DRAIN_MS = 1_000;
const LINES_PER_BODY = 5_000;

/** What roll-ups need. */
export interface InfluxRollingParts {
  readonly client: InfluxClient;
  readonly ledger: Ledger;
  readonly ledgerId: string;
  readonly projector: Projector;
  readonly setAside: SetAsideTable;
  /** Unix ms. */
  now(): number;
}

/**
 * Roll-ups in InfluxDB, made by us: sums are asked for and written back, with 0 below the millisecond, so that a seal that is made again
 * overwrites itself; what comes late stands beside it under the digits of its commit.
 */
export class InfluxRolling implements RollingOperations {
  readonly #parts: InfluxRollingParts;

  constructor(parts: InfluxRollingParts) {
    this.#parts = parts;
  }

  async ready(): Promise<boolean> {
    return await this.#parts.projector.drained(READY_MS);
  }

  async oldestRaw(since: number): Promise<number | undefined> {
    const oldest = this.#parts.ledger.marks.get('oldest');
    if (oldest === 0) return undefined;
    return since > 0 ? since : oldest - (oldest % QUARTER_HOUR_MS);
  }

  oldestQuarter(): number | undefined {
    const oldest = this.#parts.ledger.marks.get('oldest');
    return oldest === 0 ? undefined : oldest - (oldest % QUARTER_HOUR_MS);
  }

  async sealQuarters(
    from: number,
    to: number,
    mark: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<number> {
    await this.#drain();
    const lines: string[] = [];
    const window = `"ledger"=${literal(this.#parts.ledgerId)} AND ${within(from, to)}`;
    const time = `time(${QUARTER_HOUR_MS}ms) fill(none)`;
    for (const kind of ADDITIVE_KINDS) {
      const sql = `SELECT sum(*) FROM ${quoted(measurementOf('raw', kind))} WHERE ${window} GROUP BY "series", ${time}`;
      lines.push(...(await this.#sums(sql, 'quarter')));
    }
    const gauges = `SELECT count("value"), sum("value"), min("value"), max("value"), last("value"), max("at") FROM ${quoted(measurementOf('raw', 'gauge'))} WHERE ${window} GROUP BY "series", ${time}`;
    lines.push(...(await this.#summaries(gauges)));
    await this.#write(lines, mark);
    return lines.length;
  }

  async sealDays(
    cells: readonly number[],
    days: readonly number[],
    mark: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<void> {
    await this.#drain();
    const lines: string[] = [];
    const series = this.#seriesOf(cells);
    for (const kind of ADDITIVE_KINDS) {
      const ids = series.filter((one) => one.kind === kind).map((one) => one.id);
      for (const some of chunks(ids)) {
        for (const run of equalRuns(days)) {
          const sql = `SELECT sum(*) FROM ${quoted(measurementOf('quarter', kind))} WHERE ${among(this.#parts.ledgerId, some)} AND ${within(run.from, run.to)} GROUP BY "series", time(${run.lengthMs}ms, ${run.from % run.lengthMs}ms) fill(none)`;
          lines.push(...(await this.#sums(sql, 'day')));
        }
      }
    }
    await this.#write(lines, mark);
  }

  async dropDays(
    cells: readonly number[],
    mark: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<void> {
    await this.#drain();
    const ids = this.#seriesOf(cells).map((one) => one.id);
    for (const some of chunks(ids)) {
      const statements = ADDITIVE_KINDS.map(
        (kind) =>
          `DELETE FROM ${quoted(measurementOf('day', kind))} WHERE ${among(this.#parts.ledgerId, some)}`,
      );
      await this.#query(statements);
    }
    await this.#parts.ledger.database.transaction(mark);
  }

  async #drain(): Promise<void> {
    const { projector, client } = this.#parts;
    if (await projector.drained(DRAIN_MS)) return;
    throw unavailable(client.address, 'it has not taken all that waits. Roll-ups are made later.');
  }

  #seriesOf(cells: readonly number[]) {
    const { catalogue } = this.#parts.ledger;
    return [...new Set(cells.map((id) => catalogue.cell(id)?.owner))].filter((owner) => owner !== undefined);
  }

  async #sums(sql: string, level: 'quarter' | 'day'): Promise<string[]> {
    const [rows = []] = await this.#query([sql]);
    return rows.flatMap((row) => this.#lines(row, level, (column) => fieldKey(column.replace(/^sum_/, ''))));
  }

  async #summaries(sql: string): Promise<string[]> {
    const names = ['time', 'samples', 'sum', 'min', 'max', 'last', 'last_at'];
    const [rows = []] = await this.#query([sql]);
    return rows.flatMap((row) => this.#lines(row, 'quarter', (_, i) => names[i] as string));
  }

  #lines(row: InfluxRow, level: 'quarter' | 'day', name: (column: string, i: number) => string): string[] {
    const owner = this.#parts.ledger.catalogue.byId(Number(row.tags.series));
    if (owner === undefined) return [];
    const head = `${measurementOf(level, owner.kind)},${tagsOf(this.#parts.ledgerId, owner)}`;
    const names = row.columns.map(name);
    return row.values.flatMap((values) => {
      const fields = values
        .slice(1)
        .flatMap((value, i) => (typeof value === 'number' ? [`${names[i + 1]}=${fieldValue(value)}`] : []));
      return fields.length === 0
        ? []
        : [`${head} ${fields.join(',')} ${nanoseconds(values[0] as number, 0)}`];
    });
  }

  /** Saves the mark behind roll-ups when each is in InfluxDB, or set aside because it is refused there. */
  async #write(
    lines: readonly string[],
    mark: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<void> {
    const { client, ledger, setAside, now } = this.#parts;
    const refused: RefusedPoint[] = [];
    for (let from = 0; from < lines.length; from += LINES_PER_BODY) {
      const body = lines.slice(from, from + LINES_PER_BODY).join('\n');
      const delivery = await deliver(client, body, new AbortController().signal);
      if (delivery.kind === 'away') throw unavailable(client.address, delivery.reason);
      refused.push(...delivery.refused);
    }
    const known = await ledger.database.transaction(async (connection) => {
      await mark(connection);
      return await setAside.add(connection, now(), refused);
    });
    known();
  }

  async #query(statements: readonly string[]): Promise<InfluxRow[][]> {
    const { client } = this.#parts;
    return await asking(client.address, () => client.query(statements));
  }
}
