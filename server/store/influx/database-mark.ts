import { GatelineError } from '../../../core/errors.ts';
import type { DuckDBConnection } from '../duckdb/database.ts';
import { addFact, INFLUX_MARKED_AT, readFact } from '../duckdb/facts.ts';
import type { Ledger } from '../duckdb/ledger.ts';
import { type InfluxClient, literal, quoted } from './influx-client.ts';
import { asInfluxError } from './influx-error.ts';
import { nanoseconds, tagText } from './line-protocol.ts';

const MEASUREMENT = 'gateline_ledger';

export interface DatabaseMarkParts {
  readonly client: InfluxClient;
  readonly ledger: Ledger;
  readonly ledgerId: string;
  /** How long the database keeps what is put there, at least, ms; absent: for ever. */
  readonly rollUpRetentionMs?: number;
  /** Unix ms. */
  now(): number;
}

/**
 * A point that is put into the database once. Where it is not found any more, the numbers beside it are not there either: the database was
 * dropped and made anew, or the configuration leads to another server or another retention policy. Answers would look whole.
 */
export class DatabaseMark {
  readonly #parts: DatabaseMarkParts;
  /** When the point was put there, Unix ms. */
  #markedAt: number | undefined;

  constructor(parts: DatabaseMarkParts) {
    this.#parts = parts;
  }

  async load(connection: DuckDBConnection): Promise<void> {
    const fact = await readFact(connection, INFLUX_MARKED_AT);
    if (fact !== undefined) this.#markedAt = Number(fact);
  }

  /**
   * Looks for the point, or puts it there for the first time.
   *
   * @returns whether InfluxDB has answered
   * @throws GatelineError `config-invalid` when it is gone
   */
  async look(): Promise<boolean> {
    const { rollUpRetentionMs = Number.POSITIVE_INFINITY, now } = this.#parts;
    if (this.#markedAt === undefined) return await this.#put();
    if (now() - this.#markedAt > rollUpRetentionMs) return true;
    return await this.#find(this.#markedAt);
  }

  async #put(): Promise<boolean> {
    const { client, ledger, ledgerId, now } = this.#parts;
    const at = now();
    const line = `${MEASUREMENT},ledger=${tagText(ledgerId)} marked=1 ${nanoseconds(at, 0)}`;
    const outcome = await client.send(line, new AbortController().signal);
    if (outcome.kind !== 'taken') return outcome.kind !== 'away';
    await ledger.commits.exclusively(() =>
      ledger.database.transaction((connection) => addFact(connection, INFLUX_MARKED_AT, String(at))),
    );
    this.#markedAt = at;
    return true;
  }

  async #find(markedAt: number): Promise<boolean> {
    const { client, ledgerId } = this.#parts;
    const sql = `SELECT last("marked") FROM ${quoted(MEASUREMENT)} WHERE "ledger"=${literal(ledgerId)}`;
    let found: number;
    try {
      const [rows] = await client.query([sql]);
      found = rows?.length ?? 0;
    } catch (error) {
      // One that cannot be asked this says nothing about it.
      return asInfluxError(error).failure !== 'away';
    }
    if (found > 0) return true;
    throw new GatelineError(
      'config-invalid',
      `What Gateline has put into InfluxDB at ${client.address} since ${new Date(markedAt).toISOString()} is not there any more: the database was dropped, or store.url or store.retention_policy lead to another one. It is missing from every answer. Bring it back, or begin anew with another data: folder.`,
    );
  }
}
