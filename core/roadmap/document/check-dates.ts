import { isCalendarDate } from '../../time/calendar.ts';
import { type DocumentPath, errorAt, type NoteProblem } from './problem.ts';
import { asList, property, type RawItem } from './raw.ts';

/** Ends before beginnings, and milestones that are done and not done. */
export function checkDates(items: readonly RawItem[], note: NoteProblem): void {
  for (const { path, raw } of items) {
    const start = dateOf(property(raw, 'start'));
    checkOrder([...path, 'due'], property(raw, 'due'), start, 'error', note);
    checkOrder([...path, 'gate', 'due'], property(property(raw, 'gate'), 'due'), start, 'error', note);
    for (const [i, milestone] of asList(property(raw, 'milestones')).entries()) {
      const at = [...path, 'milestones', i];
      // Work may begin before its item does; more likely the year is wrong.
      checkOrder([...at, 'due'], property(milestone, 'due'), start, 'warning', note);
      checkStatus(at, milestone, note);
    }
  }
}

function checkOrder(
  path: DocumentPath,
  value: unknown,
  start: string | undefined,
  severity: 'error' | 'warning',
  note: NoteProblem,
): void {
  const due = dateOf(value);
  if (start === undefined || due === undefined || due >= start) return;
  note(
    errorAt(path, `It is due on ${due}, before its item starts on ${start}.`, {
      severity,
      read: due,
      expected: `a day from ${start} on`,
    }),
  );
}

function checkStatus(path: DocumentPath, milestone: unknown, note: NoteProblem): void {
  const [status, done] = [property(milestone, 'status'), dateOf(property(milestone, 'done'))];
  if (done === undefined || status === undefined || status === 'done') return;
  note(
    errorAt([...path, 'status'], `It was done on ${done}, and its status is \`${String(status)}\`.`, {
      read: String(status),
      expected: '`done`, or no day under `done`',
      suggestion: 'done',
    }),
  );
}

function dateOf(value: unknown): string | undefined {
  return typeof value === 'string' && isCalendarDate(value) ? value : undefined;
}
