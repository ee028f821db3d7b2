import type { WindowSpec } from '../roadmap/criterion.ts';
import { monthOf, quarterOf } from './period.ts';

/** A stretch of time, half-open [from, to), Unix ms; `from` is before `to`. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** What a window is reckoned from. */
export interface WindowContext {
  readonly now: number;
  readonly zone: string;
  /** First month of the fiscal year, 1…12. */
  readonly fiscalYearStart: number;
  /** When the version first served traffic; absent when it has not. */
  readonly firstTrafficAt?: number | undefined;
}

/**
 * The window that a criterion speaks of, up to `now`. Months and quarters are those of the calendar, to date.
 *
 * `undefined` where there is none: a rollout that has not begun, a month or quarter that begins just now, and `latest`, which is a run
 * and not a stretch of time.
 */
export function resolveWindow(spec: WindowSpec, context: WindowContext): TimeWindow | undefined {
  const from = beginning(spec, context);
  return from !== undefined && from < context.now ? { from, to: context.now } : undefined;
}

function beginning(spec: WindowSpec, context: WindowContext): number | undefined {
  switch (spec.kind) {
    case 'duration':
      return context.now - spec.ms;
    case 'month':
      return monthOf(context.now, context.zone).from;
    case 'quarter':
      return quarterOf(context.now, context.zone, context.fiscalYearStart).from;
    case 'rollout':
      return context.firstTrafficAt;
    case 'latest':
      return undefined;
  }
}
