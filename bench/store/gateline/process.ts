/** The process of bench/store/gateline/gateline.ts: one store, and what it is told to do. */
import { readFileSync } from 'node:fs';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT } from '../batches.ts';
import type { Extent } from '../extent.ts';
import { DAY_MS } from '../workload.ts';
import { Asker } from './asker.ts';
import type { Answers, Command, Reply } from './commands.ts';
import { fill } from './fill.ts';
import { writeAndRead } from './write-and-read.ts';
import { writeRate } from './write-rate.ts';

const { file, extent, rawRetentionDays } = JSON.parse(process.argv[2] ?? '') as {
  file: string;
  extent: Extent;
  rawRetentionDays: number;
};
const store = await DuckdbStore.open({ file, rawRetentionMs: rawRetentionDays * DAY_MS });
await store.alignDays(PRODUCT, 'UTC');
const asker = new Asker(store, extent);

async function obey(command: Command): Promise<Answers[keyof Answers]> {
  switch (command.do) {
    case 'fill':
      return await fill(store, command, extent.houseDays);
    case 'ask':
      return await asker.ask(command.question, command.round);
    case 'write':
      return await writeRate(store, extent);
    case 'write and read':
      return await writeAndRead(store, asker, extent);
    case 'look':
      return { bytes: (await store.usage()).bytes, rss: process.memoryUsage.rss(), peakRss: peakRss() };
    case 'end':
      await store.close();
      return null;
  }
}

/** The most that this process ever had in memory, bytes; now where the system does not say. */
function peakRss(): number {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (found !== undefined) return Number(found) * 1024;
  } catch {
    // Not Linux.
  }
  return process.memoryUsage.rss();
}

process.on('message', async (command: Command) => {
  const reply = await obey(command).then(
    (value): Reply => ({ value }),
    (error: unknown): Reply => ({
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  process.send?.(reply);
});
process.once('disconnect', () => process.exit());
