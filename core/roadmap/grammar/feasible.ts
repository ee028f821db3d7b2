import type { Signal } from '../../signal/signal.ts';
import type { Operator, Target } from '../criterion.ts';

/** Why no value of the signal can meet an absolute target; `undefined` when some can. */
export function whyNeverMet(signal: Signal, op: Operator, target: Target): string | undefined {
  if (target.kind === 'offset') {
    const apart = signal.unit === 'share' && Math.abs(target.offset.value) >= 1;
    return apart ? 'two shares are never 100 points apart' : undefined;
  }
  if (target.kind === 'factor')
    return target.factor > 0 ? undefined : 'a part of a baseline is more than 0 %';
  const { value } = target.quantity;
  const [least, most] = range(signal);
  if (needsMoreThan(op, value, most))
    return `${signal.title} is never more than ${signal.unit === 'share' ? '100 %' : most}`;
  if (needsLessThan(op, value, least)) return `${signal.title} is never less than ${least}`;
  if (signal.unit === 'seconds' && value <= 0 && op !== '>' && op !== '>=') return 'nothing takes no time';
  const whole = signal.unit === 'count' && signal.formula.kind === 'total';
  return op === '=' && whole && !Number.isInteger(value) ? 'a count is a whole number' : undefined;
}

/** Whether every value of the signal meets an absolute target, so that it says nothing. */
export function isAlwaysMet(signal: Signal, op: Operator, target: Target): boolean {
  if (target.kind !== 'absolute') return false;
  const { value } = target.quantity;
  const [least, most] = range(signal);
  if (op === '>=') return value <= least;
  if (op === '>') return value < least;
  if (op === '<=') return value >= most;
  return op === '<' && value > most;
}

function range({ unit, range: own }: Signal): readonly [least: number, most: number] {
  if (unit === 'share') return [0, 1];
  if (own !== undefined) return [own.lower, own.upper];
  return [unit === 'score' ? Number.NEGATIVE_INFINITY : 0, Number.POSITIVE_INFINITY];
}

function needsMoreThan(op: Operator, value: number, most: number): boolean {
  if (op === '>') return value >= most;
  return (op === '>=' || op === '=') && value > most;
}

function needsLessThan(op: Operator, value: number, least: number): boolean {
  if (op === '<') return value <= least;
  return (op === '<=' || op === '=') && value < least;
}
