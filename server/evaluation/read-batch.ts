import type {
  MeasurementStore,
  ReadRequest,
  ReadResult,
  Selection,
  SelectionResult,
} from '../../core/ports.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { QuestionList } from './question-list.ts';

/** Answers to one question: what was asked, over which window, in which steps. */
export interface Answered {
  readonly results: readonly SelectionResult[];
  /** The window that was answered; wider than asked for only beyond raw retention. */
  readonly window: TimeWindow;
  readonly alignedToMs: number;
}

interface Group {
  readonly window: TimeWindow;
  readonly boundaries: readonly number[] | undefined;
  readonly questions: QuestionList;
}

interface Asked {
  readonly group: Group;
  readonly indices: readonly number[];
}

/** The place of a question in a {@link ReadBatch}. */
export type Ticket = number;

/** The answers of a {@link ReadBatch}, by ticket. */
export type Answers = (ticket: Ticket) => Answered;

/**
 * Collects questions to the store and asks them with one read for each distinct window: criteria share their windows, versions their
 * measures. Questions first, then {@link read}, then the answers by ticket.
 */
export class ReadBatch {
  readonly #product: string;
  readonly #groups = new Map<string, Group>();
  /** Many ask with the very same boundaries. */
  readonly #byBoundaries = new Map<readonly number[], Group>();
  readonly #asked: Asked[] = [];
  #last: { readonly results: readonly ReadResult[]; readonly answers: Answers } | undefined;

  constructor(product: string) {
    this.#product = product;
  }

  /** @param boundaries steps within the window; absent: one step */
  ask(window: TimeWindow, selections: readonly Selection[], boundaries?: readonly number[]): Ticket {
    const group = this.#groupOf(window, boundaries);
    this.#asked.push({ group, indices: group.questions.ask(selections) });
    return this.#asked.length - 1;
  }

  /** How many reads it takes. */
  get requests(): readonly ReadRequest[] {
    return [...this.#groups.values()].map(({ window, boundaries, questions }) => ({
      product: this.#product,
      ...window,
      ...(boundaries === undefined ? {} : { boundaries }),
      select: questions.selections,
    }));
  }

  /**
   * Reads everything that was asked for; the function it gives answers by ticket. Where it is read again and nothing has changed, it is the very
   * same function.
   */
  async read(store: MeasurementStore): Promise<Answers> {
    const results = await Promise.all(this.requests.map((request) => store.read(request)));
    if (this.#last === undefined || !areSame(this.#last.results, results)) {
      this.#last = { results, answers: this.#answers(results) };
    }
    return this.#last.answers;
  }

  #answers(results: readonly ReadResult[]): Answers {
    const byGroup = new Map([...this.#groups.values()].map((group, i) => [group, results[i]]));
    const known: Answered[] = [];
    return (ticket) => {
      const found = known[ticket];
      if (found !== undefined) return found;
      const asked = this.#asked[ticket];
      const result = asked === undefined ? undefined : byGroup.get(asked.group);
      if (asked === undefined || result === undefined)
        throw new RangeError(`No question has ticket ${ticket}.`);
      const answered: Answered = {
        results: asked.indices.map((index) => result.selections[index] as SelectionResult),
        window: { from: result.from, to: result.to },
        alignedToMs: result.alignedToMs,
      };
      known[ticket] = answered;
      return answered;
    };
  }

  #groupOf(window: TimeWindow, boundaries: readonly number[] | undefined): Group {
    const same = boundaries && this.#byBoundaries.get(boundaries);
    if (same !== undefined) return same;
    const key = JSON.stringify([window.from, window.to, boundaries]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { window: { from: window.from, to: window.to }, boundaries, questions: new QuestionList() };
      this.#groups.set(key, group);
    }
    if (boundaries !== undefined) this.#byBoundaries.set(boundaries, group);
    return group;
  }
}

/** A store that remembers answers gives the very same objects. */
function areSame(before: readonly ReadResult[], now: readonly ReadResult[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ selections, from, to, alignedToMs }, i) => {
      const other = now[i] as ReadResult;
      const isSameWindow = from === other.from && to === other.to && alignedToMs === other.alignedToMs;
      return (
        isSameWindow &&
        (selections === other.selections ||
          (selections.length === other.selections.length &&
            selections.every((one, k) => one === other.selections[k])))
      );
    })
  );
}
