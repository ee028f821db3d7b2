import { GatelineError } from '../../core/errors.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { type ChartStep, defaultStep, hasTooManySteps, parseStep } from '../evaluation/chart-steps.ts';

/**
 * A window that can be drawn in its steps.
 *
 * @throws GatelineError `bad-request` for one that ends before it begins or lies before 1970; `limit-exceeded` for too many steps
 */
export function chartWindow({ from, to }: TimeWindow, step: ChartStep | undefined): TimeWindow {
  if (!(from < to))
    throw refused(`A window ends after it begins, and no later than now: this one begins at ${at(from)}.`);
  if (from < 0) throw refused('A window begins in 1970 or later.');
  const window = { from: Math.round(from), to: Math.round(to) };
  if (hasTooManySteps(window, step ?? defaultStep(window))) {
    throw new GatelineError(
      'limit-exceeded',
      'This window has more steps than one answer gives: ask for longer steps or a shorter window.',
    );
  }
  return window;
}

/** Reads the step that a request names. @throws GatelineError `bad-request` */
export function chartStep(text: string | undefined): ChartStep | undefined {
  if (text === undefined) return undefined;
  const step = parseStep(text);
  if (step !== undefined) return step;
  throw refused(`${JSON.stringify(text)} is no step: 5m, 1h, day, week and month are.`);
}

/** An instant as requests give it, Unix ms: a whole one, however exactly it is given. */
export function instantOf(given: number | string | undefined): number | undefined {
  if (given === undefined) return undefined;
  return Math.round(typeof given === 'string' ? Date.parse(given) : given);
}

function at(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}

function refused(message: string): GatelineError {
  return new GatelineError('bad-request', message);
}
