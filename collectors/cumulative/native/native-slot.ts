import type { SingleStream } from '../single-stream.ts';
import type { Moment, Stream } from '../slot.ts';
import type { NativeHistogram } from './native-histogram.ts';
import type { NativeStream } from './native-stream.ts';

/** Where readings of one native histogram go: to its distribution, and to its count and its sum where those are mapped. */
export class NativeSlot {
  readonly #histogram: NativeStream | undefined;
  readonly #count: SingleStream | undefined;
  readonly #sum: SingleStream | undefined;

  constructor(
    histogram: NativeStream | undefined,
    count: SingleStream | undefined,
    sum: SingleStream | undefined,
  ) {
    this.#histogram = histogram;
    this.#count = count;
    this.#sum = sum;
  }

  get streams(): readonly Stream[] {
    return [this.#histogram, this.#count, this.#sum].filter((stream) => stream !== undefined);
  }

  /** Put after all plain samples of the moment: a count that the source gives as such has the word. */
  put(reading: NativeHistogram, moment: Moment): void {
    this.#histogram?.put(reading, moment);
    this.#count?.offer(reading.count, moment);
    this.#sum?.offer(reading.sum, moment);
  }
}
