/** The label of a counter of samples that tells how they were drawn. */
export const SAMPLING_LABEL = 'sampling';
export const BY_PROBABILITY = 'probability';
export const UNKNOWN_SAMPLING = 'unknown';

/**
 * How what was counted was drawn, where not everything was sent: by chance alone, each sample standing for as many as it says; or by what
 * happened (a tail sampler), or nobody knows how: then it proves nothing about what was not sent.
 */
export type DrawnBy = typeof BY_PROBABILITY | typeof UNKNOWN_SAMPLING;

const PREFIX = 'sampled.';

/**
 * The counter beside a measure that tells how many of the things it was made of stand for others, too: spans of traces of which only some
 * were sent. A measure that has none is a count of everything. Its label {@link SAMPLING_LABEL} tells how they were drawn.
 */
export function sampledMeasure(measure: string): string {
  return PREFIX + measure;
}

/** Whether a measure is the counter of samples beside another. */
export function isSampledMeasure(measure: string): boolean {
  return measure.startsWith(PREFIX);
}
