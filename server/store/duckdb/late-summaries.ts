import { type GaugeSummary, mergeGauges } from '../steps.ts';
import { SLOTS } from './late-sums.ts';

/** What comes late of gauges, by (cell, slot) as {@link LateSums} are: one summary of a quarter hour, however many samples bring it. */
export class LateSummaries {
  readonly #summaries = new Map<number, GaugeSummary>();

  add(cell: number, slot: number, summary: GaugeSummary): void {
    const key = cell * SLOTS + slot;
    const known = this.#summaries.get(key);
    this.#summaries.set(key, known === undefined ? summary : mergeGauges(known, summary));
  }

  *[Symbol.iterator](): Iterator<{ cell: number; slot: number; summary: GaugeSummary }> {
    for (const [key, summary] of this.#summaries) {
      yield { cell: Math.floor(key / SLOTS), slot: key % SLOTS, summary };
    }
  }
}
