import {
  formatCount,
  formatPair,
  formatTarget,
  formatValue,
  operatorSign,
} from '../../../core/signal/format.ts';
import type { CheckedCriterion } from './report.ts';

/** A criterion's numbers, written. */
export interface Figures {
  readonly actual: string;
  readonly target: string;
  readonly n: string;
}

const NONE = '–';

/** Actual and target in one unit, and n; a dash for what there is not. */
export function figuresOf({ verdict, unit, notJudged }: CheckedCriterion, currency: string): Figures {
  const { actual, target, op } = verdict;
  if (unit === undefined || op === undefined) return { actual: NONE, target: NONE, n: NONE };
  const value = notJudged === undefined ? actual?.value : undefined;
  const n = notJudged === undefined && actual !== undefined ? formatCount(actual.n) : NONE;
  if (value === undefined || target === undefined) {
    return {
      actual: value === undefined ? NONE : formatValue(value, unit, currency),
      target: target === undefined ? NONE : formatTarget(op, target, unit, currency),
      n,
    };
  }
  const pair = formatPair(value, target, unit, currency);
  return { actual: pair.value, target: `${operatorSign(op)} ${pair.target}`, n };
}
