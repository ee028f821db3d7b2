import { present } from '../present.ts';
import { remembered } from '../remember.ts';
import type { DayClose, Evidence, EvidenceReading } from './evidence.ts';
import type { GradedDay } from './maturity.ts';
import type { Comparison } from './method.ts';
import type { Actual, TrafficMix } from './verdict.ts';

/**
 * The same evidence without numbers that are none. A value that is not a number is no value, an end that is not one is open, and a share
 * that is not one proves nothing: so that what went wrong before judgment becomes missing data, and never a verdict.
 */
export function soundEvidence(evidence: Evidence): Evidence {
  return {
    ...evidence,
    readings: evidence.readings.map(soundReading),
    ...present({ closes: evidence.closes?.map(soundClose) }),
  };
}

/** As {@link soundEvidence}, of one day's close; the very same for the same one. */
export const soundClose = remembered(
  (close: DayClose): DayClose => ({ ...close, readings: close.readings.map(soundReading) }),
);

/** @returns the very same object when nothing in it is wrong, which is nearly always */
function soundReading(reading: EvidenceReading): EvidenceReading {
  const { actual, baseline, gradedDays, mix, ...rest } = reading;
  const isWhole =
    (actual === undefined || isSound(actual)) &&
    (baseline === undefined || isSound(baseline)) &&
    (gradedDays?.every(isSoundDay) ?? true) &&
    (mix === undefined || soundMix(mix) === mix);
  if (isWhole) return reading;
  return {
    ...rest,
    ...present({
      actual: actual && soundActual(actual),
      baseline: baseline && soundActual(baseline),
      gradedDays: gradedDays?.filter(isSoundDay),
      mix: mix && soundMix(mix),
    }),
  };
}

/** @returns the very same object when nothing in it is wrong, which is nearly always */
export function soundActual(actual: Actual): Actual {
  if (isSound(actual)) return actual;
  const { pricedShare, gradedShare, events, bucket, shareAtTarget, comparison, ...rest } = actual;
  return {
    ...rest,
    value: finite(actual.value),
    lower: actual.lower === undefined ? undefined : (number(actual.lower) ?? Number.NEGATIVE_INFINITY),
    upper: actual.upper === undefined ? undefined : (number(actual.upper) ?? Number.POSITIVE_INFINITY),
    n: finite(actual.n) ?? 0,
    coverage: finite(actual.coverage) ?? 0,
    observedAt: finite(actual.observedAt),
    from: finite(actual.from) ?? 0,
    to: finite(actual.to) ?? 0,
    builds: actual.builds.filter(({ share }) => Number.isFinite(share)),
    ...present({
      pricedShare: pricedShare === undefined ? undefined : (finite(pricedShare) ?? 0),
      gradedShare: finite(gradedShare),
      events: finite(events),
      bucket: bucket && areNumbers(bucket.lower, bucket.upper) ? bucket : undefined,
      shareAtTarget: shareAtTarget && soundShare(shareAtTarget),
      comparison: comparison && soundComparison(comparison),
    }),
  };
}

function isSound(actual: Actual): boolean {
  const { builds, bucket, shareAtTarget, comparison } = actual;
  const { value = 0, observedAt = 0, pricedShare = 0, gradedShare = 0, events = 0 } = actual;
  // Finite numbers have a finite sum, but for some that no measure comes to; then each is looked at.
  const sum = value + observedAt + pricedShare + gradedShare + events;
  return (
    Number.isFinite(sum + actual.n + actual.coverage + actual.from + actual.to) &&
    areNumbers(actual.lower ?? 0, actual.upper ?? 0) &&
    builds.every(({ share }) => Number.isFinite(share)) &&
    areNumbers(bucket?.lower ?? 0, bucket?.upper ?? 0) &&
    areNumbers(shareAtTarget?.lower ?? 0, shareAtTarget?.upper ?? 0) &&
    areNumbers(
      comparison?.difference ?? 0,
      comparison?.lower ?? 0,
      comparison?.upper ?? 0,
      comparison?.n ?? 0,
    )
  );
}

function soundShare({ lower, upper }: { readonly lower: number; readonly upper: number }) {
  return { lower: number(lower) ?? 0, upper: number(upper) ?? 1 };
}

/** A comparison without a difference is none. */
function soundComparison(comparison: Comparison): Comparison | undefined {
  if (!Number.isFinite(comparison.difference)) return undefined;
  return {
    ...comparison,
    n: finite(comparison.n) ?? 0,
    lower: number(comparison.lower) ?? Number.NEGATIVE_INFINITY,
    upper: number(comparison.upper) ?? Number.POSITIVE_INFINITY,
  };
}

function soundMix(mix: TrafficMix): TrafficMix | undefined {
  const { share, inputTokens } = mix;
  const known = inputTokens === undefined || areNumbers(inputTokens.own, inputTokens.baseline);
  return Number.isFinite(share) && known ? mix : undefined;
}

function isSoundDay({ graded, all }: GradedDay): boolean {
  return graded >= 0 && all >= 0 && Number.isFinite(graded) && Number.isFinite(all);
}

function areNumbers(...values: readonly number[]): boolean {
  return !values.some(Number.isNaN);
}

function number(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
