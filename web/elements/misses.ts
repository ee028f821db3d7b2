import type { Operator } from '../../core/roadmap/criterion.ts';

/** Whether a value is on the wrong side of its target; `false` where either is not known. */
export function misses(
  value: number | undefined,
  op: Operator | undefined,
  target: number | undefined,
): boolean {
  if (value === undefined || target === undefined) return false;
  switch (op) {
    case '<':
      return value >= target;
    case '<=':
      return value > target;
    case '>':
      return value <= target;
    case '>=':
      return value < target;
    case '=':
      return value !== target;
    default:
      return false;
  }
}
