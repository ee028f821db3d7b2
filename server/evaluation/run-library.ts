import type { Actual } from '../../core/gate/verdict.ts';
import type { EvaluationItem, EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import type { SidesCompared } from '../../core/sides/difference.ts';
import { compareEvaluations } from '../../core/sides/evaluations.ts';
import {
  type ComparedActuals,
  type ComparedRuns,
  type ComparisonOptions,
  compareRuns,
} from '../../core/signal/compared-runs.ts';
import {
  type EvaluationOptions,
  evaluationActual,
  type RunWithItems,
} from '../../core/signal/evaluation-actual.ts';
import type { Signal } from '../../core/signal/signal.ts';

/** As many runs of one item are looked at; older ones are history. A harness makes a hundred at once, a run a task. */
const MAX_RUNS = 5_000;
/** Items of runs do not change, so they are read once; as many of them are kept in memory. */
const MAX_KEPT_ITEMS = 200_000;

/** And as many actuals, which follow from the items alone. */
const MOST_ACTUALS = 5_000;

/** Evaluation runs, their items and what follows from them remembered: runs are immutable, only whether they count may change. */
export class RunLibrary {
  readonly #store: MeasurementStore;
  /** Least recently used first. */
  readonly #items = new Map<string, readonly EvaluationItem[]>();
  #kept = 0;
  /** What is asked by many at once is read once. */
  readonly #asked = new Map<string, Promise<readonly EvaluationRunSummary[]>>();
  readonly #actuals = new Map<string, Promise<unknown>>();

  constructor(store: MeasurementStore) {
    this.#store = store;
  }

  /** Runs of an item that count (none retracted), newest first. */
  async runs(product: string, item: string): Promise<readonly EvaluationRunSummary[]> {
    return (await this.everyRun(product, item)).filter(({ retracted }) => retracted === undefined);
  }

  /** Runs of an item, those that were retracted included, newest first. */
  everyRun(product: string, item: string): Promise<readonly EvaluationRunSummary[]> {
    const key = JSON.stringify([product, item]);
    const asked =
      this.#asked.get(key) ??
      this.#store
        .evaluationRuns({ product, items: [item], includeRetracted: true, limit: MAX_RUNS })
        .finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  /** Runs with their items. */
  async withItems(runs: readonly EvaluationRunSummary[]): Promise<readonly RunWithItems[]> {
    return Promise.all(runs.map(async (run) => ({ run, items: await this.#itemsOf(run) })));
  }

  /** What runs show of a signal; `undefined` without any. */
  actual(
    signal: Signal,
    runs: readonly EvaluationRunSummary[],
    options: EvaluationOptions,
  ): Promise<Actual | undefined> {
    return this.#remembered(['actual', signal, runs.map(identityOf), options], async () =>
      evaluationActual(signal, await this.withItems(runs), options),
    );
  }

  /** Two versions set beside each other by their runs; `undefined` without both. */
  compared(
    signal: Signal,
    { own, baseline }: { readonly [K in keyof ComparedRuns]: readonly EvaluationRunSummary[] },
    options: ComparisonOptions,
  ): Promise<ComparedActuals | undefined> {
    return this.#remembered(
      ['compared', signal, own.map(identityOf), baseline.map(identityOf), options],
      async () =>
        compareRuns(
          signal,
          { own: await this.withItems(own), baseline: await this.withItems(baseline) },
          options,
        ),
    );
  }

  /** Two sides set beside each other by their runs, in both directions alike. */
  sides(
    signal: Signal,
    { a, b }: Readonly<Record<'a' | 'b', readonly EvaluationRunSummary[]>>,
  ): Promise<SidesCompared> {
    const side = async (runs: readonly EvaluationRunSummary[]) => ({
      item: runs[0]?.item ?? '',
      runs: await this.withItems(runs),
    });
    return this.#remembered(['sides', signal, a.map(identityOf), b.map(identityOf)], async () =>
      compareEvaluations(signal, { a: await side(a), b: await side(b) }),
    );
  }

  #remembered<T>(of: readonly unknown[], compute: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(of);
    const known = this.#actuals.get(key) as Promise<T> | undefined;
    const found = known ?? compute();
    this.#actuals.delete(key);
    this.#actuals.set(key, found);
    found.catch(() => this.#actuals.delete(key));
    for (const [oldest] of this.#actuals) {
      if (this.#actuals.size <= MOST_ACTUALS) break;
      this.#actuals.delete(oldest);
    }
    return found;
  }

  async #itemsOf({ product, id }: EvaluationRunSummary): Promise<readonly EvaluationItem[]> {
    const key = JSON.stringify([product, id]);
    const known = this.#items.get(key) ?? (await this.#store.evaluationItems(product, id));
    if (this.#items.delete(key)) this.#kept -= known.length;
    this.#items.set(key, known);
    this.#kept += known.length;
    for (const [oldest, items] of this.#items) {
      if (this.#kept <= MAX_KEPT_ITEMS || oldest === key) break;
      this.#items.delete(oldest);
      this.#kept -= items.length;
    }
    return known;
  }
}

function identityOf({ product, id }: EvaluationRunSummary): readonly string[] {
  return [product, id];
}
