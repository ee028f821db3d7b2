import type { GatelineError } from '../../../core/errors.ts';
import type { CommitBuffer } from '../duckdb/commit-buffer.ts';
import type { Ledger } from '../duckdb/ledger.ts';
import type { RollingOperations, RollingStep } from '../duckdb/numbers.ts';
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
import type { RequestSize } from './request-size.ts';

/** How long housekeeping waits for what is in the spool before it leaves a seal for later. */
const READY_MS = 5_000;

/** What roll-ups need. */
export interface InfluxRollingParts {
  readonly client: InfluxClient;
  readonly ledger: Ledger;
  readonly ledgerId: string;
  readonly projector: Projector;
  readonly size: RequestSize;
  readonly setAside: SetAsideTable;
  /** Unix ms. */
  now(): number;
}

/**
 * Roll-ups in InfluxDB, made by us: sums are asked for and written back, with 0 below the millisecond, so that a seal that is made again
 * overwrites itself; what comes late stands beside it under the digits of its commit.
 */
export class InfluxRolling implements RollingOperations {
  readonly elsewhere = true;
  readonly #parts: InfluxRollingParts;

  /** What the step that runs is about: points of [from, to), and whether one was committed since it began. */
  #window = { from: 0, to: 0, touched: false };

  constructor(parts: InfluxRollingParts) {
    this.#parts = parts;
  }

  /** Points were committed. */
  committed(buffer: CommitBuffer): void {
    const { from, to } = this.#window;
    if (buffer.reaches(from, to)) this.#window.touched = true;
  }

  async ready(signal: AbortSignal): Promise<boolean> {
    return await this.#parts.projector.drained(READY_MS, signal);
  }

  async readyInTurn(signal: AbortSignal): Promise<boolean> {
    return await this.#parts.projector.drainedInTurn(READY_MS, signal);
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

  quarters(from: number, to: number): RollingStep {
    return this.#step({ from, to }, async (signal) => {
      const lines: string[] = [];
      const window = `"ledger"=${literal(this.#parts.ledgerId)} AND ${within(from, to)}`;
      const time = `time(${QUARTER_HOUR_MS}ms) fill(none)`;
      for (const kind of ADDITIVE_KINDS) {
        const sql = `SELECT sum(*) FROM ${quoted(measurementOf('raw', kind))} WHERE ${window} GROUP BY "series", ${time}`;
        lines.push(...(await this.#sums(sql, 'quarter', signal)));
      }
      const gauges = `SELECT count("value"), sum("value"), min("value"), max("value"), last("value"), max("at") FROM ${quoted(measurementOf('raw', 'gauge'))} WHERE ${window} GROUP BY "series", ${time}`;
      lines.push(...(await this.#summaries(gauges, signal)));
      return lines;
    });
  }

  days(cells: readonly number[], days: readonly number[]): RollingStep {
    return this.#step({ from: days[0] as number, to: days.at(-1) as number }, async (signal) => {
      const lines: string[] = [];
      const series = this.#seriesOf(cells);
      for (const kind of ADDITIVE_KINDS) {
        const ids = series.filter((one) => one.kind === kind).map((one) => one.id);
        for (const some of chunks(ids)) {
          for (const run of equalRuns(days)) {
            const sql = `SELECT sum(*) FROM ${quoted(measurementOf('quarter', kind))} WHERE ${among(this.#parts.ledgerId, some)} AND ${within(run.from, run.to)} GROUP BY "series", time(${run.lengthMs}ms, ${run.from % run.lengthMs}ms) fill(none)`;
            lines.push(...(await this.#sums(sql, 'day', signal)));
          }
        }
      }
      return lines;
    });
  }

  /**
   * Commits add to no day while those of a product are to be dropped: there is nothing that could come into the step. What was added to them
   * before is forgotten with it: sent again after a kill, it would stand among the days of another zone.
   */
  noDays(cells: readonly number[]): RollingStep {
    const { projector } = this.#parts;
    const drop = this.#step({ from: 0, to: 0 }, async (signal) => {
      const ids = this.#seriesOf(cells).map((one) => one.id);
      for (const some of chunks(ids)) {
        const statements = ADDITIVE_KINDS.map(
          (kind) =>
            `DELETE FROM ${quoted(measurementOf('day', kind))} WHERE ${among(this.#parts.ledgerId, some)}`,
        );
        await this.#query(statements, signal);
      }
      return [];
    });
    return {
      ...drop,
      finish: async (mark) => {
        let forgotten = () => {};
        const made = await drop.finish(async (connection) => {
          forgotten = await projector.forgetArrived(connection);
          await mark(connection);
        });
        forgotten();
        return made;
      },
    };
  }

  /**
   * Roll-ups are written before their mark: until then nobody reads them, and a step that is made again overwrites them.
   *
   * @param about the step is about points of this half-open stretch, Unix ms
   * @param make gives the lines of the roll-ups
   */
  #step(
    about: { readonly from: number; readonly to: number },
    make: (signal: AbortSignal) => Promise<readonly string[]>,
  ): RollingStep {
    let window = this.#window;
    let made = 0;
    let refused: readonly RefusedPoint[] = [];
    return {
      ahead: {
        run: async (signal) => {
          window = { ...about, touched: false };
          this.#window = window;
          try {
            await this.#drain(signal);
            const lines = await make(signal);
            refused = await this.#write(lines, signal);
            made = lines.length;
          } catch (error) {
            throw signal.aborted ? this.#later('it takes too long') : error;
          }
        },
        holds: () => window === this.#window && !window.touched,
      },
      finish: async (mark) => {
        const { ledger, setAside, now } = this.#parts;
        const known = await ledger.database.transaction(async (connection) => {
          await mark(connection);
          return await setAside.add(connection, now(), refused);
        });
        known();
        return made;
      },
    };
  }

  async #drain(signal: AbortSignal): Promise<void> {
    if (await this.#parts.projector.drained(READY_MS, signal)) return;
    throw this.#later('it has not taken all that waits');
  }

  #later(reason: string): GatelineError {
    return unavailable(this.#parts.client.address, `${reason}. Roll-ups are made later.`);
  }

  #seriesOf(cells: readonly number[]) {
    const { catalogue } = this.#parts.ledger;
    return [...new Set(cells.map((id) => catalogue.cell(id)?.owner))].filter((owner) => owner !== undefined);
  }

  async #sums(sql: string, level: 'quarter' | 'day', signal: AbortSignal): Promise<string[]> {
    const [rows = []] = await this.#query([sql], signal);
    return rows.flatMap((row) => this.#lines(row, level, (column) => fieldKey(column.replace(/^sum_/, ''))));
  }

  async #summaries(sql: string, signal: AbortSignal): Promise<string[]> {
    const names = ['time', 'samples', 'sum', 'min', 'max', 'last', 'last_at'];
    const [rows = []] = await this.#query([sql], signal);
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

  /** Resolves, with what is refused, when all else is in InfluxDB. */
  async #write(lines: readonly string[], signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    const { client, size } = this.#parts;
    const refused: RefusedPoint[] = [];
    for (let from = 0; from < lines.length; ) {
      const some = lines.slice(from, from + size.lines);
      const delivery = await deliver(client, some, signal, size);
      if (delivery.kind === 'away') {
        // What took the lines before is there; fewer may be what it takes in time.
        if (delivery.slow && from > 0 && some.length > 1) continue;
        throw unavailable(client.address, delivery.reason);
      }
      refused.push(...delivery.refused);
      from += some.length;
    }
    return refused;
  }

  async #query(statements: readonly string[], signal: AbortSignal): Promise<InfluxRow[][]> {
    const { client } = this.#parts;
    return await asking(client.address, () => client.query(statements, { signal }));
  }
}
