import type { SignalUnit } from '../../core/signal/signal.ts';

/** What a value axis must know. */
export interface ScaleInput {
  /** Everything that is drawn: actuals, bounds, targets. Gaps are left out. */
  readonly values: Iterable<number>;
  readonly unit: SignalUnit;
  readonly better: 'higher' | 'lower';
}

/** Ends of a value axis, in the signal's unit. */
export interface ValueScale {
  readonly min: number;
  readonly max: number;
}

/** Room beyond the outermost value, as a share of the span. */
const HEADROOM = 0.12;

/**
 * The range of a value axis: everything is inside, the target too. Costs, counts, latencies and error rates start at zero, so that
 * heights may be compared; accuracies and scores need not (look.md, “A gate chart”).
 */
export function valueScale(input: ScaleInput): ValueScale {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of input.values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (min > max) return { min: 0, max: 1 };
  if (startsAtZero(input)) return { min: Math.min(0, min), max: max > 0 ? max * (1 + HEADROOM) : 1 };
  const room = (max - min || Math.abs(max) * 0.1 || 1) * HEADROOM;
  const ceiling = input.unit === 'share' ? Math.max(1, max) : Number.POSITIVE_INFINITY;
  return { min: min - room, max: Math.min(max + room, ceiling) };
}

/** Whether a signal's axis starts at zero. */
export function startsAtZero({ unit, better }: Pick<ScaleInput, 'unit' | 'better'>): boolean {
  return unit === 'share' ? better === 'lower' : unit !== 'score';
}
