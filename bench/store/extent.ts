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
  /** Everybody is asked so often before the clock runs, or for so long. */
  readonly warming: { readonly askings: number; readonly ms: number };
  /** How often each question is asked. */
  readonly rounds: number;
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
  warming: { askings: 60, ms: 5_000 },
  rounds: 15,
  writeSeconds: 15,
  writeHours: 24,
  connections: [1, 2],
  busySeconds: 20,
};

/** A point an hour, a month and some days before it: the same questions over less. */
export const QUICK: Extent = {
  quarterDays: 29,
  yearDays: 40,
  stepMinutes: 60,
  earlierStepMinutes: 60,
  slowTakeAll: false,
  houseDays: 28,
  warming: { askings: 5, ms: 100 },
  rounds: 3,
  writeSeconds: 0.5,
  writeHours: 6,
  connections: [2],
  busySeconds: 1,
};

/** All histories end in the middle of a day: the one that is running. */
export const RUNNING_DAY = 0.5;

/** Midnight behind the last whole day, Unix ms. */
export function endOf({ yearDays }: Extent): number {
  return START + yearDays * DAY_MS;
}

/** How many numbers the shorter history has. */
export function samplesOf({ quarterDays, stepMinutes }: Extent): number {
  return COLUMNS.length * (MINUTES_A_DAY / stepMinutes) * (quarterDays + RUNNING_DAY);
}
