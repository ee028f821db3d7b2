import type { OwnQuestion } from '../questions.ts';

/** What the process of Gateline's store is told to do. */
export type Command =
  /** Take days [from, to) in, with housekeeping after each. */
  | { readonly do: 'fill'; readonly from: number; readonly to: number; readonly stepMinutes: number }
  | { readonly do: 'ask'; readonly question: OwnQuestion; readonly round: number }
  | { readonly do: 'write' }
  | { readonly do: 'write and read' }
  | { readonly do: 'look' }
  | { readonly do: 'end' };

/** What was taken in. */
export interface Filled {
  /** Numbers that were handed over, zeros too. */
  readonly samples: number;
  /** Numbers that are not zero. */
  readonly stored: number;
  /** Time in the store, making the points aside, s. */
  readonly seconds: number;
}

export interface Answered {
  readonly ms: number;
  readonly answer: readonly number[];
}

/** How long the event loop was held, ms. */
export interface Held {
  readonly p99: number;
  readonly most: number;
  /** How long a small write took meanwhile, until it was durable, ms; and how many there were. */
  readonly append: { readonly p99: number; readonly most: number; readonly n: number };
  readonly writesPerSecond: number;
  readonly reads: number;
}

export interface Looked {
  /** Of the data file, with its write-ahead log. */
  readonly bytes: number;
  readonly rss: number;
  readonly peakRss: number;
}

/** The answers, by command. */
export interface Answers {
  readonly fill: Filled;
  readonly ask: Answered;
  /** Increments a second. */
  readonly write: number;
  readonly 'write and read': Held;
  readonly look: Looked;
  readonly end: null;
}

export type Reply = { readonly value: Answers[keyof Answers] } | { readonly error: string };
