import type { MeasuredPlace } from './places.ts';
import type { Situation } from './situation.ts';
import { liveItem } from './traffic.ts';

/** The item that a criterion compares with, if it compares. */
export function baselineOf(
  situation: Situation,
  { criterion, item }: Pick<MeasuredPlace, 'criterion' | 'item'>,
): string | undefined {
  const { target } = criterion;
  if (target.kind === 'absolute') return undefined;
  return target.baseline.kind === 'item' ? target.baseline.item : liveItem(situation.shares, item?.id);
}
