import { rm } from 'node:fs/promises';
import type { Database } from './database.ts';
import { asUnavailable } from './failures.ts';
import { rows } from './rows-of.ts';
import { quotedName, quotedText } from './sql-text.ts';

let copies = 0;

/**
 * Copies a whole open database into a new file, as it is at one moment, beside reads and writes. A copy that fails leaves no file, and the
 * database as it was.
 *
 * @param file is not there yet; its folder is
 * @param signal breaks it off
 * @throws GatelineError `store-unavailable` with the database's reason, such as a disk that is full; the signal's reason
 */
export async function copyDatabase(database: Database, file: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const connection = await database.connect();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  copies += 1;
  const alias = `copy_${copies}`;
  try {
    const [own] = await rows<[string]>(connection, 'SELECT current_database()');
    await connection.run(`ATTACH ${quotedText(file)} AS ${alias} (READ_WRITE)`);
    // Nothing was running that an interruption could have ended.
    signal?.throwIfAborted();
    await connection.run(`COPY FROM DATABASE ${quotedName(own?.[0] ?? '')} TO ${alias}`);
    // Writes out what stands beside the copy as a log.
    await connection.run(`DETACH ${alias}`);
  } catch (error) {
    await connection.run(`DETACH DATABASE IF EXISTS ${alias}`).catch(() => undefined);
    for (const left of [file, `${file}.wal`]) await rm(left, { force: true });
    signal?.throwIfAborted();
    throw asUnavailable(file, error);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
  }
}
