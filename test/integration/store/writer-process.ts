/**
 * Writes batches into a DuckDB store as fast as it can, from several callers at once, and says on standard output which were
 * acknowledged: the process that a test kills. Run with: file, number of the first batch.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { killBatch } from './kill-batches.ts';

const [file = '', first = '0'] = process.argv.slice(2);
const store = await DuckdbStore.open({ file });
let next = Number(first);
// What was compiled is of use to the next one, and a process that is killed would not leave it behind.
flushCompileCache();

// Said before the first write, so that the time of the kill is counted from here.
writeSync(1, 'open\n');

async function write(): Promise<void> {
  for (;;) {
    const number = next;
    next += 1;
    await store.write(killBatch(number));
    writeSync(1, `${number}\n`);
  }
}

async function housekeeping(): Promise<void> {
  for (;;) {
    await store.maintain(Date.UTC(2027, 0, 1), new AbortController().signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

await Promise.all([write(), write(), write(), housekeeping()]);
