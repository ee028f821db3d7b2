import type { Held, Looked } from './gateline/commands.ts';

/** Why a peer has no figure: `not installed`, `not measured`, `failed`, `differs`. */
export interface Absent {
  readonly absent: string;
}

export const NOT_MEASURED: Absent = { absent: 'not measured' };

export type Figure = number | Absent;

/** What was measured of one store. */
export interface Figures<F = Figure> {
  readonly name: string;
  /** Median durations, ms. */
  readonly quarterMs: F;
  readonly criteriaMs: F;
  readonly yearMs: F;
  /** The same when it is asked for the first time after a start. */
  readonly firstQuarterMs: F;
  readonly firstYearMs: F;
  /** On disk for each number of the shorter history. */
  readonly bytesPerSample: F;
  /** In memory when everything has been asked, bytes. */
  readonly rss: F;
  /** Increments a second, by the number of connections. */
  readonly writes: ReadonlyMap<number, F>;
}

/** What is measured of Gateline, some of it of Gateline alone. */
export interface OwnFigures extends Figures<number> {
  /** The criteria over a year's history, ms; in turn with `criteriaShortMs`. */
  readonly criteriaLongMs: number;
  readonly criteriaShortMs: number;
  /** Reading what the criteria are judged by and judging nothing, ms; in turn with the peers. */
  readonly figuresMs: number;
  readonly held: Held;
  readonly looked: Looked;
}

/** The median. */
export function median(durations: readonly number[]): number {
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
