import type { ReadRequest, ReadResult, SelectionResult } from '../../../core/ports.ts';
import { boundariesOf } from '../requests.ts';
import type { GaugeSteps, GaugeSummary } from '../steps.ts';
import type { ClosedWindow } from './cache/closed-answers.ts';
import { nothing, saysNothing } from './nothing.ts';
import type { ReadContext } from './read-context.ts';
import { planRead, type ReadPlan } from './read-plan.ts';
import { SelectionAnswer } from './selection-answer.ts';
import { SumRows } from './sum-rows.ts';

/** The answer to a read about a window that is over, where all of it is remembered. */
export function rememberedAnswer(request: ReadRequest, context: ReadContext): ReadResult | undefined {
  const window = context.closed?.known(boundariesOf(request));
  if (window === undefined) return undefined;
  const selections = window.all(context.selections.listOf(request.product, request.select));
  if (selections === undefined) return undefined;
  return { from: request.from, to: request.to, alignedToMs: 0, selections };
}

/** A read that is planned: which cells are wanted, over which stretches, and where each number of the answer goes. */
export class PreparedRead {
  readonly product: string;
  readonly plan: ReadPlan;
  /** Where increments are added up. */
  readonly sums: SumRows;
  /** Cells whose samples are wanted. */
  readonly gauges: readonly number[];
  /** What is not known yet. */
  readonly answers: readonly SelectionAnswer[];
  readonly #closed: ClosedWindow | undefined;
  /** In the order of the selections. */
  readonly #parts: readonly (SelectionAnswer | SelectionResult)[];
  readonly #summaries = new Map<number, GaugeSteps[]>();

  /** Plans a read; synchronous, so that it sees one state of the store. */
  constructor(request: ReadRequest, context: ReadContext) {
    this.product = request.product;
    this.plan = planRead(boundariesOf(request), context.prepared);
    const steps = this.plan.boundaries.length - 1;
    this.#closed = context.closed?.window(this.plan, context.latestAt);
    const list = context.selections.listOf(request.product, request.select);
    const empty = nothing(steps);
    let isWhole = true;
    this.#parts = list.all.map((selected) => {
      if (saysNothing(selected)) return empty;
      const known = this.#closed?.get(selected);
      if (known !== undefined) isWhole = false;
      return known ?? new SelectionAnswer(selected, steps, context);
    });
    this.answers = this.#parts.filter((part) => part instanceof SelectionAnswer);
    const { places } = isWhole
      ? list
      : context.selections.together(this.answers.map(({ selected }) => selected));
    this.sums = new SumRows(places, steps);
    for (const answer of this.answers) {
      answer.eachGauge((cell, gauges) => put(this.#summaries, cell, gauges));
    }
    this.gauges = [...this.#summaries.keys()];
  }

  /** Cells whose increments are wanted. */
  get increments(): readonly number[] {
    return this.sums.cells;
  }

  addIncrement(cell: number, step: number, value: number): void {
    this.sums.addOf(cell, step, value);
  }

  addGauge(cell: number, step: number, summary: GaugeSummary): void {
    for (const steps of this.#summaries.get(cell) ?? []) steps.add(step, summary);
  }

  result(): ReadResult {
    const { from, to, alignedToMs } = this.plan;
    let base = 0;
    const selections = this.#parts.map((part) => {
      if (!(part instanceof SelectionAnswer)) return part;
      const result = part.result(this.sums, base);
      base += part.selected.sums.count;
      this.#closed?.keep(part.selected, result);
      return result;
    });
    this.sums.release();
    return { from, to, alignedToMs, selections };
  }
}

function put<T>(lists: Map<number, T[]>, cell: number, one: T): void {
  const known = lists.get(cell);
  if (known === undefined) lists.set(cell, [one]);
  else known.push(one);
}
