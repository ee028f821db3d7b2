/**
 * Says on standard output what it finds in a store, then writes batches into it as fast as it can, from several callers at once, and says
 * which were acknowledged: the process that a test kills. Run with: its task, as JSON.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { type Found, whatIsIn } from './found.ts';
import { killBatch } from './kill-batches.ts';

/** What such a process has to do. */
export interface Task {
  readonly file: string;
  /** Of InfluxDB, if the numbers lie there. */
  readonly url?: string;
  /** Number of the first batch that it writes. */
  readonly first: number;
  /** The batches that the store must know. */
  readonly acknowledged: readonly number[];
}

const WRITERS = 8;

const { file, url, first, acknowledged } = JSON.parse(process.argv[2] ?? '') as Task;
const open = await opener();
const began = performance.now();
const store = await open();
const startMs = performance.now() - began;
let next = first;
// What was compiled is of use to the next one, and a process that is killed would not leave it behind.
flushCompileCache();

// Said before the first write, so that the time of the kill is counted from here.
const found: Found = { startMs, ...(await whatIsIn(store, acknowledged)) };
writeSync(1, `${JSON.stringify(found)}\n`);

/** Only what is needed is loaded: the process starts anew for each kill. */
async function opener() {
  if (url === undefined) {
    const { DuckdbStore } = await import('../../../server/store/duckdb/duckdb-store.ts');
    return () => DuckdbStore.open({ file });
  }
  const { InfluxStore } = await import('../../../server/store/influx/influx-store.ts');
  return () => InfluxStore.open({ file, influx: { url, database: 'gateline' }, clock: Date });
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

/** Housekeeping leaves roll-ups for later when InfluxDB takes its time, or takes it while much comes late. */
function unlessLater(error: unknown): void {
  if (url === undefined || !String(error).includes('Roll-ups are made later.')) throw error;
}

await Promise.all([...Array.from({ length: WRITERS }, write), housekeeping()]);
