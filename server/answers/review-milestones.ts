import type { CalendarDate, Item, Milestone } from '../../core/roadmap/roadmap.ts';
import type { ReviewResponse } from '../http/contract/review.ts';
import { milestoneAnswer } from './roadmap.ts';

type Reviewed = ReviewResponse['milestones'];
type Outcome = Reviewed['items'][number]['outcome'];

/** Calendar dates of the roadmap's zone. */
export interface ReviewDates {
  /** The first day of the period. */
  readonly first: CalendarDate;
  /** The first day after it. */
  readonly after: CalendarDate;
  readonly today: CalendarDate;
}

/**
 * The milestones of a period: those due in it, those done in it, and those that were late when it began and still open. Each stands as it did
 * at the period's end, or stands today. `planned` counts all but the dropped ones, `done` those of them that were done by then.
 */
export function reviewedMilestones(items: readonly Item[], dates: ReviewDates): Reviewed {
  const reviewed = items.flatMap((item) =>
    item.milestones
      .filter((milestone) => belongs(milestone, dates))
      .map((milestone) => ({
        item: item.id,
        track: item.track,
        milestone: milestoneAnswer(milestone, dates.today),
        outcome: outcomeOf(milestone, dates),
      })),
  );
  return {
    planned: reviewed.filter(({ outcome }) => outcome !== 'dropped').length,
    done: reviewed.filter(({ outcome }) => outcome === 'done' || outcome === 'late').length,
    items: reviewed.sort((a, b) => (dueOf(a) < dueOf(b) ? -1 : Number(dueOf(a) > dueOf(b)))),
  };
}

function belongs(milestone: Milestone, { first, after }: ReviewDates): boolean {
  const { due, status } = milestone;
  const done = doneOn(milestone);
  if (done !== undefined && done >= first && done < after) return true;
  if (due === undefined || due >= after) return false;
  if (due >= first) return true;
  return status !== 'dropped' && (done === undefined || done >= first);
}

function outcomeOf(milestone: Milestone, { after, today }: ReviewDates): Outcome {
  const { status, due } = milestone;
  const done = doneOn(milestone);
  if (status === 'dropped') return 'dropped';
  if (done !== undefined && done < after) return due !== undefined && done > due ? 'late' : 'done';
  const asOf = after < today ? after : today;
  return due !== undefined && due < asOf ? 'overdue' : 'open';
}

/** When it was done; one without a date is taken as done when it was due. */
function doneOn({ status, done, due }: Milestone): CalendarDate | undefined {
  return status === 'done' ? (done ?? due) : undefined;
}

/** Those without a due date last. */
function dueOf({ milestone: { due } }: Reviewed['items'][number]): CalendarDate {
  return due ?? '9999-12-31';
}
