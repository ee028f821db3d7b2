import type { Group, GroupKey, Selection, SelectionResult } from '../../../core/ports.ts';
import { CounterSteps, DistributionSteps, GaugeSteps } from '../steps.ts';
import { type CataloguedSeries, type Cell, PART } from './catalogue.ts';
import type { ReadContext } from './read-context.ts';
import type { SelectedCells } from './selected-cells.ts';

type Steps = CounterSteps | DistributionSteps | GaugeSteps;

/** Collects one selection's numbers into its groups. */
export class SelectionAnswer {
  readonly #selected: SelectedCells;
  readonly #groups: readonly Steps[];
  readonly #observed: readonly Float64Array[];
  readonly #stepCount: number;
  lastObservedAt: number | undefined;

  constructor(product: string, stepCount: number, selection: Selection, context: ReadContext) {
    this.#stepCount = stepCount;
    this.#selected = context.selections.cellsOf(product, selection);
    this.#groups = this.#selected.keys.map(() => newSteps(selection.kind, stepCount));
    this.#observed = this.observedCells.map(() => new Float64Array(stepCount));
    this.lastObservedAt = latest(this.observers.map((known) => context.lastObserved(known)));
  }

  /** The observed series whose last stretch is asked for. */
  get observers(): readonly CataloguedSeries[] {
    return this.#selected.observers;
  }

  get observedCells(): readonly number[] {
    return this.#selected.observedCells;
  }

  /** Says of each cell whose increments are wanted where they are added up, step by step. */
  eachSum(take: (cell: number, sums: Float64Array) => void): void {
    for (const { cell, group } of this.#selected.members) {
      const sums = sumsOf(this.#groups[group] as Steps, cell);
      if (sums !== undefined) take(cell.id, sums);
    }
    for (const [i, cell] of this.observedCells.entries()) take(cell, this.#observed[i] as Float64Array);
  }

  /** Says of each cell whose samples are wanted where they are taken together. */
  eachGauge(take: (cell: number, steps: GaugeSteps) => void): void {
    for (const { cell, group } of this.#selected.members) {
      const steps = this.#groups[group];
      if (steps instanceof GaugeSteps) take(cell.id, steps);
    }
  }

  result(): SelectionResult {
    const observedMs = new Float64Array(this.#stepCount);
    for (const steps of this.#observed) {
      for (let i = 0; i < steps.length; i += 1) {
        if ((steps[i] as number) > (observedMs[i] as number)) observedMs[i] = steps[i] as number;
      }
    }
    const groups = this.#groups.map((steps, i): Group => steps.group(this.#selected.keys[i] as GroupKey));
    return { groups, observedMs, lastObservedAt: this.lastObservedAt };
  }
}

function sumsOf(steps: Steps, { part, lower, upper }: Cell): Float64Array | undefined {
  if (steps instanceof CounterSteps) return steps.totals;
  if (steps instanceof GaugeSteps) return undefined;
  if (part === PART.bucket) return steps.bucket(lower, upper);
  return part === PART.sum ? steps.sums : steps.sumless;
}

function newSteps(kind: Selection['kind'], count: number): Steps {
  if (kind === 'counter') return new CounterSteps(count);
  return kind === 'distribution' ? new DistributionSteps(count) : new GaugeSteps(count);
}

function latest(instants: readonly (number | undefined)[]): number | undefined {
  return instants.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
}
