import { Histogram, type Registry } from 'prom-client';

/** What a store was asked for. */
export type StoreWork = 'write' | 'read';

/** Seconds; a commit takes some milliseconds, and what takes seconds is what somebody wants to be woken for. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long the store took for what it was asked, until it was committed or told. One a server. */
export class StoreTimes {
  readonly #duration: Readonly<Record<StoreWork, Histogram<'outcome'>>> = {
    write: durations('write', 'How long writes took until they were committed'),
    read: durations('read', 'How long reads took'),
  };

  /** @param outcome `written`, `duplicate` or `read`, or the code of the error */
  observe(work: StoreWork, outcome: string, seconds: number): void {
    this.#duration[work].observe({ outcome }, seconds);
  }

  /** Shows the times in a registry. */
  registerIn(registry: Registry): void {
    for (const histogram of Object.values(this.#duration)) registry.registerMetric(histogram);
  }
}

function durations(work: StoreWork, help: string): Histogram<'outcome'> {
  return new Histogram({
    name: `gateline_store_${work}_duration_seconds`,
    help: `${help}, by what became of them.`,
    labelNames: ['outcome'],
    buckets: BUCKETS,
    registers: [],
  });
}
