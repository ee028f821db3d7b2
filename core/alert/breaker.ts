/** A circuit breaker's state, normalised from what libraries expose. */
export type BreakerState = 'closed' | 'half-open' | 'open';

/** A change of state that was seen; the time is that of the sample or event that showed it. */
export interface BreakerTransition {
  readonly product: string;
  readonly breaker: string;
  readonly item: string;
  readonly environment: string;
  /** Unix ms. */
  readonly at: number;
  readonly state: BreakerState;
}
