import type { SampleBuffer } from '../exposition/sample-buffer.ts';

/** The samples of a read that share one time. */
export interface SamplesAtOnce {
  /** Unix ms. */
  readonly at: number;
  readonly size: number;
  /** Place of the i-th of them in the buffer. */
  index(i: number): number;
}

/**
 * Groups a read's samples by time, ascending; those without a time of their own have that of the read, and so have native histograms.
 */
export function momentsOf(read: {
  readonly at: number;
  readonly samples: SampleBuffer<unknown>;
  readonly natives?: readonly unknown[];
}): readonly SamplesAtOnce[] {
  const { at, samples, natives = [] } = read;
  const nothing = samples.size === 0 && natives.length === 0;
  if (!samples.timed) return nothing ? [] : [{ at, size: samples.size, index: (i) => i }];
  const byTime = new Map<number, number[]>(natives.length === 0 ? [] : [[at, []]]);
  for (let i = 0; i < samples.size; i += 1) {
    const own = samples.timeMs(i);
    const time = Number.isNaN(own) ? at : own;
    const known = byTime.get(time);
    if (known === undefined) byTime.set(time, [i]);
    else known.push(i);
  }
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([time, places]) => ({ at: time, size: places.length, index: (i) => places[i] as number }));
}
