import type { WriteBatch } from '../../../core/ports.ts';
import { series } from '../../contract/history.ts';

/** Start of the data; the batches advance by seven hours each, so that spans fill, close and are compacted while the test runs. */
export const KILL_TEST_START = Date.UTC(2026, 0, 5);
const STEP_MS = 7 * 3_600_000;
export const POINTS = 20;

/** Batch `number`: every point of it says which batch it belongs to, so that a half batch would be noticed. */
export function killBatch(number: number): WriteBatch {
  const from = KILL_TEST_START + (number % 400) * STEP_MS;
  return {
    source: 'load',
    id: `${number}`,
    cursor: `${number}`,
    state: [{ key: `batch-${number % 100}`, value: `${number}` }],
    counters: Array.from({ length: POINTS }, (_, i) => ({
      series: series('requests', { labels: { point: `${i}` } }),
      at: from + i * 60_000,
      value: 1,
    })),
    gauges: [{ series: series('labeled_examples'), at: from, value: number }],
    observations: [
      {
        product: 'ticket-routing',
        measure: 'requests',
        item: 'v2',
        environment: 'production',
        at: from,
        durationMs: 1,
      },
    ],
  };
}
