import type { Birth, Moment, Slot } from './slot.ts';

/** The name that all client libraries give it (Prometheus, "Writing client libraries", process metrics). */
export const PROCESS_START_TIME = 'process_start_time_seconds';

/**
 * When the target's process began, as it says itself: its counters began at zero then. An exposition that speaks for several processes
 * (a federation, a pool of workers) says it several times, and then nobody knows whose counters are meant: it is taken for none.
 */
export class ProcessStart implements Slot {
  readonly stream = undefined;
  readonly also = undefined;
  /** Unix ms. */
  startedAt: number | undefined;
  #stamp = -1;
  #several = false;

  constructor(startedAt: number | undefined) {
    this.startedAt = startedAt;
  }

  put(value: number, { stamp }: Moment): void {
    const startedAt = Math.round(value * 1_000);
    if (!(Number.isSafeInteger(startedAt) && startedAt > 0)) return;
    if (stamp === this.#stamp && startedAt !== this.startedAt) this.#several = true;
    this.#stamp = stamp;
    this.startedAt = this.#several ? undefined : startedAt;
  }
}

/** A series begins when it is created, and not before its process does. */
export function laterStart(createdAt: number | undefined, startedAt: number | undefined): number | undefined {
  if (createdAt === undefined || startedAt === undefined) return createdAt ?? startedAt;
  return Math.max(createdAt, startedAt);
}

/** When a series of its own began (`_created`). */
export class SeriesStart implements Slot {
  readonly stream = undefined;
  readonly also = undefined;
  readonly #of: Birth;

  constructor(of: Birth) {
    this.#of = of;
  }

  put(value: number, _moment: Moment): void {
    const createdAt = Math.round(value * 1_000);
    if (Number.isSafeInteger(createdAt) && createdAt > 0) this.#of.createdAt = createdAt;
  }
}
