/**
 * Writes batches into a store as fast as it can, from several callers at once, and says on standard output which were acknowledged: the
 * process that a test kills. Run with: number of the first batch, file, URL of InfluxDB if the numbers lie there.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { killBatch } from './kill-batches.ts';

const WRITERS = 8;

const [first = '0', file = '', url] = process.argv.slice(2);
const store = await open();
let next = Number(first);
// What was compiled is of use to the next one, and a process that is killed would not leave it behind.
flushCompileCache();

// Said before the first write, so that the time of the kill is counted from here.
writeSync(1, 'open\n');

/** Only what is needed is loaded: the process starts anew for each kill. */
async function open() {
  if (url === undefined) {
    const { DuckdbStore } = await import('../../../server/store/duckdb/duckdb-store.ts');
    return await DuckdbStore.open({ file });
  }
  const { InfluxStore } = await import('../../../server/store/influx/influx-store.ts');
  return await InfluxStore.open({ file, influx: { url, database: 'gateline' }, clock: Date });
}

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
    await store.maintain(Date.UTC(2027, 0, 1), new AbortController().signal).catch(unlessLater);
    await new Promise((resolve) => setTimeout(resolve, url === undefined ? 5 : 200));
  }
}

/** Housekeeping leaves roll-ups for later when InfluxDB takes its time. */
function unlessLater(error: unknown): void {
  if (url === undefined || !String(error).includes('roll-ups are made later')) throw error;
}

await Promise.all([...Array.from({ length: WRITERS }, write), housekeeping()]);
