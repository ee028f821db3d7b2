import {
  BY_PROBABILITY,
  type DrawnBy,
  SAMPLING_LABEL,
  sampledMeasure,
  UNKNOWN_SAMPLING,
} from '../measure/sampling.ts';
import { remembered } from '../remember.ts';
import type { SignalReadings } from './readings.ts';
import { sampledMeasures } from './selections.ts';
import type { CounterSum, Signal } from './signal.ts';
import type { SignalValue } from './value.ts';

/** Samples, and how many of them there are. */
export interface Drawn {
  readonly sampling: DrawnBy;
  readonly n: number;
}

/** The counters that tell of samples, of each measure. */
const counters = remembered((signal: Signal) =>
  sampledMeasures(signal).map((measure) => ({ measure, samples: sampledMeasure(measure) })),
);

/**
 * What of a signal are samples in a step; `undefined` where all of it was sent. Of a ratio it is the denominator that says of how many,
 * else what stands above it. That all samples stand for about as many is assumed.
 */
export function drawnOf(readings: SignalReadings, step: number, each?: string): Drawn | undefined {
  if (!readings.hasSamples()) return undefined;
  const { signal } = readings;
  const sampled = counters(signal).filter(({ samples }) => readings.has(samples));
  const counts = new Map<string, number>();
  let isByChance = true;
  for (const { measure, samples } of sampled) {
    for (const [how, count] of readings.byLabel(samples, SAMPLING_LABEL, step, each)) {
      if (!(count > 0)) continue;
      counts.set(measure, (counts.get(measure) ?? 0) + count);
      if (how !== BY_PROBABILITY) isByChance = false;
    }
  }
  if (counts.size === 0) return undefined;
  const n = sumOf(denominatorOf(signal), counts) || Math.min(...counts.values());
  return { sampling: isByChance ? BY_PROBABILITY : UNKNOWN_SAMPLING, n };
}

/** The value as the samples alone tell it: of as many as there are, not of as many as they stand for. */
export function asDrawn(value: SignalValue, { n }: Drawn): SignalValue {
  const least = Math.min(n, value.n);
  if (value.events === undefined || value.value === undefined) return { ...value, n: least };
  return { ...value, n: least, events: Math.min(1, Math.max(0, value.value)) * least };
}

function denominatorOf({ formula }: Signal): CounterSum {
  return formula.kind === 'ratio' ? formula.denominator : [];
}

function sumOf(terms: CounterSum, counts: ReadonlyMap<string, number>): number {
  return terms.reduce((sum, { measure }) => sum + (counts.get(measure) ?? 0), 0);
}
