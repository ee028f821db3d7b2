/** A window watched for less than this has no verdict (the floor of openobserve's SLOs: observed ÷ expected time). */
export const LEAST_COVERAGE = 0.9;

/** Costs of which a smaller share is priced have no verdict. */
export const LEAST_PRICED_SHARE = 0.95;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long ago a measure may have been seen last, ms: a hundredth of the window, at least an hour and at most a day. An hour is what late
 * data have at most (`max_sample_age`), so a younger silence may still be filled; 28 days of which the last six hours are missing still
 * say what they said.
 */
export function staleAfterMs(windowMs: number): number {
  return Math.min(DAY_MS, Math.max(HOUR_MS, windowMs / 100));
}
