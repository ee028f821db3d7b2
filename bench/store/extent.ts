import { COLUMNS, DAY_MS, MINUTES_A_DAY, START } from './workload.ts';

/** How much work a run is. */
export interface Extent {
  /** Days of the shorter history, and of the question about a quarter. */
  readonly quarterDays: number;
  readonly yearDays: number;
  /** Minutes from one point to the next. */
  readonly stepMinutes: number;
  /** The same in the days before the quarter. */
  readonly earlierStepMinutes: number;
  /** Whether those that take long to take in what nobody asks of them are given it. */
  readonly slowTakeAll: boolean;
  /** Days that come in between two rounds of housekeeping. */
  readonly houseDays: number;
  /** Everybody is asked for so long before the clock runs, ms. */
  readonly warmingMs: number;
  /** Before evaluations are timed, so many are made that are not, each with a point that has come since the one before. */
  readonly warmingRounds: number;
  /** Whether there is so much of it that its size on disk tells anything: a file has a least size. */
  readonly sizeTells: boolean;
  /** How often each question is asked. */
  readonly rounds: number;
  /** After how many starts of everybody they are asked for the first time. */
  readonly starts: number;
  /** How long each rate of writing is measured, s. */
  readonly writeSeconds: number;
  /** Hours of increments that are written again and again. */
  readonly writeHours: number;
  /** Over how many connections the peers are written to. */
  readonly connections: readonly number[];
  /** How long the event loop is watched, s. */
  readonly busySeconds: number;
}

export const FULL: Extent = {
  quarterDays: 92,
  yearDays: 366,
  stepMinutes: 1,
  earlierStepMinutes: 1,
  slowTakeAll: true,
  houseDays: 1,
  warmingMs: 5_000,
  warmingRounds: 300,
  sizeTells: true,
  rounds: 31,
  starts: 5,
  writeSeconds: 15,
  writeHours: 24,
  connections: [1, 2],
  busySeconds: 20,
};

/** A point each quarter of an hour, a month and some days before it: the same questions over less. */
export const QUICK: Extent = {
  quarterDays: 29,
  yearDays: 40,
  stepMinutes: 15,
  earlierStepMinutes: 60,
  slowTakeAll: false,
  houseDays: 28,
  warmingMs: 300,
  warmingRounds: 30,
  sizeTells: false,
  rounds: 7,
  starts: 1,
  writeSeconds: 0.5,
  writeHours: 6,
  connections: [2],
  busySeconds: 1,
};

/** All histories end in the middle of a day: the one that is running. */
export const RUNNING_DAY = 0.5;

/**
 * The clock goes on by a point from round to round: those that warm up, those that the peers are asked in, and as many with the longer history.
 * What comes in meanwhile, in days.
 */
export function comingDays({ warmingRounds, rounds, stepMinutes }: Extent): number {
  return ((warmingRounds + 2 * rounds) * stepMinutes) / MINUTES_A_DAY;
}

/** Midnight behind the last whole day, Unix ms. */
export function endOf({ yearDays }: Extent): number {
  return START + yearDays * DAY_MS;
}

/** How many numbers the shorter history has. @param coming days that come after it */
export function samplesOf({ quarterDays, stepMinutes }: Extent, coming = 0): number {
  return COLUMNS.length * (MINUTES_A_DAY / stepMinutes) * (quarterDays + RUNNING_DAY + coming);
}
