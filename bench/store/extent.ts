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
  /** How often each question is asked. */
  readonly rounds: number;
  /** How long each rate of writing is measured, s. */
  readonly writeSeconds: number;
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
  rounds: 15,
  writeSeconds: 15,
  busySeconds: 20,
};

/** A point an hour, a month and four of them: the same questions over less. */
export const QUICK: Extent = {
  quarterDays: 32,
  yearDays: 128,
  stepMinutes: 60,
  earlierStepMinutes: 60,
  slowTakeAll: true,
  houseDays: 28,
  rounds: 3,
  writeSeconds: 1,
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
