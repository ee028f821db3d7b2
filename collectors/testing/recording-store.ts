import { type Distribution, mergeDistributions } from '../../core/measure/distribution.ts';
import type { Series } from '../../core/measure/series.ts';
import type {
  KnownSeries,
  MeasurementStore,
  ReadResult,
  SourceCounter,
  SourceMonitor,
  StoreStatus,
  StoreUsage,
  WriteBatch,
  WriteOutcome,
} from '../../core/ports.ts';

/** What a test asks for: every series whose key agrees. */
export type Wanted = Partial<Pick<Series, 'product' | 'item' | 'build' | 'environment'>> & {
  readonly labels?: Readonly<Record<string, string>>;
};

/**
 * A store that keeps batches, state and cursors as the port asks for, and lets a test look into them. It answers no reads: collectors
 * make none.
 */
export class RecordingStore implements MeasurementStore {
  readonly batches: WriteBatch[] = [];
  /** What the next writes do: fail before the commit, fail after it (nobody knows), or wait. */
  readonly trouble: ('refuse' | 'lose the answer' | Promise<unknown>)[] = [];
  stateReads = 0;
  readonly #ids = new Set<string>();
  readonly #state = new Map<string, Map<string, string>>();
  readonly #cursors = new Map<string, string>();

  async write(batch: WriteBatch): Promise<WriteOutcome> {
    refuseNonsense(batch);
    const trouble = this.trouble.shift();
    if (trouble === 'refuse') throw new Error('the store is full');
    if (trouble instanceof Promise) await trouble;
    const id = JSON.stringify([batch.source, batch.id]);
    const known = this.#ids.has(id);
    if (!known) this.#commit(id, structuredClone(batch));
    if (trouble === 'lose the answer') throw new Error('the connection was lost');
    return known ? 'duplicate' : 'written';
  }

  async state(source: string): Promise<ReadonlyMap<string, string>> {
    this.stateReads += 1;
    return new Map(this.#state.get(source));
  }

  async cursor(source: string): Promise<string | undefined> {
    return this.#cursors.get(source);
  }

  /** Sum of all increments of a measure. */
  total(measure: string, wanted: Wanted = {}): number {
    return this.counters(measure, wanted).reduce((sum, point) => sum + point.value, 0);
  }

  counters(measure: string, wanted: Wanted = {}) {
    return this.#points('counters', measure, wanted);
  }

  gauges(measure: string, wanted: Wanted = {}) {
    return this.#points('gauges', measure, wanted);
  }

  distribution(measure: string, wanted: Wanted = {}): Distribution {
    return mergeDistributions(this.#points('distributions', measure, wanted));
  }

  /** How long the measure of an item was watched, ms. */
  observedMs(measure: string, item: string): number {
    return this.batches
      .flatMap((batch) => batch.observations ?? [])
      .filter((one) => one.measure === measure && one.item === item)
      .reduce((sum, one) => sum + one.durationMs, 0);
  }

  /** `at state` of each transition, in the order in which they were written. */
  breakerChanges(): string[] {
    const all = this.batches.flatMap((batch) => batch.breakers ?? []);
    return all.map(({ at, breaker, state }) => `${at} ${breaker} ${state}`);
  }

  async series(): Promise<readonly KnownSeries[]> {
    return [];
  }

  read(): Promise<ReadResult> {
    return unasked();
  }

  breakers(): Promise<never> {
    return unasked();
  }

  evaluationRuns(): Promise<never> {
    return unasked();
  }

  evaluationItems(): Promise<never> {
    return unasked();
  }

  retractEvaluation(): Promise<never> {
    return unasked();
  }

  async alignDays(): Promise<void> {}

  async maintain(): Promise<void> {}

  status(): StoreStatus {
    return { state: 'ready' };
  }

  usage(): Promise<StoreUsage> {
    return unasked();
  }

  async close(): Promise<void> {}

  #points<K extends 'counters' | 'gauges' | 'distributions'>(kind: K, measure: string, wanted: Wanted) {
    type Point = NonNullable<WriteBatch[K]>[number];
    return this.batches
      .flatMap((batch) => (batch[kind] ?? []) as readonly Point[])
      .filter(({ series }) => series.measure === measure && agrees(series, wanted));
  }

  #commit(id: string, batch: WriteBatch): void {
    this.#ids.add(id);
    this.batches.push(batch);
    const state = this.#state.get(batch.source) ?? new Map<string, string>();
    this.#state.set(batch.source, state);
    for (const { key, value } of batch.state ?? []) {
      if (value === null) state.delete(key);
      else state.set(key, value);
    }
    if (batch.cursor !== undefined) this.#cursors.set(batch.source, batch.cursor);
  }
}

/** As every real store does. */
function refuseNonsense({
  counters = [],
  distributions = [],
  gauges = [],
  observations = [],
}: WriteBatch): void {
  const amounts = [...counters.map((point) => point.value), ...observations.map((one) => one.durationMs)];
  const counts = distributions.flatMap((point) => point.cells.map((cell) => cell.count));
  const any = [...gauges.map((point) => point.value), ...distributions.map((point) => point.sum ?? 0)];
  if ([...amounts, ...counts].some((value) => !(value >= 0 && value < Infinity))) throw new Error('nonsense');
  if (any.some((value) => !Number.isFinite(value))) throw new Error('nonsense');
  if (distributions.some((point) => point.cells.some((cell) => !(cell.lower < cell.upper))))
    throw new Error('nonsense');
  const times = [...counters, ...distributions, ...gauges, ...observations].map((point) => point.at);
  if (!times.every((at) => Number.isSafeInteger(at) && at > 0)) throw new Error('nonsense');
  if (!observations.every((one) => one.durationMs > 0)) throw new Error('nonsense');
}

function agrees(series: Series, wanted: Wanted): boolean {
  const { labels = {}, ...key } = wanted;
  const sameKey = Object.entries(key).every(([name, value]) => series[name as keyof Series] === value);
  return sameKey && Object.entries(labels).every(([name, value]) => series.labels[name] === value);
}

function unasked(): Promise<never> {
  return Promise.reject(new Error('a collector does not read from the store'));
}

/** Keeps what it is told. */
export class RecordingMonitor implements SourceMonitor {
  /** By kind; rejected ones also as `rejected: reason`. */
  readonly counts: Record<string, number> = {};
  readonly failures: string[] = [];
  /** As they stand now. */
  warnings: readonly string[] = [];
  successes = 0;

  count(_source: string, what: SourceCounter, n: number, reason?: string): void {
    this.#add(what, n);
    if (reason !== undefined) this.#add(`${what}: ${reason}`, n);
  }

  succeeded(): void {
    this.successes += 1;
  }

  failed(_source: string, _at: number, message: string): void {
    this.failures.push(message);
  }

  warned(_source: string, warnings: readonly string[]): void {
    this.warnings = warnings;
  }

  #add(what: string, n: number): void {
    this.counts[what] = (this.counts[what] ?? 0) + n;
  }
}
