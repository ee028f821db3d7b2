import type { Spot } from './spot.ts';

/** A value with its ends, in the signal's unit. */
interface Expected {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Where a criterion's trend leads: from its level now to what is expected on the day when its gate is due. */
export interface DrawnForecast {
  readonly level?: Expected | undefined;
  readonly expected?: Expected | undefined;
}

/** Three lines from today to the due date, or to the plot's edge; all empty where nothing is forecast. */
export interface ForecastCone {
  readonly middle: readonly Spot[];
  readonly lower: readonly Spot[];
  readonly upper: readonly Spot[];
}

/**
 * The lines begin at the level of the trend and not at the last point: what a noisy day adds to that leads nowhere, and the middle line
 * rises or falls as the forecast says.
 *
 * @param time of today, of the due date and the end of the time that is drawn, Unix ms
 */
export function forecastCone(
  { level, expected }: DrawnForecast,
  { now, dueAt, edge }: { readonly now: number; readonly dueAt: number | undefined; readonly edge: number },
): ForecastCone {
  if (level === undefined || expected === undefined || dueAt === undefined || dueAt <= now)
    return { middle: [], lower: [], upper: [] };
  const x = Math.min(dueAt, edge);
  const part = (x - now) / (dueAt - now);
  const line = (from: number, to: number) => [
    { x: now, y: from },
    { x, y: from + (to - from) * part },
  ];
  return {
    middle: line(level.value, expected.value),
    lower: line(level.lower, expected.lower),
    upper: line(level.upper, expected.upper),
  };
}

/**
 * As much of a cone as the axis makes room for: a forecast that may be anything must not press what was measured flat.
 *
 * @param drawn all else in the plot
 */
export function roomForCone({ lower, upper }: ForecastCone, drawn: readonly number[]): readonly number[] {
  const [least, most] = [Math.min(...drawn), Math.max(...drawn)];
  const span = most - least || Math.abs(most) * 0.1;
  return [...lower, ...upper].map(({ y }) => Math.min(Math.max(y ?? least, least - span), most + span));
}
