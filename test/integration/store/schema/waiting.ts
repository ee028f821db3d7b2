import type { MeasurementStore, WriteBatch } from '../../../../core/ports.ts';
import { PRODUCT, series } from '../../../contract/history.ts';

const BATCHES = 5;
const POINTS = 60;
const START = Date.UTC(2026, 9, 1);
const MINUTE_MS = 60_000;

/** What the spool of a fixture holds in all: nothing of it has arrived in InfluxDB. */
export const WAITING_TOTAL = BATCHES * POINTS;

/** Writes into a store whose InfluxDB is away. */
export async function writeWaiting(store: Pick<MeasurementStore, 'write'>): Promise<void> {
  for (let number = 0; number < BATCHES; number += 1) await store.write(waitingBatch(number));
}

/** What was acknowledged, and is known when it is sent again. */
export function waitingBatch(number: number): WriteBatch {
  return {
    source: 'waiting',
    id: `${number}`,
    counters: Array.from({ length: POINTS }, (_, i) => ({
      series: series('requests', { labels: { route: `${i % 6} über 🚦` } }),
      at: START + number * MINUTE_MS * POINTS + i * MINUTE_MS,
      value: 1,
    })),
  };
}

/** The total of what waited, as it is read when it has arrived. */
export async function arrivedTotal(store: Pick<MeasurementStore, 'read'>): Promise<number | undefined> {
  const answer = await store.read({
    product: PRODUCT,
    from: START,
    to: START + 24 * 60 * MINUTE_MS,
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  const group = answer.selections[0]?.groups[0];
  return group?.kind === 'counter' ? group.totals[0] : undefined;
}
