import type { EvaluationItem } from '../measure/evaluation.ts';
import type { Signal } from '../signal/signal.ts';

/** An item that both sides answered, with the share of its repeats that each got right. */
export interface ItemPair {
  readonly id: string;
  readonly a: number;
  readonly b: number;
}

/** What became of the items of one run in another. */
export interface ChangedItems {
  /** Right with a and wrong with b, in the order of b's run. */
  readonly rightToWrong: readonly ItemPair[];
  readonly wrongToRight: readonly ItemPair[];
  readonly bothRight: number;
  readonly bothWrong: number;
  /** Half of the repeats were right: neither. */
  readonly undecided: number;
  /** Items that only one of the two has an outcome for: another item, an error, something that was not asked. */
  readonly unpaired: number;
}

/** Anything above is right, anything below is wrong. */
const HALF = 0.5;

/**
 * Which items changed from right to wrong, and back, between two runs of one revision of a dataset by one judge; the caller sees to that.
 * Items are paired by their ids. Of repeats of an item most decide. An outcome of a signal of which less is better (`hallucinated`) is right
 * where it did not happen.
 *
 * @param signal with the metric of the outcomes
 */
export function changedItems(
  { evaluation, better }: Pick<Signal, 'evaluation' | 'better'>,
  a: readonly EvaluationItem[],
  b: readonly EvaluationItem[],
): ChangedItems {
  const metric = evaluation?.metric ?? '';
  const [ours, theirs] = [rightShares(metric, better, a), rightShares(metric, better, b)];
  const pairs = [...theirs].flatMap(([id, right]): ItemPair[] => {
    const before = ours.get(id);
    return before === undefined ? [] : [{ id, a: before, b: right }];
  });
  const count = (holds: (pair: ItemPair) => boolean) => pairs.filter(holds).length;
  return {
    rightToWrong: pairs.filter((pair) => pair.a > HALF && pair.b < HALF),
    wrongToRight: pairs.filter((pair) => pair.a < HALF && pair.b > HALF),
    bothRight: count((pair) => pair.a > HALF && pair.b > HALF),
    bothWrong: count((pair) => pair.a < HALF && pair.b < HALF),
    undecided: count((pair) => pair.a === HALF || pair.b === HALF),
    unpaired: namesOf(a, b).size - pairs.length,
  };
}

/** The share of an item's repeats that are right, by its id; items without an outcome are left out. */
function rightShares(
  metric: string,
  better: Signal['better'],
  items: readonly EvaluationItem[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, { right: number; n: number }>();
  for (const { id, values, error } of items) {
    const value = values[metric];
    if (error !== undefined || value === undefined || !(value >= 0 && value <= 1)) continue;
    const known = sums.get(id) ?? { right: 0, n: 0 };
    sums.set(id, { right: known.right + (better === 'higher' ? value : 1 - value), n: known.n + 1 });
  }
  return new Map([...sums].map(([id, { right, n }]) => [id, right / n]));
}

function namesOf(...runs: readonly (readonly EvaluationItem[])[]): ReadonlySet<string> {
  return new Set(runs.flatMap((items) => items.map(({ id }) => id)));
}
