import { LIVE_READING_MS } from '../../core/alert/live-reading.ts';
import type { MeasurementStore, SelectionResult } from '../../core/ports.ts';
import { remembered } from '../../core/remember.ts';
import { SignalReadings } from '../../core/signal/readings.ts';
import { type SignalScope, signalSelections } from '../../core/signal/selections.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { MovingBatch } from './moving-batch.ts';
import type { MeasuredPlace } from './places.ts';
import type { Ticket } from './read-batch.ts';
import { type ReadOfPlace, scopesOf } from './readings.ts';
import type { Situation } from './situation.ts';
import { TRAFFIC_BY_ITEM } from './traffic.ts';

/** One side of a question about the last hour. */
interface HourSide {
  readonly scope: SignalScope;
  /** Where its answers stand. */
  readonly at: readonly number[];
}

/** A criterion that is asked about, as a whole even where it asks for every value of a label. */
export interface HourQuestion {
  readonly place: MeasuredPlace;
  readonly baselineItem: string | undefined;
  readonly own: HourSide;
  readonly baseline: HourSide | undefined;
}

/** What the last hour has of a criterion. */
export interface HourOfPlace extends Omit<ReadOfPlace, 'gradedDays'> {
  readonly place: MeasuredPlace;
}

/** The window of live readings. */
export function lastHour({ now }: Pick<Situation, 'now'>): TimeWindow {
  return { from: now - LIVE_READING_MS, to: now };
}

/** Questions about the last hour of criteria: the very same ones at every look, answered with one read. */
export class LastHour {
  readonly #batch: MovingBatch;
  readonly #asked = new Map<MeasuredPlace, HourQuestion>();
  readonly #traffic: Ticket;

  constructor(product: string) {
    this.#batch = new MovingBatch(product);
    this.#traffic = this.#batch.ask(TRAFFIC_BY_ITEM);
  }

  /** @param baselineItem the same one whenever this is asked about the same place */
  ask(place: MeasuredPlace, baselineItem: string | undefined): HourQuestion {
    const known = this.#asked.get(place);
    if (known !== undefined) return known;
    const whole = asWhole(place);
    const side = (scope: SignalScope): HourSide => ({
      scope,
      at: this.#batch.placesOf(this.#batch.ask(signalSelections(whole.signal, scope))),
    });
    const { own, baseline } = scopesOf(whole, baselineItem);
    const question = { place: whole, baselineItem, own: side(own), baseline: baseline && side(baseline) };
    this.#asked.set(place, question);
    return question;
  }

  async read(store: MeasurementStore, situation: Pick<Situation, 'now'>): Promise<HourAnswers> {
    const window = lastHour(situation);
    const { results, of } = await this.#batch.read(store, window);
    return new HourAnswers(results, window, of(this.#traffic).results);
  }
}

/** What was answered about the last hour. */
export class HourAnswers {
  readonly #results: readonly SelectionResult[];
  readonly #window: TimeWindow;
  /** Who served, by {@link TRAFFIC_BY_ITEM}. */
  readonly traffic: readonly SelectionResult[];

  constructor(results: readonly SelectionResult[], window: TimeWindow, traffic: readonly SelectionResult[]) {
    this.#results = results;
    this.#window = window;
    this.traffic = traffic;
  }

  of({ place, baselineItem, own, baseline }: HourQuestion): HourOfPlace {
    const side = ({ scope, at }: HourSide) => {
      const answers = { signal: place.signal, scope, results: this.#results, at };
      return { readings: new SignalReadings(answers), window: this.#window };
    };
    return { place, baselineItem, own: side(own), baseline: baseline && side(baseline) };
  }
}

const asWhole = remembered((place: MeasuredPlace): MeasuredPlace => {
  const { each, ...criterion } = place.criterion;
  return each === undefined ? place : { ...place, criterion };
});
