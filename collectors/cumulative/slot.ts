import type { StreamState } from '../../core/measure/increments.ts';
import type { Series } from '../../core/measure/series.ts';
import type { BatchDraft } from './batch-draft.ts';
import type { BreakerWatch } from './breaker-watch.ts';

/** All samples of one target at one time, while they are put into their streams. */
export interface Moment {
  /** Never used twice in a process. */
  readonly stamp: number;
  /** Streams that got a sample, each once. */
  readonly touched: Stream[];
  readonly draft: BatchDraft;
}

/** What a stream needs to know to turn what it got into increments. */
export interface Settling {
  /** Time of the samples, Unix ms. */
  readonly at: number;
  /** Start of the target's process, Unix ms, where counters begin anew with it. */
  readonly startedAt: number | undefined;
  /** See NewStreamContext. */
  readonly countedSince: number;
  /** Samples up to this time were taken before, as far as a stream does not know better. */
  readonly takenUntil: number;
  /** The source gives samples again that we have; it is no fault of theirs to be old. */
  readonly rereads: boolean;
  readonly draft: BatchDraft;
  readonly breakers: BreakerWatch;
  /** What labels say to have happened before this, Unix ms, is refused. */
  readonly countsAgainst: number;
  /** Whether the target had series of a metric at this read. */
  readonly isPresent: (metric: string) => boolean;
  /** A counter was reset and nobody knows when. */
  resetAtUnknownTime: boolean;
}

/** Where a sample of one raw series goes; found once, then used by identity. */
export interface Slot {
  /** The stream it belongs to, for being there or not; none for what is no stream of its own. */
  readonly stream: Stream | undefined;
  /** The same sample goes there as well. */
  readonly also: Slot | undefined;
  put(value: number, moment: Moment): void;
}

/** A raw series, or the raw series of one histogram. */
export interface Stream {
  readonly home: StreamHome;
  /** Whether it has a state to keep: counters and histograms do, gauges do not. */
  readonly cumulative: boolean;
  /** Series of ours that it feeds. */
  readonly feeds: readonly Series[];
  /** Number of the target's last read in which it was there. */
  presentIn: number;
  /** @returns whether its samples could be used: what cannot be used was not watched */
  settle(settling: Settling): boolean;
}

/** A stream whose last point is kept with the data. */
export interface KeptStream {
  readonly key: string;
  readonly state: StreamState | undefined;
  /** Number of the target's last read in which it was there. */
  readonly presentIn: number;
}

/** When a series began, where its source tells (`_created`); shared by all streams that are made of it. */
export interface Birth {
  readonly key: string;
  /** Unix ms. */
  createdAt: number | undefined;
}

/** What a stream's family knows of it. */
export interface StreamHome {
  /** The stream is there at the target's read of this number. */
  streamSeen(stream: Stream, read: number): void;
  /** A stream without a state began at zero since the previous read. */
  readonly mayAppear: boolean;
  /** The state that was committed for this key in an earlier life of ours; given out once. */
  claim(key: string): { readonly state: StreamState; readonly presentIn: number } | undefined;
  /** Its state must be written with the next batch. */
  changed(stream: { readonly key: string }): void;
}
