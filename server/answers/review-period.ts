import { GatelineError } from '../../core/errors.ts';
import { dateWords } from '../../core/gate/words.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { dateOf } from '../../core/time/calendar.ts';
import { nextPeriod, type Period, parsePeriod, previousPeriod, quarterOf } from '../../core/time/period.ts';

/** A quarter that can be reviewed, with its neighbours. */
export interface ReviewPeriod {
  readonly period: Period;
  readonly previous: Period;
  /** Absent when the one after it has not begun. */
  readonly next: Period | undefined;
  /** It is not over: figures are to date. */
  readonly running: boolean;
}

const QUARTER = /^\d{4}-Q[1-4]$/i;

/**
 * The fiscal quarter of a roadmap's zone that a request names: `2026-Q4`, or `current`.
 *
 * @throws GatelineError `not-found` for anything else, and for a quarter that has not begun: there is nothing to review
 */
export function reviewPeriod(
  { zone, fiscalYearStart }: Pick<Roadmap, 'zone' | 'fiscalYearStart'>,
  text: string,
  now: number,
): ReviewPeriod {
  const current = quarterOf(now, zone, fiscalYearStart);
  const period = text.toLowerCase() === 'current' ? current : quarterNamed(text, zone, fiscalYearStart);
  if (period === undefined) {
    throw notFound(
      `There is no quarter ${JSON.stringify(text)}: a review is of one like ${current.id}, or current.`,
    );
  }
  if (period.from > now) {
    const begins = dateWords(dateOf(period.from, zone));
    throw notFound(`${period.id} begins on ${begins}: there is nothing to review yet. Now is ${current.id}.`);
  }
  const next = nextPeriod(period, zone, fiscalYearStart);
  return {
    period,
    previous: previousPeriod(period, zone, fiscalYearStart),
    next: next.from <= now ? next : undefined,
    running: period.to > now,
  };
}

function quarterNamed(text: string, zone: string, fiscalYearStart: number): Period | undefined {
  return QUARTER.test(text) ? parsePeriod(text, zone, fiscalYearStart) : undefined;
}

function notFound(message: string): GatelineError {
  return new GatelineError('not-found', message);
}
