import type { StreamState } from '../../core/measure/increments.ts';
import { SUM_LAYOUT } from './bounds-table.ts';
import type { CountedIntervals } from './counted-intervals.ts';
import type { ExponentialCounts } from './exponential.ts';

/** The last point of a cumulative exponential histogram. */
export interface ExponentialState {
  readonly at: number;
  readonly histogram: ExponentialCounts;
  readonly sum: number | undefined;
}

/**
 * What is remembered of the streams of one metric: the time and value of a number's last point, all totals of a histogram's or summary's,
 * an exponential histogram, or which delta intervals were counted.
 */
export type MemoryKind = 'number' | 'totals' | 'exponential' | 'delta';

/** What is remembered of a stream, numbers aside. */
export type StreamMemory = StreamState | ExponentialState | CountedIntervals;

/** By what a stream is found again: its attributes' identity and its start, Unix ms (0: not given). */
export interface PageMember {
  readonly attributes: string;
  readonly start: number;
}

/** The last point of a running total as it is read back. */
export function totalsState(
  at: number,
  start: number,
  values: readonly number[],
  layout: string | undefined,
): StreamState {
  return {
    at,
    values,
    monotonic: monotonicPart(values, layout),
    ...(start > 0 ? { startedAt: start } : {}),
    ...(layout === undefined ? {} : { layout }),
  };
}

/** How many leading totals count events: all of a histogram's buckets, and the number of observations of what has no buckets. */
function monotonicPart(values: readonly number[], layout: string | undefined): number {
  if (layout === undefined) return 1;
  return layout.endsWith(SUM_LAYOUT) ? values.length - 1 : values.length;
}
