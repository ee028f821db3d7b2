import type { SeriesName } from '../product/series.ts';

/** Somewhere that metrics are kept and shown. */
export interface Sink {
  /** Adds to a counter; 0 makes the series. */
  count(series: SeriesName, amount: number): void;
  set(series: SeriesName, value: number): void;
  /** Adds an observation to a histogram. */
  observe(series: SeriesName, value: number): void;
}

/** Tells every sink the same, in the same order. */
export class Recorder implements Sink {
  readonly #sinks: readonly Sink[];

  constructor(sinks: readonly Sink[]) {
    this.#sinks = sinks;
  }

  count(series: SeriesName, amount: number): void {
    for (const sink of this.#sinks) sink.count(series, amount);
  }

  set(series: SeriesName, value: number): void {
    for (const sink of this.#sinks) sink.set(series, value);
  }

  observe(series: SeriesName, value: number): void {
    for (const sink of this.#sinks) sink.observe(series, value);
  }
}
