import type { MeasurementStore, Selection, SelectionResult } from '../../core/ports.ts';
import { mergeSteps } from '../../core/signal/merge-steps.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { QuestionList } from './question-list.ts';
import type { Answered, Answers, Ticket } from './read-batch.ts';

/**
 * Questions about one window that goes on with the clock, and is named when they are read: the very same ones from one evaluation to the
 * next. Each answer has one step.
 */
export class MovingBatch {
  readonly #product: string;
  readonly #questions = new QuestionList();
  readonly #tickets = new Map<readonly Selection[], Ticket>();
  /** Where the answers of each ticket stand. */
  readonly #indices: (readonly number[])[] = [];

  constructor(product: string) {
    this.#product = product;
  }

  /** Asking for the very same selections again gives the same ticket. */
  ask(selections: readonly Selection[]): Ticket {
    const known = this.#tickets.get(selections);
    if (known !== undefined) return known;
    this.#tickets.set(selections, this.#indices.length);
    this.#indices.push(this.#questions.ask(selections));
    return this.#indices.length - 1;
  }

  /** Asks for everything with one read. */
  async read(store: MeasurementStore, { from, to }: TimeWindow): Promise<Answers> {
    const select = this.#questions.selections;
    const { selections, ...answered } = await store.read({ product: this.#product, from, to, select });
    const window = { from: answered.from, to: answered.to };
    // When something was last watched is told within the window.
    const boundaries = [window.from, window.to];
    const results = selections.map((one) => mergeSteps(one, 0, 1, boundaries));
    return (ticket): Answered => {
      const indices = this.#indices[ticket];
      if (indices === undefined) throw new RangeError(`No question has ticket ${ticket}.`);
      const own = indices.map((index) => results[index] as SelectionResult);
      return { results: own, window, alignedToMs: answered.alignedToMs };
    };
  }
}
