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
  readonly #places: (readonly number[])[] = [];

  constructor(product: string) {
    this.#product = product;
  }

  /** Asking for the very same selections again gives the same ticket. */
  ask(selections: readonly Selection[]): Ticket {
    const known = this.#tickets.get(selections);
    if (known !== undefined) return known;
    this.#tickets.set(selections, this.#places.length);
    this.#places.push(this.#questions.ask(selections));
    return this.#places.length - 1;
  }

  /** Where the answers to a ticket stand among all. @throws RangeError for a ticket that nobody was given */
  placesOf(ticket: Ticket): readonly number[] {
    const places = this.#places[ticket];
    if (places === undefined) throw new RangeError(`No question has ticket ${ticket}.`);
    return places;
  }

  /** Asks for everything with one read. */
  async read(store: MeasurementStore, { from, to }: TimeWindow): Promise<MovingAnswers> {
    const select = this.#questions.selections;
    const { selections, ...answered } = await store.read({ product: this.#product, from, to, select });
    const window = { from: answered.from, to: answered.to };
    // When something was last watched is told within the window.
    const boundaries = [window.from, window.to];
    const results = selections.map((one) => mergeSteps(one, 0, 1, boundaries));
    const of = (ticket: Ticket): Answered => {
      const own = this.placesOf(ticket).map((place) => results[place] as SelectionResult);
      return { results: own, window, alignedToMs: answered.alignedToMs };
    };
    return { results, of };
  }
}

/** What was answered to a {@link MovingBatch}. */
export interface MovingAnswers {
  /** To all of its questions; those of a ticket stand at {@link MovingBatch.placesOf}. */
  readonly results: readonly SelectionResult[];
  readonly of: Answers;
}
