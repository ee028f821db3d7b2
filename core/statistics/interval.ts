/** A confidence interval. Either end may be infinite: then nothing is known on that side. Never NaN. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** How sure, and of what: `one-sided` is the confidence in each end by itself, `two-sided` that in both ends together. */
export interface Confidence {
  /** Between 0.5 and 1, exclusive. */
  readonly level: number;
  readonly sides: 'one-sided' | 'two-sided';
}

/** The confidence in each end by itself, where the two ends answer different questions. Between 0.5 and 1, exclusive. */
export interface EndLevels {
  readonly lower: number;
  readonly upper: number;
}

/** Nothing is known. */
export const UNBOUNDED: Interval = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** The confidence in each end by itself: one-sided 95 % is two-sided 90 %. */
export function levelOfEachEnd(confidence: Confidence): number {
  return confidence.sides === 'one-sided' ? confidence.level : (1 + confidence.level) / 2;
}

/** The confidence in each end, however it is said. */
export function endLevels(confidence: Confidence | EndLevels): EndLevels {
  if ('lower' in confidence) return confidence;
  const level = levelOfEachEnd(confidence);
  return { lower: level, upper: level };
}

/** The interval of what is the other way round: of misses for hits, of `most − x` for `x`. */
export function mirrored({ lower, upper }: Interval, most = 1): Interval {
  return { lower: most - upper, upper: most - lower };
}
