import type { MeasurementStore, WriteBatch } from '../../../core/ports.ts';
import { PRODUCT, series } from '../../contract/history.ts';

/** Start of the data; each batch has minutes of its own. */
export const LARGE_START = Date.UTC(2026, 5, 1);
const MINUTE_MS = 60_000;
const SERIES = 200;
const MINUTES = 50;
/** Of a batch: about 1.7 MB of line protocol. */
export const LARGE_POINTS = SERIES * MINUTES;

const routes = Array.from({ length: SERIES }, (_, i) => series('requests', { labels: { route: `${i}` } }));

export function largeBatch(number: number): WriteBatch {
  const from = LARGE_START + number * MINUTES * MINUTE_MS;
  return {
    source: 'large',
    id: `${number}`,
    counters: routes.flatMap((route) =>
      Array.from({ length: MINUTES }, (_, i) => ({ series: route, at: from + i * MINUTE_MS, value: 1 })),
    ),
  };
}

/** What so many batches count, as it is read. */
export async function largeTotal(
  store: Pick<MeasurementStore, 'read'>,
  batches: number,
): Promise<number | undefined> {
  const answer = await store.read({
    product: PRODUCT,
    from: LARGE_START,
    to: LARGE_START + batches * MINUTES * MINUTE_MS,
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  const group = answer.selections[0]?.groups[0];
  return group?.kind === 'counter' ? group.totals[0] : undefined;
}
