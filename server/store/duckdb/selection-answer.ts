import type { Group, GroupKey, SelectionResult } from '../../../core/ports.ts';
import { GaugeSteps } from '../steps.ts';
import type { CataloguedSeries } from './catalogue.ts';
import { distributionGroup } from './distribution-group.ts';
import type { ReadContext } from './read-context.ts';
import type { SelectedCells } from './selected-cells.ts';
import type { GroupRows } from './sum-layout.ts';
import type { SumRows } from './sum-rows.ts';

const NO_GAUGES: readonly GaugeSteps[] = [];

/** Collects one selection's numbers into its groups. */
export class SelectionAnswer {
  readonly #selected: SelectedCells;
  readonly #gauges: readonly GaugeSteps[];
  readonly #steps: number;
  lastObservedAt: number | undefined;

  constructor(selected: SelectedCells, steps: number, context: ReadContext) {
    this.#steps = steps;
    this.#selected = selected;
    this.#gauges = selected.kind === 'gauge' ? selected.keys.map(() => new GaugeSteps(steps)) : NO_GAUGES;
    this.lastObservedAt = latest(selected.observers, context);
  }

  get observedCells(): readonly number[] {
    return this.#selected.observedCells;
  }

  /** What is asked for. */
  get selected(): SelectedCells {
    return this.#selected;
  }

  /** Says of each cell whose samples are wanted where they are taken together. */
  eachGauge(take: (cell: number, steps: GaugeSteps) => void): void {
    if (this.#gauges.length === 0) return;
    for (const { cell, group } of this.#selected.members) take(cell.id, this.#gauges[group] as GaugeSteps);
  }

  /** @param base the selection's first row */
  result(rows: SumRows, base: number): SelectionResult {
    const { sums, keys } = this.#selected;
    const observedMs = new Float64Array(this.#steps);
    for (const row of sums.observed) {
      for (let step = 0; step < observedMs.length; step += 1) {
        const watched = rows.at(base + row, step);
        if (watched > (observedMs[step] as number)) observedMs[step] = watched;
      }
    }
    const groups = sums.groups.map((group, i) => this.#group(i, keys[i] as GroupKey, group, rows, base));
    return { groups, observedMs, lastObservedAt: this.lastObservedAt };
  }

  #group(i: number, key: GroupKey, group: GroupRows, rows: SumRows, base: number): Group {
    if (group.kind === 'counter') return { kind: 'counter', key, totals: rows.copy(base + group.row) };
    if (group.kind === 'gauge') return (this.#gauges[i] as GaugeSteps).group(key);
    return distributionGroup(key, group, this.#steps, rows, base);
  }
}

function latest(observers: readonly CataloguedSeries[], context: ReadContext): number | undefined {
  let last: number | undefined;
  for (const observer of observers) {
    const at = context.lastObserved(observer);
    if (last === undefined || (at !== undefined && at > last)) last = at;
  }
  return last;
}
