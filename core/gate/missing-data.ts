import type { EvidenceReading } from './evidence.ts';
import { LEAST_COVERAGE, LEAST_PRICED_SHARE, staleAfterMs } from './limits.ts';
import { immatureShare, MOST_IMMATURE } from './maturity.ts';
import type { Actual, VerdictReason } from './verdict.ts';

/**
 * Why there is nothing to judge by; `undefined` when there is. A baseline is asked only once the actual itself is there.
 *
 * @param now the time at which it is judged, Unix ms; absent: silence up to now does not matter
 */
export function missingData(reading: EvidenceReading, now: number | undefined): VerdictReason | undefined {
  const { actual, baseline, gradedDays } = reading;
  if (actual === undefined || reading.unseen.length > 0 || actual.observedAt === undefined)
    return 'never-seen';
  if (actual.evidence === 'production') {
    if (now !== undefined && isStale(actual, now)) return 'stale';
    if (actual.coverage < LEAST_COVERAGE) return 'coverage';
    if (actual.pricedShare !== undefined && actual.pricedShare < LEAST_PRICED_SHARE) return 'unpriced';
    if (actual.sampling === 'unknown') return 'sampled';
    if (gradedDays !== undefined && immatureShare(gradedDays) > MOST_IMMATURE) return 'immature-labels';
  }
  if (actual.value === undefined || !Number.isFinite(actual.value)) return 'no-events';
  return baseline !== undefined && !isUsableBaseline(baseline) ? 'baseline-no-data' : undefined;
}

/** Whether what was seen last is older than it may be: a hundredth of the window, at least an hour and at most a day. */
export function isStale({ observedAt, from, to }: Actual, now: number): boolean {
  return observedAt !== undefined && now - observedAt > staleAfterMs(to - from);
}

/** A baseline is held to what an actual is held to, but for its age: its window is the same. */
function isUsableBaseline({ value, coverage, pricedShare, sampling }: Actual): boolean {
  if (value === undefined || sampling === 'unknown') return false;
  return coverage >= LEAST_COVERAGE && (pricedShare ?? 1) >= LEAST_PRICED_SHARE;
}
