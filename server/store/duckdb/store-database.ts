import { rmSync, statSync } from 'node:fs';
import { GatelineError } from '../../../core/errors.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { meansFull } from './failures.ts';
import { isOlder, migrate } from './schema.ts';

/**
 * Opens the file of a store, or makes it, and brings its schema up to date. One of an earlier schema is brought up with as much memory as it takes: before
 * version 4 more could wait in it for another database than the usual limit lets be written out.
 *
 * @throws GatelineError `store-locked`, `store-schema-newer`, `store-unavailable`
 */
export async function openStoreDatabase(options: DatabaseOptions): Promise<Database> {
  const missing = filesOf(options.file).filter((path) => sizeOf(path) === undefined);
  try {
    return await openWithSchema(options);
  } catch (error) {
    // A file that could only be begun would be taken for a damaged one.
    if (missing.includes(options.file) && meansFull(error instanceof GatelineError ? error.cause : error)) {
      for (const path of missing) rmSync(path, { force: true });
    }
    throw error;
  }
}

async function openWithSchema(options: DatabaseOptions): Promise<Database> {
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

/**
 * A limit on memory for all of a file of an earlier schema at once: what is packed in it may be several times larger. It is only a bound: no
 * more is taken than is read and written.
 */
export function roomFor(file: string): string {
  const bytes = filesOf(file).reduce((sum, path) => sum + (sizeOf(path) ?? 0), 0);
  return `${512 + Math.ceil((4 * bytes) / 1e6)}MB`;
}

/** A database, and the log beside it. */
function filesOf(file: string): readonly string[] {
  return [file, `${file}.wal`];
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
