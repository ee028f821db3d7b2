import { present } from '../../core/present.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { dateOf } from '../../core/time/calendar.ts';
import type { ReviewResponse } from '../http/contract/review.ts';
import type { PageDeps } from './page-deps.ts';
import { reviewEvents } from './review-events.ts';
import { gateAnswers, reviewedGates } from './review-gates.ts';
import { reviewedMilestones } from './review-milestones.ts';
import { reviewPeriod } from './review-period.ts';
import { reviewSentence } from './review-sentence.ts';

/**
 * A quarter: every gate over it and over the one before, milestones, and what happened. The roadmap is today's; figures are those of the
 * quarter, to date while it runs.
 *
 * @param text `2026-Q4`, or `current`
 * @throws GatelineError `not-found` for what is no quarter, and for one that has not begun
 */
export async function reviewAnswer(
  deps: PageDeps,
  roadmap: Roadmap,
  text: string,
  now: number,
): Promise<ReviewResponse> {
  const { product, name, currency, zone, items } = roadmap;
  const chosen = reviewPeriod(roadmap, text, now);
  const { period, previous, next, running } = chosen;
  const { id, from, to } = period;
  const window = { from, to: Math.min(to, now) };
  const situation = await deps.judge.situation(roadmap, now, {
    from,
    to,
    text: running ? `${id} to date` : id,
  });
  const gates = await reviewedGates(deps, situation, chosen);
  const [answers, events] = await Promise.all([
    gateAnswers(deps, situation, gates, { window, running }),
    window.from < window.to ? reviewEvents(deps, roadmap, window, situation.served) : [],
  ]);
  const dates = { first: dateOf(from, zone), after: dateOf(to, zone), today: dateOf(now, zone) };
  return {
    asOf: now,
    product,
    name,
    currency,
    zone,
    period: id,
    previous: previous.id,
    ...present({ next: next?.id }),
    from,
    to,
    running,
    sentence: reviewSentence(gates),
    gates: answers,
    milestones: reviewedMilestones(items, dates),
    events,
  };
}
