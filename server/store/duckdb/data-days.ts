import type { DuckDBConnection } from './database.ts';
import { addFact, readFact } from './facts.ts';

const DAY_MS = 24 * 3_600_000;
const FACT = 'data-days';
/** The day that runs, and the two that a clock which is wrong for less than a day can touch. */
const SPARE_DAYS = 3;

/** Days since 1970, both ends included. */
type DayRange = readonly [first: number, last: number];

/**
 * The days (UTC) that hold data. What has expired is told by them and not by a clock: a clock that jumps ahead, and samples that are
 * stamped by it, add the days that they touch and no others, whatever year they say, before a restart and after it.
 */
export class DataDays {
  readonly #days = new Set<number>();

  /** @param assumed Unix ms, both ends included: what a file holds that does not tell its days yet */
  async load(connection: DuckDBConnection, assumed: DayRange | undefined): Promise<void> {
    const text = await readFact(connection, FACT);
    if (text !== undefined) {
      for (const range of JSON.parse(text) as DayRange[]) this.#addRange(range);
    } else if (assumed !== undefined) this.#addRange([dayOf(assumed[0]), dayOf(assumed[1])]);
  }

  /**
   * Writes days (see {@link dayOf}) that are new, in the transaction of `connection`. Returns what makes them known, to be called after
   * the commit.
   */
  async append(connection: DuckDBConnection, days: ReadonlySet<number>): Promise<() => void> {
    const fresh = [...days].filter((day) => !this.#days.has(day));
    if (fresh.length === 0) return () => undefined;
    await connection.run(`DELETE FROM facts WHERE name = '${FACT}'`);
    await addFact(connection, FACT, JSON.stringify(rangesOf([...this.#days, ...fresh])));
    return () => {
      for (const day of fresh) this.#days.add(day);
    };
  }

  /**
   * Before this instant is what is older than a retention, by the clock and by the data: of the days that hold data, and are not still to
   * come, at least as many as the retention has lie at or after it. Unix ms; 0 when nothing is that old.
   */
  expiredUntil(now: number, retentionMs: number): number {
    const past = [...this.#days].filter((day) => day <= dayOf(now)).sort((a, b) => b - a);
    const oldest = past[Math.ceil(retentionMs / DAY_MS) + SPARE_DAYS - 1];
    return oldest === undefined ? 0 : Math.min(now - retentionMs, oldest * DAY_MS);
  }

  #addRange([first, last]: DayRange): void {
    for (let day = first; day <= last; day += 1) this.#days.add(day);
  }
}

/** The day (UTC) that an instant lies in, counted from 1970. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

function rangesOf(days: readonly number[]): DayRange[] {
  const ranges: [number, number][] = [];
  for (const day of days.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === day - 1) last[1] = day;
    else ranges.push([day, day]);
  }
  return ranges;
}
