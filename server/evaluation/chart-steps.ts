import { MAX_STEPS } from '../../core/ports.ts';
import { dayBoundaries, monthBoundaries, weekBoundaries } from '../../core/time/calendar.ts';
import { parseDuration } from '../../core/time/duration.ts';
import type { TimeWindow } from '../../core/time/window.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How a window is cut for a chart: in steps of fixed length, or by the calendar of the roadmap's zone. */
export type ChartStep =
  | { readonly kind: 'fixed'; readonly ms: number; readonly text: string }
  | { readonly kind: 'calendar'; readonly unit: 'day' | 'week' | 'month'; readonly text: string };

/** From so many ms of a window on, the step; the first that fits is taken. Each gives some hundred points at most. */
const DEFAULT_STEPS: readonly (readonly [number, string])[] = [
  [3 * HOUR_MS, '1m'],
  [26 * HOUR_MS, '5m'],
  [3 * DAY_MS, '15m'],
  [14 * DAY_MS, '1h'],
  [200 * DAY_MS, 'day'],
];

/** Reads `5m`, `1h`, `day`, `week`, `month`; `undefined` when it is no step. */
export function parseStep(text: string): ChartStep | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'day' || word === 'week' || word === 'month')
    return { kind: 'calendar', unit: word, text: word };
  const ms = parseDuration(word);
  return ms === undefined || !(ms >= 1_000) ? undefined : { kind: 'fixed', ms, text: word };
}

/** The step that suits a window's length. */
export function defaultStep({ from, to }: TimeWindow): ChartStep {
  const text = DEFAULT_STEPS.find(([upTo]) => to - from <= upTo)?.[1] ?? 'week';
  return parseStep(text) as ChartStep;
}

/** Whether a window cut so has more steps than one read gives. */
export function hasTooManySteps({ from, to }: TimeWindow, step: ChartStep): boolean {
  return (to - from) / (step.kind === 'fixed' ? step.ms : DAY_MS) > MAX_STEPS - 2;
}

/** The boundaries of a window's steps: `from`, every natural edge between, `to`. */
export function stepBoundaries({ from, to }: TimeWindow, step: ChartStep, zone: string): readonly number[] {
  if (step.kind === 'calendar') return CALENDAR[step.unit](from, to, zone);
  const boundaries = [from];
  for (let at = (Math.floor(from / step.ms) + 1) * step.ms; at < to; at += step.ms) boundaries.push(at);
  boundaries.push(to);
  return boundaries;
}

/** Whether a step may naturally begin or end at an instant. */
export function isNaturalEdge(at: number, step: ChartStep, zone: string): boolean {
  return step.kind === 'fixed' ? at % step.ms === 0 : CALENDAR[step.unit](at - 1, at + 1, zone).length === 3;
}

const CALENDAR = { day: dayBoundaries, week: weekBoundaries, month: monthBoundaries } as const;
