import { chiSquaredTail } from '../statistics/special.ts';

/**
 * A split this unlikely, had it been drawn as planned, is a sample-ratio mismatch (A. Fabijan et al., "Diagnosing sample ratio mismatch in
 * online controlled experiments", KDD 2019, §3: a p-value below 0.0005, so that a test that is looked at often does not cry wolf).
 */
export const MISMATCH_P = 0.0005;

/** Fewer are expected in some arm: the chi-squared distribution does not hold (W. G. Cochran, "The χ² test of goodness of fit", 1952). */
const LEAST_EXPECTED = 5;

/** One arm of an experiment: what it was to get, and what it got. */
export interface ArmCount {
  /** Of all arms together, 0…1. */
  readonly share: number;
  /** Units that were assigned to it. */
  readonly count: number;
}

/** Whether the units of an experiment were split as planned. */
export interface SampleRatio {
  readonly mismatch: 'yes' | 'no' | 'cannot-say';
  /** Of all arms together. */
  readonly n: number;
  /** Absent where there is too little to say. */
  readonly pValue?: number;
}

/**
 * Pearson's chi-squared test of whether units came into the arms as they were to be split. A mismatch says that something else than chance
 * decides who gets which arm, or who is counted: then no difference between the arms is to be trusted.
 *
 * @param arms at least two, their shares more than 0; they are taken as parts of their sum
 */
export function sampleRatio(arms: readonly ArmCount[]): SampleRatio {
  const n = arms.reduce((sum, { count }) => sum + count, 0);
  const whole = arms.reduce((sum, { share }) => sum + share, 0);
  const cells = arms.map(({ share, count }) => ({ count, expected: (n * share) / whole }));
  if (arms.length < 2 || !cells.every(({ expected }) => expected >= LEAST_EXPECTED)) {
    return { mismatch: 'cannot-say', n };
  }
  const statistic = cells.reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0);
  const pValue = chiSquaredTail(statistic, arms.length - 1);
  return { mismatch: pValue < MISMATCH_P ? 'yes' : 'no', n, pValue };
}
