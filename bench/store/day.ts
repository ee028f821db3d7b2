import { COLUMNS, DAY_MS, fillMinute, MINUTES_A_DAY, START, timeOf } from './workload.ts';

/** A day of the work, column by column: what each minute added, or what a gauge showed. */
export interface Day {
  /** Midnight, Unix ms. */
  readonly start: number;
  /** Of each point, Unix ms. */
  readonly times: Float64Array;
  /** In the order of {@link COLUMNS}. */
  readonly columns: readonly Float64Array[];
}

/**
 * Days of [from, to), in days since the start of the work; the last one may be a part of one. Each is made when it is asked for; the arrays are
 * filled anew for the next one.
 */
export function* daysOf(from: number, to: number, stepMinutes: number): Iterable<Day> {
  const whole = MINUTES_A_DAY / stepMinutes;
  const times = new Float64Array(whole);
  const columns = COLUMNS.map(() => new Float64Array(whole));
  const row = new Float64Array(COLUMNS.length);
  for (let day = from; day < to; day += 1) {
    const points = Math.round(whole * Math.min(1, to - day));
    for (let point = 0; point < points; point += 1) {
      const minute = day * MINUTES_A_DAY + point * stepMinutes + stepMinutes - 1;
      fillMinute(minute, row);
      times[point] = timeOf(minute);
      for (let column = 0; column < row.length; column += 1) {
        (columns[column] as Float64Array)[point] = row[column] as number;
      }
    }
    const own = columns.map((column) => column.subarray(0, points));
    yield { start: START + day * DAY_MS, times: times.subarray(0, points), columns: own };
  }
}
