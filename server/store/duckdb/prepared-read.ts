import type { ReadRequest, ReadResult } from '../../../core/ports.ts';
import { boundariesOf } from '../requests.ts';
import type { GaugeSummary } from '../steps.ts';
import type { ReadContext } from './read-context.ts';
import { planRead, type ReadPlan } from './read-plan.ts';
import { SelectionAnswer } from './selection-answer.ts';

/** A read that is planned: which cells are wanted, over which stretches, and where each number of the answer goes. */
export class PreparedRead {
  readonly product: string;
  readonly plan: ReadPlan;
  /** Cells whose increments are wanted. */
  readonly increments: readonly number[];
  /** Cells whose samples are wanted. */
  readonly gauges: readonly number[];
  readonly answers: readonly SelectionAnswer[];
  readonly #byCell = new Map<number, SelectionAnswer[]>();

  /** Plans a read; synchronous, so that it sees one state of the store. */
  constructor(request: ReadRequest, context: ReadContext) {
    this.product = request.product;
    this.plan = planRead(boundariesOf(request), context.prepared);
    this.answers = request.select.map(
      (selection) => new SelectionAnswer(request.product, this.plan, selection, context),
    );
    this.increments = [...new Set(this.answers.flatMap((answer) => answer.incrementCells))];
    this.gauges = [...new Set(this.answers.flatMap((answer) => answer.gaugeCells))];
    for (const answer of this.answers) {
      for (const cell of [...answer.incrementCells, ...answer.gaugeCells]) {
        const wanted = this.#byCell.get(cell);
        if (wanted === undefined) this.#byCell.set(cell, [answer]);
        else wanted.push(answer);
      }
    }
  }

  addIncrement(cell: number, step: number, value: number): void {
    const wanted = this.#byCell.get(cell);
    if (wanted === undefined) return;
    for (const answer of wanted) answer.addIncrement(cell, step, value);
  }

  addGauge(cell: number, step: number, summary: GaugeSummary): void {
    const wanted = this.#byCell.get(cell);
    if (wanted === undefined) return;
    for (const answer of wanted) answer.addGauge(cell, step, summary);
  }

  result(): ReadResult {
    const { from, to, alignedToMs } = this.plan;
    return { from, to, alignedToMs, selections: this.answers.map((answer) => answer.result()) };
  }
}
