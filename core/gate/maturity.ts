import { betaCumulative } from '../statistics/beta.ts';

/** How many answers of a day were graded, out of how many. */
export interface GradedDay {
  readonly graded: number;
  readonly all: number;
}

/** Fewer days do not say how many are usually graded. */
const LEAST_DAYS = 4;
/** A day that has less than this part of its usual labels waits for the rest of them. */
const MATURE_PART = 0.5;
/** That few by chance alone would be less likely than this. */
const CHANCE = 0.001;
/** The newest days that may wait for their labels, as a part of all answers. */
export const MOST_IMMATURE = 0.1;

/**
 * The share of answers whose labels are still to come: labels often arrive days after the answer that they grade, and those that come first
 * are not like the others (somebody complains). A day at the end of the window counts as immature when it has less than half of the
 * labels that days of this window usually have (the median share), and so few are no chance.
 *
 * @param days ascending; days without answers say nothing
 */
export function immatureShare(days: readonly GradedDay[]): number {
  const shares = new Float64Array(days.length);
  let known = 0;
  let answers = 0;
  let most = 0;
  let newest: GradedDay | undefined;
  for (const day of days) {
    if (!(day.all > 0)) continue;
    const share = Math.min(1, day.graded / day.all);
    shares[known] = share;
    known += 1;
    answers += day.all;
    most = Math.max(most, share);
    newest = day;
  }
  // Nearly always the newest day has its labels, whatever is usual.
  if (known < LEAST_DAYS || newest === undefined || !mayWait(newest.graded, newest.all, most)) return 0;
  const usual = shares.subarray(0, known).sort()[Math.floor(known / 2)] as number;
  let waiting = 0;
  for (let i = days.length - 1; i >= 0; i -= 1) {
    const { graded, all } = days[i] as GradedDay;
    if (!(all > 0)) continue;
    if (!isImmature(graded, all, usual)) break;
    waiting += all;
  }
  return waiting / answers;
}

function isImmature(graded: number, all: number, usual: number): boolean {
  return mayWait(graded, all, usual) && atMost(graded, all, usual) < CHANCE;
}

function mayWait(graded: number, all: number, usual: number): boolean {
  return usual > 0 && graded < MATURE_PART * usual * all;
}

/** P(X ≤ k) of a binomial X. */
function atMost(k: number, n: number, p: number): number {
  return k >= n ? 1 : 1 - betaCumulative(p, k + 1, n - k);
}
