import type { BreakerHistory } from '../../core/alert/breakers.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { readBreakers } from '../evaluation/breakers.ts';
import type { BreakersResponse } from '../http/contract/operations.ts';

const DAY_MS = 86_400_000;

/** Every circuit breaker of a product over the last 24 hours, the gravest first. */
export async function breakersAnswer(
  store: MeasurementStore,
  product: string,
  now: number,
): Promise<BreakersResponse> {
  const histories = await readBreakers(store, product, now);
  return { asOf: now, from: now - DAY_MS, to: now, breakers: histories.map(breakerAnswer) };
}

/** One breaker as the API tells it. */
export function breakerAnswer(history: BreakerHistory): BreakersResponse['breakers'][number] {
  return { ...history, timeline: history.timeline.map((stretch) => ({ ...stretch })) };
}
