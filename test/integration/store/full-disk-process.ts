/**
 * Fills a small disk through a DuckDB store, makes room again, and tells what happened, one JSON line a step: the process that a test runs
 * where it may mount a small file system. Run with: folder of the small disk.
 */
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatelineError } from '../../../core/errors.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const [folder = '', reserve = '0'] = process.argv.slice(2);
const T0 = Date.UTC(2026, 9, 1);
const ballast = join(folder, 'ballast');
const store = await DuckdbStore.open({
  file: join(folder, 'gateline.duckdb'),
  reserveBytes: Number(reserve),
});
const all = Array.from({ length: 500 }, (_, i) => series('requests', { labels: { route: `${i}` } }));
let acknowledged = 0;
let next = 0;

async function write(): Promise<void> {
  const counters = Array.from({ length: 20_000 }, (_, i) => ({
    series: all[i % all.length]!,
    at: T0 + next * 1000 + (i % 1000),
    value: 1,
  }));
  await store.write({ source: 'load', id: `${next}`, counters });
  next += 1;
  acknowledged += counters.length;
}

async function writeUntilRefused(): Promise<string> {
  for (;;) {
    try {
      await write();
    } catch (error) {
      return (error as GatelineError).code;
    }
  }
}

/** The total as soon as the store can be read: it may be opening the file again. */
async function total(): Promise<number | undefined> {
  await until(() => store.status().state !== 'unavailable');
  const answer = await store.read({
    product: PRODUCT,
    from: T0,
    to: T0 + 30 * 86_400_000,
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  const group = answer.selections[0]?.groups[0];
  return group?.kind === 'counter' ? group.totals[0] : undefined;
}

function tell(step: string, more: object): void {
  const { bavail, bsize } = statfsSync(folder);
  console.log(
    JSON.stringify({ step, acknowledged, freeBytes: bavail * bsize, status: store.status(), ...more }),
  );
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
}

writeFileSync(ballast, Buffer.alloc(16 * 2 ** 20, 1));
const code = await writeUntilRefused();
tell('full', { code, total: await total() });
// Whatever else uses the disk takes the rest of it: the wall itself.
let rest = 0;
try {
  for (; ; rest += 1) writeFileSync(join(folder, `rest-${rest}`), Buffer.alloc(2 ** 20, 1));
} catch {
  // Full to the last block.
}
await store.maintain(T0 + 86_400_000, new AbortController().signal);
const atTheWall = await write().then(
  () => 'written',
  (error: GatelineError) => error.code,
);
tell('wall', { code: atTheWall, total: await total() });
for (let i = 0; i <= rest; i += 1) rmSync(join(folder, `rest-${i}`), { force: true });
rmSync(ballast);
await until(() => store.status().state === 'ready');
const again = await write().then(
  () => 'written',
  (error: GatelineError) => error.code,
);
await store.maintain(T0 + 86_400_000, new AbortController().signal);
tell('room', { code: again, total: await total() });
await store.close();
