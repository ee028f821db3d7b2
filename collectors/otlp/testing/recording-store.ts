import { GatelineError } from '../../../core/errors.ts';
import type { MeasurementStore, StoreStatus, WriteBatch, WriteOutcome } from '../../../core/ports.ts';

/** Keeps batches as they come, and state as a store would: what a collector sees of a store, and nothing else. */
export class RecordingStore {
  readonly batches: WriteBatch[] = [];
  readonly #state = new Map<string, Map<string, string>>();
  readonly #ids = new Set<string>();
  /** Fails so many writes before they happen. */
  failures = 0;
  /** Loses so many answers: the write happens, and its caller never hears of it. */
  lostAnswers = 0;
  current: StoreStatus = { state: 'ready' };
  /** Resolves when a write may go on. */
  gate: Promise<void> = Promise.resolve();

  async write(batch: WriteBatch): Promise<WriteOutcome> {
    await this.gate;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new GatelineError('store-unavailable', 'The store cannot be reached.');
    }
    const id = JSON.stringify([batch.source, batch.id]);
    const outcome = this.#ids.has(id) ? 'duplicate' : 'written';
    if (outcome === 'written') this.#keep(id, batch);
    if (this.lostAnswers > 0) {
      this.lostAnswers -= 1;
      throw new GatelineError('store-unavailable', 'The connection to the store was lost.');
    }
    return outcome;
  }

  async state(source: string): Promise<ReadonlyMap<string, string>> {
    return new Map(this.#state.get(source));
  }

  status(): StoreStatus {
    return this.current;
  }

  /** As the port that collectors are given; they call nothing else of it. */
  get port(): MeasurementStore {
    return this as unknown as MeasurementStore;
  }

  #keep(id: string, batch: WriteBatch): void {
    this.#ids.add(id);
    this.batches.push(batch);
    const state = this.#state.get(batch.source) ?? new Map<string, string>();
    this.#state.set(batch.source, state);
    for (const { key, value } of batch.state ?? []) {
      if (value === null) state.delete(key);
      else state.set(key, value);
    }
  }

  /** Sums of counters, by measure, item, build, environment and labels (`requests v2`, `requests v2 {region=eu}`). */
  counters(): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { series, value } of this.batches.flatMap((batch) => batch.counters ?? [])) {
      const labels = Object.entries(series.labels).map(([name, text]) => `${name}=${text}`);
      const place = series.environment === 'production' ? '' : ` in ${series.environment}`;
      const kept = labels.length > 0 ? ` {${labels.join(',')}}` : '';
      const key = `${series.measure} ${series.item}${place}${kept}`.trim();
      sums[key] = (sums[key] ?? 0) + value;
    }
    return sums;
  }

  /** All cells of a measure's distributions, added up, and the sum of the sums. */
  distribution(measure: string): {
    cells: { lower: number; upper: number; count: number }[];
    sum: number;
  } {
    const cells = new Map<string, { lower: number; upper: number; count: number }>();
    let sum = 0;
    for (const point of this.batches.flatMap((batch) => batch.distributions ?? [])) {
      if (point.series.measure !== measure) continue;
      sum += point.sum ?? Number.NaN;
      for (const cell of point.cells) {
        const key = `${cell.lower}:${cell.upper}`;
        const known = cells.get(key);
        if (known === undefined) cells.set(key, { ...cell });
        else known.count += cell.count;
      }
    }
    return { cells: [...cells.values()].sort((a, b) => a.upper - b.upper), sum };
  }

  /** How long a measure was observed, ms. */
  observedMs(measure: string): number {
    const observations = this.batches.flatMap((batch) => batch.observations ?? []);
    return observations
      .filter((each) => each.measure === measure)
      .reduce((sum, each) => sum + each.durationMs, 0);
  }
}
