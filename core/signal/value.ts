import type { Distribution } from '../measure/distribution.ts';
import { meanOf, observationCount, quantile } from '../measure/distribution.ts';
import type { SignalReadings } from './readings.ts';
import { TRAFFIC } from './selections.ts';
import type { Signal } from './signal.ts';

/** What a signal comes to in one step, before anything is said of what was not seen. Nothing in it is NaN. */
export interface SignalValue {
  /** `undefined`: nothing to compute it from. For a quantile the point inside its bucket. */
  readonly value: number | undefined;
  /** Bounds from the buckets; elsewhere the value itself. */
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  readonly n: number;
  /** For a share: how many of the n. */
  readonly events?: number;
  /** For quantiles and means. */
  readonly distribution?: Distribution;
}

const NOTHING: SignalValue = { value: undefined, lower: undefined, upper: undefined, n: 0 };

/** Computes a signal of a step from its measures. */
export function signalValue(readings: SignalReadings, step: number, each?: string): SignalValue {
  const { signal } = readings;
  const { formula } = signal;
  switch (formula.kind) {
    case 'ratio':
      return ratio(
        signal,
        readings.sum(formula.numerator, step, each),
        readings.sum(formula.denominator, step, each),
      );
    case 'total':
      return total(readings, readings.sum(formula.of, step, each), step, each);
    case 'gauge': {
      const reading = readings.gauge(formula.of, step, each);
      // How often a gauge was read is not how much it is made of: that is not known.
      return reading === undefined ? NOTHING : exactly(reading[formula.reduce], 0);
    }
    case 'mean': {
      const distribution = readings.distribution(formula.of, step, each);
      return { ...exactly(meanOf(distribution), observationCount(distribution)), distribution };
    }
    case 'quantile': {
      const distribution = readings.distribution(formula.of, step, each);
      return quantileOf(distribution, formula.q);
    }
  }
}

function ratio(signal: Signal, numerator: number, denominator: number): SignalValue {
  if (!(denominator > 0)) return NOTHING;
  const value = exactly(numerator / denominator, denominator);
  return signal.unit === 'share' ? { ...value, events: numerator } : value;
}

/** A version's total is made of its traffic, so that nothing of a version that serves nobody is not a zero. */
function total(readings: SignalReadings, sum: number, step: number, each: string | undefined): SignalValue {
  const ofVersion = readings.scope.item !== undefined;
  if (!ofVersion) return exactly(sum, countable(readings.signal) ? sum : 0);
  const traffic = readings.counter(TRAFFIC, step, each);
  const trafficKnown = readings.lastObservedAt(TRAFFIC) !== undefined;
  if (traffic > 0 || sum > 0) return exactly(sum, Math.max(traffic, countable(readings.signal) ? sum : 0));
  const exposed =
    readings.signal.formula.kind === 'total' &&
    readings.signal.formula.of.some((term) => readings.has(term.measure));
  return !trafficKnown && exposed ? exactly(0, 0) : NOTHING;
}

function countable(signal: Signal): boolean {
  return signal.unit === 'count' || signal.unit === 'tokens';
}

function quantileOf(distribution: Distribution, q: number): SignalValue {
  const reading = quantile(distribution, q);
  if (reading === undefined) return { ...NOTHING, distribution };
  const { estimate, lower, upper } = reading;
  return { value: finite(estimate), lower, upper, n: observationCount(distribution), distribution };
}

function exactly(value: number | undefined, n: number): SignalValue {
  const known = finite(value);
  return { value: known, lower: known, upper: known, n };
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
