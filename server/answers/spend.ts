import type { MeasurementStore } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { readSpend, type SpendOfLimit } from '../evaluation/spend.ts';
import type { SpendResponse } from '../http/contract/operations.ts';

type Limit = SpendResponse['limits'][number];

/** The spend limits of a roadmap and how they stand. */
export async function spendAnswer(
  store: MeasurementStore,
  roadmap: Roadmap,
  now: number,
): Promise<SpendResponse> {
  const limits = await readSpend(store, roadmap, now);
  return { asOf: now, currency: roadmap.currency, limits: limits.map(limitAnswer) };
}

/** One limit as the API tells it. */
export function limitAnswer({ limit, reading, status, byItem }: SpendOfLimit): Limit {
  const { title, amount, period, item, runbook, contact } = limit;
  const { from, to, spent, lastDay, coverage, pricedShare, observedAt } = reading;
  const { state, sentence, projected, reachedAt } = status;
  return {
    title,
    amount,
    period,
    from,
    to,
    spent,
    lastDay,
    state,
    coverage,
    sentence,
    byItem: byItem.map((one) => ({ ...one })),
    ...present({ item, projected, reachedAt, pricedShare, observedAt, runbook, contact }),
  };
}
