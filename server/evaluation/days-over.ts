import type { DayClose } from '../../core/gate/evidence.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { rememberedWith } from '../../core/remember.ts';
import type { MovingBatch } from './moving-batch.ts';
import type { MeasuredPlace } from './places.ts';
import {
  askSides,
  closesOf,
  type JudgedWindows,
  type ProductionQuestion,
  splitsOf,
} from './production-evidence.ts';
import { type Answers, ReadBatch } from './read-batch.ts';
import { asks } from './split-steps.ts';

/**
 * Questions about days that are over: the very same ones from one evaluation to the next, until another day closes; and what came of them, for as
 * long as their answers are the very same.
 */
export class DaysOver {
  readonly #questions = new Map<MeasuredPlace, Map<string | undefined, ProductionQuestion>>();
  readonly #closes = new WeakMap<Answers, Map<ProductionQuestion, readonly DayClose[]>>();
  readonly #batch: ReadBatch;
  /** That has not begun yet. */
  #reading: Promise<Answers> | undefined;

  constructor(product: string) {
    this.#batch = new ReadBatch(product);
  }

  /**
   * @param place of a roadmap, not made for one judgment: it is kept
   * @param today where the same is asked about today
   */
  ask(
    place: MeasuredPlace,
    windows: JudgedWindows,
    baselineItem: string | undefined,
    zone: string,
    today?: MovingBatch,
  ): ProductionQuestion {
    const questions = this.#questions.get(place) ?? new Map<string | undefined, ProductionQuestion>();
    const known = questions.get(baselineItem);
    const isSame = known?.windows.current.window?.from === windows.current.window?.from;
    // Who asked before may not have asked about today.
    const hasToday = today === undefined || known?.asked?.own.questions.open !== undefined;
    if (known !== undefined && isSame && hasToday) return known;
    const steps = splitsOf(windows, place.signal, zone).closed;
    const asker = {
      closed: asks(this.#batch, steps.closed),
      open: today && ((selections) => today.ask(selections)),
    } satisfies Parameters<typeof askSides>[0];
    const question = { place, windows, baselineItem, steps, asked: askSides(asker, place, baselineItem) };
    questions.set(baselineItem, question);
    this.#questions.set(place, questions);
    return question;
  }

  /** Asks for everything that was asked about, with one read for whoever calls before it begins. */
  async read(store: MeasurementStore): Promise<Answers> {
    this.#reading ??= this.#readAfterAsking(store);
    return await this.#reading;
  }

  async #readAfterAsking(store: MeasurementStore): Promise<Answers> {
    // Who asks about one criterion after the other has asked about all of them by then.
    await Promise.resolve();
    this.#reading = undefined;
    return await this.#batch.read(store);
  }

  /** What was known when each of the days closed. */
  closes(question: ProductionQuestion, answer: Answers): readonly DayClose[] {
    const known = this.#closes.get(answer) ?? new Map<ProductionQuestion, readonly DayClose[]>();
    const closes = known.get(question) ?? closesOf(question, answer);
    known.set(question, closes);
    this.#closes.set(answer, known);
    return closes;
  }
}

/** The questions about the days of a roadmap's windows, which are the very same objects until another day closes. */
export const daysOver = rememberedWith(
  (_: JudgedWindows['closes'], product: string) => new DaysOver(product),
);
