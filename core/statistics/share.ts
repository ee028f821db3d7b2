import { clopperPearsonInterval } from './clopper-pearson.ts';
import type { EndLevels, Interval } from './interval.ts';
import { wilsonInterval } from './wilson.ts';

/**
 * The interval of a share in one run: {@link wilsonInterval}, but {@link clopperPearsonInterval} at the end that something fails by. At a
 * confidence of 95 % Wilson's interval errs about as often as it should. At the 99 % and more of a gate with many criteria it errs near 0
 * and 1 up to several times as often (`npm run bench -- --statistics` shows by how much), and what fails should not fail by that.
 */
export function shareInterval(
  successes: number,
  n: number,
  levels: EndLevels & { readonly failing?: 'lower' | 'upper' | 'both' },
): Interval {
  const score = wilsonInterval(successes, n, levels);
  if (levels.failing === undefined) return score;
  const exact = clopperPearsonInterval(successes, n, levels);
  return {
    lower: levels.failing === 'upper' ? score.lower : exact.lower,
    upper: levels.failing === 'lower' ? score.upper : exact.upper,
  };
}
