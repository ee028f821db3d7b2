import type { EventLog, EventQuery, LoggedEvent } from '../../../core/ports.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';
import { appendRows } from './text-rows.ts';

/** What happened, beside the measurements in the same file. */
export class LedgerEventLog implements EventLog {
  readonly #database: Database;
  readonly #commits: GroupCommit;
  #next = 1;

  constructor(database: Database, commits: GroupCommit) {
    this.#database = database;
    this.#commits = commits;
  }

  /** Goes on after the last event of the file. */
  resume(lastSequence: number): void {
    this.#next = lastSequence + 1;
  }

  async append(events: readonly Omit<LoggedEvent, 'sequence'>[]): Promise<void> {
    if (events.length === 0) return;
    await this.#commits.exclusively(async () => {
      const rows = events.map((event, i) => [
        this.#next + i,
        event.at,
        event.product,
        event.item,
        event.type,
        JSON.stringify(event.data),
      ]);
      await this.#database.transaction((connection) => appendRows(connection, 'events', rows));
      this.#next += events.length;
    });
  }

  async events(query: EventQuery): Promise<readonly LoggedEvent[]> {
    const conditions = ['product = $product'];
    const values: Record<string, string> = { product: query.product };
    if (query.item !== undefined) {
      conditions.push('item = $item');
      values.item = query.item;
    }
    if (query.types !== undefined) {
      const names = query.types.map((type, i) => {
        values[`type${i}`] = type;
        return `$type${i}`;
      });
      conditions.push(names.length === 0 ? 'false' : `type IN (${names.join(', ')})`);
    }
    if (query.from !== undefined) conditions.push(`ts >= ${query.from}`);
    if (query.to !== undefined) conditions.push(`ts < ${query.to}`);
    if (query.after !== undefined) conditions.push(`sequence > ${query.after}`);
    const order = query.order === 'happened' ? 'ts DESC, sequence DESC' : 'sequence DESC';
    const sql = `SELECT sequence::DOUBLE, ts::DOUBLE, item, type, data FROM events
      WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${query.limit ?? 100}`;
    const answer = await this.#database.reading((connection) => connection.runAndReadAll(sql, values));
    return (answer.getRows() as [number, number, string, string, string][]).map(
      ([sequence, at, item, type, data]) => ({
        sequence,
        at,
        product: query.product,
        item,
        type,
        data: JSON.parse(data) as Record<string, unknown>,
      }),
    );
  }
}
