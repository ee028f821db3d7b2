import { statSync } from 'node:fs';
import { Database, type DatabaseOptions } from './database.ts';
import { isOlder, migrate } from './schema.ts';

/**
 * Opens the file of a store, and brings its schema up to date. One of an earlier schema is brought up with as much memory as it takes: before
 * version 4 more could wait in it for another database than the usual limit lets be written out.
 *
 * @throws GatelineError `store-locked`, `store-schema-newer`, `store-unavailable`
 */
export async function openStoreDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await Database.open(options);
  try {
    if (!(await isOlder(database.writer))) {
      await migrate(database.writer, options.file);
      return database;
    }
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  await bringUp(options);
  return await Database.open(options);
}

async function bringUp(options: DatabaseOptions): Promise<void> {
  const database = await Database.open({ ...options, memoryLimit: roomFor(options.file) });
  try {
    await migrate(database.writer, options.file);
  } finally {
    // Writes out what stands beside the file as a log.
    database.close();
  }
}

/** What is packed in the file may be several times larger. It is only a bound: no more is taken than is read and written. */
function roomFor(file: string): string {
  const bytes = [file, `${file}.wal`].reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  return `${512 + Math.ceil((4 * bytes) / 1e6)}MB`;
}
