import CircuitBreaker from 'opossum';
import { BREAKER_EVENTS, BREAKER_STATES } from '../product/metrics.ts';
import { breakerEvent, breakerState } from '../product/series.ts';
import { BREAKER_RESET_SECONDS, type Route } from '../product/versions.ts';
import type { Sink } from './recorder.ts';

/** What a call of a model came to. `given-up` was waited for in vain; `spared` was not even tried, since the breaker is open. */
export type CallResult = 'answered' | 'given-up' | 'spared';

/** How a call is going to go. */
export type CallFate = 'answer' | 'refuse' | 'hang';

/**
 * Simulated calls take no time, so the real limit on a call that hangs is short; its simulated latency is that of the product
 * (CALL_TIMEOUT_SECONDS).
 */
const HANGING_MS = 150;

const OPTIONS = {
  timeout: HANGING_MS,
  errorThresholdPercentage: 50,
  volumeThreshold: 3,
  rollingCountTimeout: 20_000,
  rollingCountBuckets: 20,
  enableSnapshots: false,
};

type Breaker = CircuitBreaker<[CallFate], CallResult>;

/** Calls of the models, each model behind an opossum circuit breaker with the rules as its fallback. */
export class ModelCalls {
  readonly #breakers: Readonly<Record<Route, Breaker>>;
  readonly #sink: Sink;

  constructor(sink: Sink, resetMs = BREAKER_RESET_SECONDS * 1000) {
    this.#sink = sink;
    this.#breakers = { fast: this.#breaker('fast', resetMs), capable: this.#breaker('capable', resetMs) };
  }

  /** Resolves in any case: what the model does not answer, the rules do. */
  call(route: Route, fate: CallFate): Promise<CallResult> {
    return this.#breakers[route].fire(fate);
  }

  /** Ends the breakers' timers. */
  shutdown(): void {
    for (const breaker of Object.values(this.#breakers)) breaker.shutdown();
  }

  #breaker(route: Route, resetMs: number): Breaker {
    const breaker: Breaker = new CircuitBreaker(callModel, {
      ...OPTIONS,
      resetTimeout: resetMs,
      name: route,
    });
    breaker.fallback((_: CallFate, error: unknown): CallResult => (isSpared(error) ? 'spared' : 'given-up'));
    const events: NodeJS.EventEmitter = breaker;
    for (const event of BREAKER_EVENTS) {
      events.on(event, () => this.#sink.count(breakerEvent(route, event), 1));
    }
    events.on('open', () => this.#sink.set(breakerState(route), BREAKER_STATES.open));
    events.on('halfOpen', () => this.#sink.set(breakerState(route), BREAKER_STATES.halfOpen));
    events.on('close', () => this.#sink.set(breakerState(route), BREAKER_STATES.closed));
    return breaker;
  }
}

async function callModel(fate: CallFate): Promise<CallResult> {
  if (fate === 'refuse') throw new Error('the model is overloaded');
  if (fate === 'hang') await new Promise(() => {});
  return 'answered';
}

/** opossum's own error of a call that it did not let through. */
function isSpared(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EOPENBREAKER';
}
