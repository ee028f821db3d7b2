import { heldOn } from '../../core/gate/decided-days.ts';
import type { DayClose, HeldReading } from '../../core/gate/evidence.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { judgedWindows } from './judged-windows.ts';
import type { MeasuredPlace } from './places.ts';
import { askProduction, closesOf, type JudgedWindows } from './production-evidence.ts';
import { ReadBatch } from './read-batch.ts';
import type { Situation } from './situation.ts';

const DAY_MS = 86_400_000;
/** Roll-ups are this long; earlier days are read once for each of them. */
const SLOT_MS = 15 * 60_000;

/** How a criterion stood, as it was read in a quarter of an hour. */
interface Known {
  readonly slot: number;
  readonly baselineItem: string | undefined;
  readonly windows: JudgedWindows['closes'];
  readonly closes: readonly DayClose[];
}

/**
 * How criteria stood when earlier days closed: for those whose two newest days do not agree, and for those that must have held for some
 * time. What is past does not change much, so it is read once a quarter of an hour.
 */
export class EarlierDays {
  readonly #store: MeasurementStore;
  /** By how many days are asked for. Another revision of a roadmap has other places. */
  readonly #known = new WeakMap<MeasuredPlace, Map<number, Known>>();

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
    // Of a version that is retired, too, more may come in: the slot is that of now.
    const slot = Math.floor(situation.now / SLOT_MS);
    const ofPlace = this.#known.get(place) ?? new Map<number, Known>();
    const known = ofPlace.get(count);
    if (known?.slot === slot && known.baselineItem === baselineItem && known.windows === windows.closes)
      return known.closes;
    const batch = new ReadBatch(product);
    const question = askProduction(batch, place, windows, baselineItem, zone);
    const closes = closesOf(question, await batch.read(this.#store));
    ofPlace.set(count, { slot, baselineItem, windows: windows.closes, closes });
    this.#known.set(place, ofPlace);
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
}
