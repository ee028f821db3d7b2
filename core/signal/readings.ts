import { type BucketCount, type Distribution, mergeDistributions } from '../measure/distribution.ts';
import type { GaugeReading, Group, SelectionResult } from '../ports.ts';
import { remembered } from '../remember.ts';
import { mergeGauges } from './merge-steps.ts';
import { essentialMeasures, type SignalScope, type SignalSelection, signalSelections } from './selections.ts';
import type { CounterSum, Signal } from './signal.ts';

/** A signal's questions with their answers: one result for each of {@link signalSelections}, in its order. */
export interface SignalAnswers {
  readonly signal: Signal;
  readonly scope: SignalScope;
  readonly results: readonly SelectionResult[];
}

/** What a step of a read says of one measure; `each` picks one value of the scope's label. */
export class SignalReadings {
  readonly signal: Signal;
  readonly scope: SignalScope;
  readonly #selections: readonly SignalSelection[];
  readonly #results: readonly SelectionResult[];
  readonly #places: ReadonlyMap<string, number>;
  /** Groups of each selection, whatever their label: asked for again and again. */
  readonly #groupsOf: (readonly Group[] | undefined)[] = [];

  /** @throws RangeError when there are not as many answers as questions: they belong to something else */
  constructor({ signal, scope, results }: SignalAnswers) {
    this.signal = signal;
    this.scope = scope;
    this.#selections = signalSelections(signal, scope);
    this.#results = results;
    this.#places = indices(this.#selections);
    if (results.length !== this.#selections.length) {
      throw new RangeError(
        `${results.length} answers to the ${this.#selections.length} questions of ${signal.name}`,
      );
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
    const at = this.#selections[this.#indexOf(measure)]?.by?.indexOf(`label:${label}`) ?? -1;
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

  /** How long a measure was watched in a step, ms. */
  observedMs(measure: string, step: number): number {
    return this.#result(measure)?.observedMs[step] ?? 0;
  }

  lastObservedAt(measure: string): number | undefined {
    return this.#result(measure)?.lastObservedAt;
  }

  /** Whether the scope has a series of the measure at all. */
  has(measure: string): boolean {
    return this.#groups(measure, undefined).length > 0;
  }

  /** The values of the scope's `each` label that occur, ascending; the empty one (series without the label) is left out. */
  eachValues(): readonly string[] {
    const label = `label:${this.scope.each}` as const;
    const values = new Set<string>();
    for (const measure of populationMeasures(this.signal)) {
      const at = this.#selections[this.#indexOf(measure)]?.by?.indexOf(label) ?? -1;
      if (at < 0) continue;
      for (const { key } of this.#groups(measure, undefined)) if (key[at]) values.add(key[at]);
    }
    return [...values].sort();
  }

  /** The builds behind the value, by their number of requests, answers or observations in a step. */
  builds(step: number, each?: string): readonly { readonly build: string; readonly count: number }[] {
    const places = byBuild(this.#selections);
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
    return this.#results[this.#indexOf(measure)];
  }

  #indexOf(measure: string): number {
    return this.#places.get(measure) ?? -1;
  }

  #groups(measure: string, each: string | undefined): readonly Group[] {
    return this.#groupsAt(this.#indexOf(measure), each);
  }

  #groupsAt(index: number, each: string | undefined): readonly Group[] {
    if (each !== undefined || index < 0) return this.#groupsWith(index, each);
    let groups = this.#groupsOf[index];
    if (groups === undefined) {
      groups = this.#groupsWith(index, undefined);
      this.#groupsOf[index] = groups;
    }
    return groups;
  }

  #groupsWith(index: number, each: string | undefined): readonly Group[] {
    const selection = this.#selections[index];
    const groups = this.#results[index]?.groups ?? [];
    if (selection?.by === undefined) return groups;
    const ofItem = selection.part === 'any-item' ? selection.by.indexOf('item') : -1;
    const ofLabel = each === undefined ? -1 : selection.by.indexOf(`label:${this.scope.each}`);
    if (ofItem < 0 && ofLabel < 0) return groups;
    const isOwn = ({ key }: Group) =>
      (ofItem < 0 || key[ofItem] === this.scope.item) && (ofLabel < 0 || key[ofLabel] === each);
    // Of an item there is one as a rule.
    const first = groups.findIndex(isOwn);
    if (first < 0) return [];
    for (let i = first + 1; i < groups.length; i += 1)
      if (isOwn(groups[i] as Group)) return groups.filter(isOwn);
    return [groups[first] as Group];
  }
}

/** Place of the first selection of each measure. */
const indices = remembered(
  (selections: readonly SignalSelection[]): ReadonlyMap<string, number> =>
    new Map(selections.map(({ measure }, i) => [measure, i] as const).reverse()),
);

/** The selections that are split by builds, and where in their keys. */
const byBuild = remembered((selections: readonly SignalSelection[]) =>
  selections.flatMap(({ part, by }, index) => {
    const at = part === 'n' ? (by?.indexOf('build') ?? -1) : -1;
    return at < 0 ? [] : [{ index, at }];
  }),
);

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
