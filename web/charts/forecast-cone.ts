import type { Spot } from './spot.ts';

/** Where a criterion's value is expected on the day when its gate is due, in the signal's unit. */
export interface ForecastEnd {
  /** The due date, Unix ms. */
  readonly at: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Three lines from the last whole value to the due date, or to the plot's edge; all empty where nothing is forecast. */
export interface ForecastCone {
  readonly middle: readonly Spot[];
  readonly lower: readonly Spot[];
  readonly upper: readonly Spot[];
}

/** @param edge the end of the time that is drawn, Unix ms */
export function forecastCone(
  start: { readonly x: number; readonly y: number } | undefined,
  end: ForecastEnd | undefined,
  edge: number,
): ForecastCone {
  if (start === undefined || end === undefined || end.at <= start.x)
    return { middle: [], lower: [], upper: [] };
  const x = Math.min(end.at, edge);
  const part = (x - start.x) / (end.at - start.x);
  const line = (y: number) => [start, { x, y: start.y + (y - start.y) * part }];
  return { middle: line(end.value), lower: line(end.lower), upper: line(end.upper) };
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
