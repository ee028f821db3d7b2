import type { Group, GroupKey, KnownSeries, Selection, SelectionResult } from '../../../core/ports.ts';
import { selectSeries } from '../selection.ts';
import { CounterSteps, DistributionSteps, GaugeSteps, type GaugeSummary } from '../steps.ts';
import { type CataloguedSeries, type Cell, PART } from './catalogue.ts';
import type { ReadContext } from './read-context.ts';
import type { ReadPlan } from './read-plan.ts';

type Steps = CounterSteps | DistributionSteps | GaugeSteps;

/** Collects one selection's numbers into its groups. */
export class SelectionAnswer {
  readonly #keys: readonly GroupKey[];
  readonly #groups: readonly Steps[];
  readonly #targets = new Map<number, { cell: Cell; steps: Steps }>();
  readonly #observed = new Map<number, Float64Array>();
  readonly #observedMs: Float64Array;
  readonly incrementCells: readonly number[];
  readonly gaugeCells: readonly number[];
  /** The observed series whose last stretch is asked for. */
  readonly observers: readonly CataloguedSeries[];
  lastObservedAt: number | undefined;

  constructor(product: string, plan: ReadPlan, selection: Selection, context: ReadContext) {
    const stepCount = plan.boundaries.length - 1;
    const candidates = context.catalogue.ofMeasure(product, selection.measure);
    const { keys, members } = selectSeries(candidates.filter(isMeasured), selection);
    this.#keys = keys;
    this.#groups = keys.map(() => newSteps(selection.kind, stepCount));
    for (const { known, group } of members) {
      const steps = this.#groups[group] as Steps;
      for (const cell of known.cells) this.#targets.set(cell.id, { cell, steps });
    }
    this.#observedMs = new Float64Array(stepCount);
    const observed = candidates.filter((known) => known.kind === 'observed' && observes(known, selection));
    for (const known of observed) {
      for (const cell of known.cells) this.#observed.set(cell.id, new Float64Array(stepCount));
    }
    this.observers = observed;
    this.lastObservedAt = latest(observed.map((known) => context.lastObserved(known)));
    this.incrementCells = [
      ...(selection.kind === 'gauge' ? [] : this.#targets.keys()),
      ...this.#observed.keys(),
    ];
    this.gaugeCells = selection.kind === 'gauge' ? [...this.#targets.keys()] : [];
  }

  addIncrement(cell: number, step: number, value: number): void {
    const observed = this.#observed.get(cell);
    if (observed !== undefined) {
      observed[step] = (observed[step] as number) + value;
      return;
    }
    const target = this.#targets.get(cell);
    if (target === undefined) return;
    const { steps } = target;
    const { part, lower, upper } = target.cell;
    if (steps instanceof CounterSteps) steps.add(step, value);
    else if (steps instanceof DistributionSteps) {
      if (part === PART.bucket) steps.addCell(step, lower, upper, value);
      else steps.addSum(step, part === PART.sum ? value : undefined);
    }
  }

  addGauge(cell: number, step: number, summary: GaugeSummary): void {
    const target = this.#targets.get(cell);
    if (target?.steps instanceof GaugeSteps) target.steps.add(step, summary);
  }

  result(): SelectionResult {
    for (const steps of this.#observed.values()) {
      steps.forEach((value, i) => {
        if (value > (this.#observedMs[i] as number)) this.#observedMs[i] = value;
      });
    }
    const groups = this.#groups.map((steps, i): Group => steps.group(this.#keys[i] as GroupKey));
    return { groups, observedMs: this.#observedMs, lastObservedAt: this.lastObservedAt };
  }
}

type MeasuredSeries = CataloguedSeries & KnownSeries;

function isMeasured(known: CataloguedSeries): known is MeasuredSeries {
  return known.kind !== 'observed';
}

function observes(known: CataloguedSeries, selection: Selection): boolean {
  return (
    (selection.items?.includes(known.series.item) ?? true) &&
    (selection.environments?.includes(known.series.environment) ?? true)
  );
}

function newSteps(kind: Selection['kind'], count: number): Steps {
  if (kind === 'counter') return new CounterSteps(count);
  return kind === 'distribution' ? new DistributionSteps(count) : new GaugeSteps(count);
}

function latest(instants: readonly (number | undefined)[]): number | undefined {
  return instants.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
}
