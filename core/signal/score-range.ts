import type { Interval } from '../statistics/interval.ts';
import type { Signal } from './signal.ts';

const FROM_0_TO_1: Interval = { lower: 0, upper: 1 };

/**
 * Between what the values lie that a signal is the mean of: as it declares, and from 0 to 1 for a share. Scores of which nobody said it
 * are taken to lie from 0 to 1 where all that were seen do and the target does; `undefined` where nothing is known.
 *
 * @param seen the least and the greatest that was seen
 */
export function scoreRange(
  { unit, range }: Pick<Signal, 'unit' | 'range'>,
  seen: Interval | undefined,
  target: number | undefined,
): Interval | undefined {
  if (range !== undefined) return range;
  if (unit === 'share') return FROM_0_TO_1;
  if (unit !== 'score' || seen === undefined) return undefined;
  const told = [seen.lower, seen.upper, ...(target === undefined ? [] : [target])];
  return told.every((value) => value >= 0 && value <= 1) ? FROM_0_TO_1 : undefined;
}
