import { heldOn } from '../../core/gate/decided-days.ts';
import type { DayClose, HeldReading } from '../../core/gate/evidence.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { judgedWindows } from './judged-windows.ts';
import { criterionKey, type MeasuredPlace } from './places.ts';
import { askProduction, closesOf } from './production-evidence.ts';
import { ReadBatch } from './read-batch.ts';
import { judgedAt, type Situation } from './situation.ts';

const DAY_MS = 86_400_000;
/** Roll-ups are this long; earlier days are read once for each of them. */
const SLOT_MS = 15 * 60_000;
/** So many criteria are remembered; nothing is lost when one is read again. */
const MOST_KNOWN = 1_000;

/**
 * How criteria stood when earlier days closed: for those whose two newest days do not agree, and for those that must have held for some
 * time. What is past does not change much, so it is read once a quarter of an hour.
 */
export class EarlierDays {
  readonly #store: MeasurementStore;
  readonly #known = new Map<string, { readonly slot: number; readonly closes: readonly DayClose[] }>();

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
    const slot = Math.floor(judgedAt(situation, place.item) / SLOT_MS);
    const key = JSON.stringify([
      product,
      criterionKey(place.item?.id ?? '', place.criterion),
      place.criterion.confidence,
      place.build,
      baselineItem,
      windows.closes.map(({ at }) => at),
    ]);
    const known = this.#known.get(key);
    if (known?.slot === slot) return known.closes;
    const batch = new ReadBatch(product);
    const question = askProduction(batch, place, windows, baselineItem, zone);
    const closes = closesOf(question, await batch.read(this.#store));
    this.#remember(key, slot, closes);
    return closes;
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

  #remember(key: string, slot: number, closes: readonly DayClose[]): void {
    this.#known.delete(key);
    this.#known.set(key, { slot, closes });
    for (const [oldest] of this.#known) {
      if (this.#known.size <= MOST_KNOWN) break;
      this.#known.delete(oldest);
    }
  }
}
