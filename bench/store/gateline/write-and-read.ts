import { createHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { MeasurementStore } from '../../../core/ports.ts';
import { type Extent, endOf } from '../extent.ts';
import { batchesOfIncrements, incrementsIn, later } from '../increments.ts';
import { QUESTIONS } from '../questions.ts';
import { DAY_MS, START } from '../workload.ts';
import type { Asker } from './asker.ts';
import type { Held } from './commands.ts';

const RESOLUTION_MS = 5;
const WRITERS = 2;
/** A scrape beside them: some numbers, and some time before the next. */
const APPEND_POINTS = 100;
const APPEND_EVERY_MS = 20;
/** By so much the clock goes on from one reading to the next. */
const EVALUATED_EVERY_MS = 15_000;

/** Writes, reads and keeps house at once, as fast as each of them goes, and watches for how long the event loop is held meanwhile. */
export async function writeAndRead(store: MeasurementStore, asker: Asker, extent: Extent): Promise<Held> {
  const { batches, spanMs } = batchesOfIncrements(extent.writeHours);
  // After everything that is there already.
  const laterBy = (number: number) =>
    endOf(extent) + DAY_MS - START + Math.floor(number / batches.length) * spanMs;
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const until = performance.now() + extent.busySeconds * 1_000;
  const isOver = () => performance.now() >= until;
  // The clock goes on from where the questions before have left it.
  const begins = extent.warmingRounds + 2 * extent.rounds;
  let written = 0;
  let next = 0;
  let reads = 0;
  const write = async () => {
    while (!isOver()) {
      const number = next++;
      const points = batches[number % batches.length];
      if (points === undefined) return;
      await store.write(later(points, laterBy(number), `b${number}`));
      written += incrementsIn(points);
    }
  };
  const read = async () => {
    while (!isOver()) {
      await asker.ask(
        QUESTIONS[reads % QUESTIONS.length] ?? 'quarter',
        begins + (reads * EVALUATED_EVERY_MS) / asker.roundMs,
      );
      reads += 1;
      await setImmediate();
    }
  };
  const keepHouse = async () => {
    while (!isOver()) {
      await store.maintain(START + laterBy(next) + spanMs, new AbortController().signal);
      await setTimeout(1_000);
    }
  };
  const appends = createHistogram();
  const append = async () => {
    while (!isOver()) {
      const number = next++;
      const points = batches[number % batches.length];
      if (points === undefined) return;
      const counters = points.counters.slice(0, APPEND_POINTS);
      const began = performance.now();
      await store.write(later({ counters, distributions: [], gauges: [] }, laterBy(number), `a${number}`));
      appends.record(Math.max(1, Math.round((performance.now() - began) * 1e6)));
      await setTimeout(APPEND_EVERY_MS);
    }
  };
  const began = performance.now();
  delay.enable();
  await Promise.all([...Array.from({ length: WRITERS }, write), append(), read(), keepHouse()]);
  delay.disable();
  return {
    p99: delay.percentile(99) / 1e6,
    most: delay.max / 1e6,
    append: { p99: appends.percentile(99) / 1e6, most: appends.max / 1e6, n: appends.count },
    writesPerSecond: (written / (performance.now() - began)) * 1_000,
    reads,
  };
}
