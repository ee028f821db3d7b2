import { LEAST_COVERAGE, LEAST_PRICED_SHARE } from '../gate/limits.ts';
import { dateWords } from '../gate/words.ts';
import type { SpendLimit } from '../roadmap/roadmap.ts';
import { formatAge, formatShare, formatValue } from '../signal/format.ts';
import { dateOf } from '../time/calendar.ts';

export type SpendState = 'within' | 'at-risk' | 'exceeded' | 'no-data';

/** What is known of the money spent in a limit's period so far. */
export interface SpendReading {
  /** The calendar period, half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** In whole units of the limit's currency. */
  readonly spent: number;
  /** Spent in the last 24 hours, those before the period included. */
  readonly lastDay: number;
  /** Share of the period so far in which the cost was watched, 0…1. */
  readonly coverage: number;
  readonly pricedShare?: number | undefined;
  /** When the cost was last seen; absent: never. */
  readonly observedAt?: number | undefined;
}

export interface SpendStatus {
  readonly state: SpendState;
  /** Spent so far ÷ elapsed share of the period; absent while too little of it has gone by. */
  readonly projected?: number;
  /** When the limit is reached at the rate of the last 24 hours; only when that is before the period ends. */
  readonly reachedAt?: number;
  readonly sentence: string;
}

/** A period of which less has gone by projects noise: a quarter of an hour of a day, seven hours of a month. */
const LEAST_ELAPSED = 0.01;
const DAY_MS = 86_400_000;

const PERIOD_WORDS: Readonly<Record<SpendLimit['period'], string>> = {
  day: 'today',
  month: 'this month',
  quarter: 'this quarter',
};

/**
 * How a spend limit stands. Exceeded is exceeded whatever is missing; for everything else the cost must have been watched and priced
 * well enough. At risk is what is projected over the limit, or reaches it at the rate of the last 24 hours before the period ends.
 *
 * @param zone the roadmap's, for the date in the sentence
 */
export function spendStatus(limit: SpendLimit, reading: SpendReading, zone: string): SpendStatus {
  const projected = projection(reading);
  const reachedAt = reached(limit, reading);
  const state = stateOf(limit, reading, projected, reachedAt);
  const shown = {
    ...(projected === undefined || state === 'no-data' ? {} : { projected }),
    ...(reachedAt === undefined || state !== 'at-risk' ? {} : { reachedAt }),
  };
  return { state, ...shown, sentence: sentenceOf(limit, reading, { state, ...shown }, zone) };
}

function projection({ from, to, now, spent }: SpendReading): number | undefined {
  const elapsed = Math.min(1, (now - from) / (to - from));
  return elapsed >= LEAST_ELAPSED ? spent / elapsed : undefined;
}

function reached({ amount }: SpendLimit, { spent, lastDay, now, to }: SpendReading): number | undefined {
  if (!(lastDay > 0) || spent > amount) return undefined;
  const at = now + ((amount - spent) / lastDay) * DAY_MS;
  return at < to ? at : undefined;
}

function stateOf(
  { amount }: SpendLimit,
  reading: SpendReading,
  projected: number | undefined,
  reachedAt: number | undefined,
): SpendState {
  if (reading.spent > amount) return 'exceeded';
  if (missing(reading) !== undefined) return 'no-data';
  return (projected ?? 0) > amount || reachedAt !== undefined ? 'at-risk' : 'within';
}

function missing({ observedAt, now, coverage, pricedShare }: SpendReading): string | undefined {
  if (observedAt === undefined) return 'no source has brought its cost yet';
  if (now - observedAt > DAY_MS) return `its cost was last seen ${formatAge(now - observedAt)} ago`;
  if (coverage < LEAST_COVERAGE) return `its cost was watched for ${formatShare(coverage)} of the time`;
  if (pricedShare !== undefined && pricedShare < LEAST_PRICED_SHARE) {
    return `only ${formatShare(pricedShare)} of its tokens have a price`;
  }
  return undefined;
}

function sentenceOf(
  limit: SpendLimit,
  reading: SpendReading,
  status: Omit<SpendStatus, 'sentence'>,
  zone: string,
): string {
  const money = (amount: number) => formatValue(amount, 'currency', limit.currency);
  const period = PERIOD_WORDS[limit.period];
  const spent = `${money(reading.spent)} of ${money(limit.amount)} ${period}`;
  const day = `${money(reading.lastDay)} in the last 24 hours`;
  const projected = status.projected === undefined ? '' : `, on the way to ${money(status.projected)}`;
  switch (status.state) {
    case 'no-data':
      return `${limit.title} has no data ${period}: ${missing(reading)}.`;
    case 'exceeded':
      return `${limit.title} is over its limit: ${spent}, ${day}.`;
    case 'at-risk': {
      const when =
        status.reachedAt === undefined
          ? ''
          : `; at this rate the limit is reached on ${dateWords(dateOf(status.reachedAt, zone))}`;
      return `${limit.title} is at risk: ${spent}${projected}, ${day}${when}.`;
    }
    case 'within':
      return `${limit.title} is within its limit: ${spent}${projected}, ${day}.`;
  }
}
