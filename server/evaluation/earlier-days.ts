import { heldOn } from '../../core/gate/decided-days.ts';
import type { DayClose, HeldReading } from '../../core/gate/evidence.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { daysOver } from './days-over.ts';
import { judgedWindows } from './judged-windows.ts';
import type { MeasuredPlace } from './places.ts';
import { askProduction, closesOf } from './production-evidence.ts';
import { ReadBatch } from './read-batch.ts';
import type { Situation } from './situation.ts';

const DAY_MS = 86_400_000;

/**
 * How criteria stood when earlier days closed: for those whose two newest days do not agree, and for those that must have held for some
 * time. They are asked about at every look, so that what comes late is seen at once; a store remembers its answers until then.
 */
export class EarlierDays {
  readonly #store: MeasurementStore;

  constructor(store: MeasurementStore) {
    this.#store = store;
  }

  /** What was known at so many closes up to the newest, ascending. */
  async closes(
    situation: Situation,
    place: MeasuredPlace,
    baselineItem: string | undefined,
    count: number,
  ): Promise<readonly DayClose[]> {
    const { product, zone } = situation.roadmap;
    const windows = judgedWindows(situation, place, count);
    if (place.build !== undefined) {
      // One build of a candidate is looked at once, and its question is not kept.
      const batch = new ReadBatch(product);
      const question = askProduction(batch, place, windows, baselineItem, zone, 'closed');
      return closesOf(question, await batch.read(this.#store));
    }
    const days = daysOver(windows.closes, product);
    const question = days.ask(place, windows, baselineItem, zone);
    return days.closes(question, await days.read(this.#store));
  }

  /** Whether a criterion held at the close of each day for as long as it must; ascending. */
  async history(
    situation: Situation,
    place: MeasuredPlace,
    baselineItem: string | undefined,
  ): Promise<readonly HeldReading[]> {
    const days = Math.ceil((place.criterion.heldForMs ?? 0) / DAY_MS);
    const closes = await this.closes(situation, place, baselineItem, days + 1);
    return heldOn(place.criterion, place.signal, closes);
  }
}
