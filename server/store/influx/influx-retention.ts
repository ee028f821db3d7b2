import type { Ledger } from '../duckdb/ledger.ts';
import type { MarkName } from '../duckdb/marks.ts';
import { type InfluxClient, literal, quoted } from './influx-client.ts';
import { asInfluxError } from './influx-error.ts';
import { within } from './influxql.ts';
import { ADDITIVE_KINDS, type InfluxLevel, measurementOf } from './points.ts';

/** Data expire by whole spans of four weeks. */
const SPAN_MS = 28 * 24 * 3_600_000;
/** After a deletion that InfluxDB refused: it is not asked again at every round. */
const AGAIN_AFTER_MS = 10 * 60_000;

export interface InfluxRetentionParts {
  readonly client: InfluxClient;
  readonly ledger: Ledger;
  readonly ledgerId: string;
  readonly rawRetentionMs: number;
  /** Absent: for ever. */
  readonly rollUpRetentionMs?: number;
}

/**
 * Drops what is past its retention: first the mark moves, so that no read looks there any more, then the points are deleted. A deletion
 * that fails is made up for in a later round.
 */
export class InfluxRetention {
  readonly #parts: InfluxRetentionParts;
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(parts: InfluxRetentionParts) {
    this.#parts = parts;
  }

  async expire(now: number): Promise<void> {
    const { ledger, rawRetentionMs, rollUpRetentionMs } = this.#parts;
    const { marks, dataDays } = ledger;
    const rawUntil = dataDays.expiredUntil(now, rawRetentionMs);
    await this.#advance('raw-since', Math.min(rawUntil, marks.get('sealed-until')));
    if (rollUpRetentionMs !== undefined) {
      const rolledUntil = dataDays.expiredUntil(now, rollUpRetentionMs);
      await this.#advance('rolled-since', Math.min(rolledUntil, marks.get('raw-since')));
    }
    if (now < this.#nextAt) return;
    this.#nextAt = now + AGAIN_AFTER_MS;
    await this.#drop('raw-since', 'raw-dropped-until', ['raw']);
    await this.#drop('rolled-since', 'rolled-dropped-until', ['quarter', 'day']);
    this.#nextAt = Number.NEGATIVE_INFINITY;
  }

  async #advance(mark: MarkName, horizon: number): Promise<void> {
    const { marks, commits, database } = this.#parts.ledger;
    const since = Math.floor(horizon / SPAN_MS) * SPAN_MS;
    if (since <= marks.get(mark) || since <= marks.get('oldest')) return;
    await commits.exclusively(async () => {
      await database.transaction((connection) => marks.save(connection, mark, since));
      marks.set(mark, since);
    });
  }

  async #drop(since: MarkName, done: MarkName, levels: readonly InfluxLevel[]): Promise<void> {
    const { client, ledger, ledgerId } = this.#parts;
    const { calendars, marks, commits, database, leases } = ledger;
    const until = marks.get(since);
    if (until <= marks.get(done)) return;
    await leases.drained();
    const kinds = [...ADDITIVE_KINDS, 'gauge' as const];
    const statements = levels.flatMap((level) => {
      // The day that goes on after it stays whole.
      const end = level === 'day' ? calendars.earliestStartOfDay(until) : until;
      const where = `"ledger"=${literal(ledgerId)} AND ${within(0, end)}`;
      return kinds.map((kind) => `DELETE FROM ${quoted(measurementOf(level, kind))} WHERE ${where}`);
    });
    try {
      await client.query(statements);
    } catch (error) {
      // It may be away for a while; what is to be deleted is not read any more.
      if (asInfluxError(error).failure === 'away') return;
      throw error;
    }
    await commits.exclusively(async () => {
      await database.transaction((connection) => marks.save(connection, done, until));
      marks.set(done, until);
    });
  }
}
