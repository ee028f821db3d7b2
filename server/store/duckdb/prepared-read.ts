import type { ReadRequest, ReadResult } from '../../../core/ports.ts';
import { boundariesOf } from '../requests.ts';
import { addTo, type GaugeSteps, type GaugeSummary } from '../steps.ts';
import type { ReadContext } from './read-context.ts';
import { planRead, type ReadPlan } from './read-plan.ts';
import { SelectionAnswer } from './selection-answer.ts';

/** Where the increments of a cell are added up, step by step: in each selection that speaks of it. */
export type Sums = readonly Float64Array[];

/** A read that is planned: which cells are wanted, over which stretches, and where each number of the answer goes. */
export class PreparedRead {
  readonly product: string;
  readonly plan: ReadPlan;
  /** Cells whose increments are wanted. */
  readonly increments: readonly number[];
  /** Cells whose samples are wanted. */
  readonly gauges: readonly number[];
  readonly answers: readonly SelectionAnswer[];
  readonly #sums = new Map<number, Float64Array[]>();
  readonly #summaries = new Map<number, GaugeSteps[]>();

  /** Plans a read; synchronous, so that it sees one state of the store. */
  constructor(request: ReadRequest, context: ReadContext) {
    this.product = request.product;
    this.plan = planRead(boundariesOf(request), context.prepared);
    const steps = this.plan.boundaries.length - 1;
    this.answers = request.select.map(
      (selection) => new SelectionAnswer(request.product, steps, selection, context),
    );
    for (const answer of this.answers) {
      answer.eachSum((cell, sums) => put(this.#sums, cell, sums));
      answer.eachGauge((cell, gauges) => put(this.#summaries, cell, gauges));
    }
    this.increments = [...this.#sums.keys()];
    this.gauges = [...this.#summaries.keys()];
  }

  /** For those who bring many increments of one cell. */
  sumsOf(cell: number): Sums {
    return this.#sums.get(cell) ?? [];
  }

  addIncrement(cell: number, step: number, value: number): void {
    for (const sums of this.sumsOf(cell)) addTo(sums, step, value);
  }

  addGauge(cell: number, step: number, summary: GaugeSummary): void {
    for (const steps of this.#summaries.get(cell) ?? []) steps.add(step, summary);
  }

  result(): ReadResult {
    const { from, to, alignedToMs } = this.plan;
    return { from, to, alignedToMs, selections: this.answers.map((answer) => answer.result()) };
  }
}

function put<T>(lists: Map<number, T[]>, cell: number, one: T): void {
  const known = lists.get(cell);
  if (known === undefined) lists.set(cell, [one]);
  else known.push(one);
}
