import type { MeasurementStore } from '../../../core/ports.ts';
import { batchOf } from '../batches.ts';
import { type Day, daysOf } from '../day.ts';
import { comingDays, type Extent, RUNNING_DAY } from '../extent.ts';
import { MINUTE_MS, MINUTES_A_DAY } from '../workload.ts';

/** What is measured while the questions are asked: a point a round, each written when its round comes. */
export class ComingPoints {
  readonly #store: MeasurementStore;
  readonly #extent: Extent;
  #day: Day | undefined;
  #written = 0;

  constructor(store: MeasurementStore, extent: Extent) {
    this.#store = store;
    this.#extent = extent;
  }

  /** Writes the points of all rounds up to this one that are not there yet. */
  async upTo(round: number): Promise<void> {
    const { yearDays, stepMinutes } = this.#extent;
    if (round <= this.#written) return;
    this.#day ??= this.#makeDay();
    const first = (RUNNING_DAY * MINUTES_A_DAY) / stepMinutes;
    const last = Math.min(this.#day?.times.length ?? 0, first + Math.floor(round));
    for (let point = first + this.#written; point < last; point += 1) {
      if (this.#day === undefined) throw new RangeError(`Day ${yearDays} has no points.`);
      await this.#store.write(batchOf(this.#day, point, point + 1, stepMinutes * MINUTE_MS));
    }
    this.#written = Math.max(this.#written, last - first);
  }

  #makeDay(): Day | undefined {
    const { yearDays, stepMinutes } = this.#extent;
    const [day] = daysOf(yearDays, yearDays + RUNNING_DAY + comingDays(this.#extent), stepMinutes);
    return day;
  }
}
