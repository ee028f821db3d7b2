import { type BucketCount, type Distribution, mergeDistributions } from '../measure/distribution.ts';
import { sampledMeasure } from '../measure/sampling.ts';
import type { GaugeReading, Group, SelectionResult } from '../ports.ts';
import { remembered } from '../remember.ts';
import { mergeGauges } from './merge-steps.ts';
import {
  essentialMeasures,
  type SignalScope,
  type SignalSelection,
  sampledMeasures,
  signalSelections,
} from './selections.ts';
import type { CounterSum, Signal } from './signal.ts';

/** A signal's questions with their answers: one result for each of {@link signalSelections}, in its order. */
export interface SignalAnswers {
  readonly signal: Signal;
  readonly scope: SignalScope;
  readonly results: readonly SelectionResult[];
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
  /** Groups of each selection, whatever their label: asked for again and again. */
  readonly #groupsOf: (readonly Group[] | undefined)[] = [];

  /** @throws RangeError when there are not as many answers as questions: they belong to something else */
  constructor({ signal, scope, results }: SignalAnswers) {
    this.signal = signal;
    this.scope = scope;
    this.#plan = plansIn(scope)(signal);
    this.#results = results;
    const { length } = this.#plan.selections;
    if (results.length !== length) {
      throw new RangeError(`${results.length} answers to the ${length} questions of ${signal.name}`);
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
      const result = this.#results[index];
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
      if ((this.#results[samples[i] as number]?.groups.length ?? 0) > 0) return true;
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
    return this.#results[this.#indexOf(measure)];
  }

  #indexOf(measure: string): number {
    return this.#plan.places.get(measure) ?? -1;
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
    const selection = this.#plan.selections[index];
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

/** Where a signal's answers stand among those to its questions. */
interface SignalPlan {
  readonly selections: readonly SignalSelection[];
  /** Place of the first selection of each measure. */
  readonly places: ReadonlyMap<string, number>;
  /** The measures without which there is no value. */
  readonly essential: readonly { readonly measure: string; readonly index: number }[];
  /** Places of what tells of samples. */
  readonly samples: readonly number[];
  /** The selections that are split by builds, and where in their keys. */
  readonly builds: readonly { readonly index: number; readonly at: number }[];
}

const plansIn = remembered((scope: SignalScope) => remembered((signal: Signal) => makePlan(signal, scope)));

function makePlan(signal: Signal, scope: SignalScope): SignalPlan {
  const selections = signalSelections(signal, scope);
  const places = new Map(selections.map(({ measure }, i) => [measure, i] as const).reverse());
  const essential = essentialMeasures(signal).map((measure) => ({
    measure,
    index: places.get(measure) ?? -1,
  }));
  const samples = sampledMeasures(signal).map((measure) => places.get(sampledMeasure(measure)) ?? -1);
  const builds = selections.flatMap(({ part, by }, index) => {
    const at = part === 'n' ? (by?.indexOf('build') ?? -1) : -1;
    return at < 0 ? [] : [{ index, at }];
  });
  return { selections, places, essential, samples, builds };
}

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
