import { type BreakerHistory, breakerHistories } from '../../core/alert/breakers.ts';
import type { MeasurementStore } from '../../core/ports.ts';

const DAY_MS = 86_400_000;

/** Every circuit breaker of a product over the last 24 hours up to `now`, the gravest first. */
export async function readBreakers(
  store: MeasurementStore,
  product: string,
  now: number,
): Promise<readonly BreakerHistory[]> {
  const from = now - DAY_MS;
  return breakerHistories(await store.breakers(product, from, now), from, now);
}
