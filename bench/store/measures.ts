import type { Held, Looked } from './gateline/commands.ts';

/** What was measured of one store. */
export interface Figures {
  readonly name: string;
  /** Median durations, ms. */
  readonly quarterMs: number;
  readonly criteriaMs: number;
  readonly yearMs: number;
  /** On disk for each number of the shorter history; `undefined` when it was not given all of it. */
  readonly bytesPerSample: number | undefined;
  /** In memory when everything has been asked, bytes. */
  readonly rss: number;
  /** Increments a second, by the number of connections. */
  readonly writes: ReadonlyMap<number, number>;
}

/** What is measured of Gateline alone. */
export interface OwnFigures extends Figures {
  readonly bytesPerSample: number;
  /** The criteria over a year's history, ms; in turn with `criteriaShortMs`. */
  readonly criteriaLongMs: number;
  readonly criteriaShortMs: number;
  /** Reading what the criteria are judged by and judging nothing, ms; in turn with the peers. */
  readonly figuresMs: number;
  readonly held: Held;
  readonly looked: Looked;
}

/** A peer's figures, or that it is not installed. */
export type PeerFigures = Figures | { readonly name: string; readonly absent: string };

/** The median. */
export function median(durations: readonly number[]): number {
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
