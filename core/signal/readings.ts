import { type BucketCount, type Distribution, mergeDistributions } from '../measure/distribution.ts';
import type { GaugeReading, Group, SelectionResult } from '../ports.ts';
import { mergeGauges } from './merge-steps.ts';
import { essentialMeasures, type SignalScope } from './selections.ts';
import type { CounterSum, Signal } from './signal.ts';
import { type SignalPlan, signalPlan } from './signal-plan.ts';

/** A signal's questions with their answers: one result for each of {@link signalSelections}, in its order. */
export interface SignalAnswers {
  readonly signal: Signal;
  readonly scope: SignalScope;
  readonly results: readonly SelectionResult[];
  /** Where these stand among the results, of which others are for others; absent: the results are in order, and nothing else. */
  readonly at?: readonly number[];
}

/** How measures were watched in a step. */
export interface Watched {
  /** Of the one that was watched least, ms. */
  readonly observedMs: number;
  /** When the one was last observed that was so the longest time ago; absent where none ever was. */
  readonly observedAt: number | undefined;
  /** Those that never were. */
  readonly unseen: readonly string[];
}

const ALL_SEEN: readonly string[] = [];

/** What a step of a read says of one measure; `each` picks one value of the scope's label. */
export class SignalReadings {
  readonly signal: Signal;
  readonly scope: SignalScope;
  readonly #plan: SignalPlan;
  readonly #results: readonly SelectionResult[];
  readonly #at: readonly number[] | undefined;
  /** Of selections that are read of all items: the groups of this one, whatever their label, which steps ask for again and again. */
  #ownGroups: Map<number, readonly Group[]> | undefined;

  /** @throws RangeError when there are not as many answers as questions: they belong to something else */
  constructor({ signal, scope, results, at }: SignalAnswers) {
    this.signal = signal;
    this.scope = scope;
    this.#plan = signalPlan(signal, scope);
    this.#results = results;
    this.#at = at;
    const { length } = this.#plan.selections;
    const answers = at ?? results;
    if (answers.length !== length) {
      throw new RangeError(`${answers.length} answers to the ${length} questions of ${signal.name}`);
    }
  }

  /** The total of a counter in a step, 0 where it was silent. */
  counter(measure: string, step: number, each?: string): number {
    const groups = this.#groups(measure, each);
    let total = 0;
    for (let i = 0; i < groups.length; i += 1) {
      const group = groups[i] as Group;
      if (group.kind === 'counter') total += group.totals[step] ?? 0;
    }
    return total;
  }

  /** The totals of a counter in a step by the values of a label that it is split by. */
  byLabel(measure: string, label: string, step: number, each?: string): ReadonlyMap<string, number> {
    const totals = new Map<string, number>();
    const at = this.#plan.selections[this.#indexOf(measure)]?.by?.indexOf(`label:${label}`) ?? -1;
    for (const group of this.#groups(measure, each)) {
      if (group.kind !== 'counter') continue;
      const value = group.key[at] ?? '';
      totals.set(value, (totals.get(value) ?? 0) + (group.totals[step] ?? 0));
    }
    return totals;
  }

  sum(terms: CounterSum, step: number, each?: string): number {
    let total = 0;
    for (let i = 0; i < terms.length; i += 1) {
      const term = terms[i] as CounterSum[number];
      total += term.sign * this.counter(term.measure, step, each);
    }
    return total;
  }

  distribution(measure: string, step: number, each?: string): Distribution {
    const parts: Distribution[] = [];
    for (const group of this.#groups(measure, each)) {
      const part = group.kind === 'distribution' ? group.steps[step] : undefined;
      // A step without observations has no sum to lack.
      if (part !== undefined && hasObservations(part.cells)) parts.push(part);
    }
    return parts.length === 1 ? (parts[0] as Distribution) : mergeDistributions(parts);
  }

  /** A gauge in a step; where several groups meet, their samples are taken together. */
  gauge(measure: string, step: number, each?: string): GaugeReading | undefined {
    return mergeGauges(
      this.#groups(measure, each).map((group) => (group.kind === 'gauge' ? group.steps[step] : undefined)),
    );
  }

  lastObservedAt(measure: string): number | undefined {
    return this.#result(measure)?.lastObservedAt;
  }

  /** How the measures without which the signal has no value were watched in a step. */
  watched(step: number): Watched {
    let observedMs = Number.POSITIVE_INFINITY;
    let observedAt: number | undefined;
    let unseen: string[] | undefined;
    const { essential } = this.#plan;
    for (let i = 0; i < essential.length; i += 1) {
      const { measure, index } = essential[i] as SignalPlan['essential'][number];
      const result = this.#resultAt(index);
      observedMs = Math.min(observedMs, result?.observedMs[step] ?? 0);
      const at = result?.lastObservedAt;
      if (at === undefined) unseen = [...(unseen ?? []), measure];
      else if (observedAt === undefined || at < observedAt) observedAt = at;
    }
    return { observedMs, observedAt, unseen: unseen ?? ALL_SEEN };
  }

  /** Whether the scope has a series of the measure at all. */
  has(measure: string): boolean {
    return this.#groups(measure, undefined).length > 0;
  }

  /** Whether any of it may be samples that stand for others. */
  hasSamples(): boolean {
    const { samples } = this.#plan;
    for (let i = 0; i < samples.length; i += 1)
      if ((this.#resultAt(samples[i] as number)?.groups.length ?? 0) > 0) return true;
    return false;
  }

  /** The values of the scope's `each` label that occur, ascending; the empty one (series without the label) is left out. */
  eachValues(): readonly string[] {
    const label = `label:${this.scope.each}` as const;
    const values = new Set<string>();
    for (const measure of populationMeasures(this.signal)) {
      const at = this.#plan.selections[this.#indexOf(measure)]?.by?.indexOf(label) ?? -1;
      if (at < 0) continue;
      for (const { key } of this.#groups(measure, undefined)) if (key[at]) values.add(key[at]);
    }
    return [...values].sort();
  }

  /** The builds behind the value, by their number of requests, answers or observations in a step. */
  builds(step: number, each?: string): readonly { readonly build: string; readonly count: number }[] {
    const places = this.#plan.builds;
    const only = places[0];
    if (places.length === 1 && only !== undefined) {
      const groups = this.#groupsAt(only.index, each);
      const group = groups[0];
      if (groups.length === 1 && group !== undefined)
        return [{ build: group.key[only.at] ?? '', count: countIn(group, step) }];
    }
    const counts = new Map<string, number>();
    for (const { index, at } of places) {
      for (const group of this.#groupsAt(index, each)) {
        const build = group.key[at] ?? '';
        counts.set(build, (counts.get(build) ?? 0) + countIn(group, step));
      }
    }
    return [...counts].map(([build, count]) => ({ build, count }));
  }

  #result(measure: string): SelectionResult | undefined {
    return this.#resultAt(this.#indexOf(measure));
  }

  #resultAt(index: number): SelectionResult | undefined {
    return this.#results[this.#at === undefined || index < 0 ? index : (this.#at[index] as number)];
  }

  #indexOf(measure: string): number {
    return this.#plan.places.get(measure) ?? -1;
  }

  #groups(measure: string, each: string | undefined): readonly Group[] {
    return this.#groupsAt(this.#indexOf(measure), each);
  }

  #groupsAt(index: number, each: string | undefined): readonly Group[] {
    const itemAt = this.#plan.itemAt[index] ?? -1;
    const all = this.#resultAt(index)?.groups ?? NO_GROUPS;
    const own = itemAt < 0 ? all : this.#ofItem(index, all, itemAt);
    if (each === undefined) return own;
    const at = this.#plan.selections[index]?.by?.indexOf(`label:${this.scope.each}`) ?? -1;
    return at < 0 ? own : own.filter(({ key }) => key[at] === each);
  }

  #ofItem(index: number, all: readonly Group[], itemAt: number): readonly Group[] {
    this.#ownGroups ??= new Map();
    let own = this.#ownGroups.get(index);
    if (own === undefined) {
      own = all.filter(({ key }) => key[itemAt] === this.scope.item);
      this.#ownGroups.set(index, own);
    }
    return own;
  }
}

const NO_GROUPS: readonly Group[] = [];

/** The measures that say what there was to judge: the denominators of a ratio, else everything that makes the value. */
function populationMeasures(signal: Signal): readonly string[] {
  const { formula } = signal;
  return formula.kind === 'ratio'
    ? formula.denominator.map((term) => term.measure)
    : essentialMeasures(signal);
}

function countIn(group: Group, step: number): number {
  if (group.kind === 'counter') return group.totals[step] ?? 0;
  if (group.kind === 'gauge') return group.steps[step]?.samples ?? 0;
  const cells = group.steps[step]?.cells ?? [];
  let count = 0;
  for (let i = 0; i < cells.length; i += 1) count += (cells[i] as BucketCount).count;
  return count;
}

function hasObservations(cells: readonly BucketCount[]): boolean {
  return cells.some((cell) => cell.count > 0);
}
