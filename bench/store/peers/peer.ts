import type { Day } from '../day.ts';
import type { Extent } from '../extent.ts';
import type { Asked, Question } from '../questions.ts';

/** Another store that is given the same data and asked the same questions. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Whether it takes the whole year in; else of the days before the quarter only what is asked for. */
  readonly takesYear: boolean;
  /** Its answers agree with Gateline's to this part of a number. */
  readonly tolerance: number;
  /** Takes days in that follow each other; measures that are not wanted are left out. */
  load(days: Iterable<Day>, wants: (measure: string) => boolean): Promise<void>;
  /** Lets it do to what it has taken in whatever it does in the background. */
  settle(quick: boolean): Promise<void>;
  /** On disk, bytes. */
  bytes(): number;
  /** In memory, bytes. */
  rss(): number;
  /** Ends it and starts it again on what it holds; results that it remembers are forgotten. */
  restart(): Promise<void>;
  ask(question: Question, asked: Asked): Promise<readonly number[]>;
  /** Increments a second that it takes over so many connections; `undefined` when it takes none. */
  writeRate(connections: number, extent: Extent): Promise<number | undefined>;
  end(): Promise<void>;
}

/** How a peer comes to be: `undefined` where it is not installed. */
export interface PeerKind {
  readonly name: string;
  start(folder: string): Promise<Peer | undefined>;
}
