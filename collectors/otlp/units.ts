/** Turns a value of an instrument into the measure's unit. */
export type Rescale = (value: number) => number;

/** UCUM units of time (the ones that OpenTelemetry's conventions use), as how many of them make a second, or seconds in one. */
const PER_SECOND: Readonly<Record<string, number>> = { ms: 1e3, us: 1e6, µs: 1e6, μs: 1e6, ns: 1e9 };
const SECONDS: Readonly<Record<string, number>> = { min: 60, h: 3_600, d: 86_400 };

const same: Rescale = (value) => value;

/**
 * How values of an instrument become values of a measure: by the mapping's `scale` where it has one, else from the instrument's unit:
 * durations of measures are seconds, so `ms`, `us`, `ns`, `min`, `h` and `d` are converted; other units stay as they are.
 */
export function rescaleFor(scale: number, unit: string): Rescale {
  if (scale !== 1) return factor(scale);
  const perSecond = PER_SECOND[unit];
  if (perSecond !== undefined) return (value) => value / perSecond;
  return factor(SECONDS[unit] ?? 1);
}

/** Division by 1000 is exact to the last digit where multiplication by 0.001 is not: a bound of 9 ms must become 0.009. */
function factor(scale: number): Rescale {
  if (scale === 1) return same;
  const divisor = 1 / scale;
  return Number.isInteger(divisor) ? (value) => value / divisor : (value) => value * scale;
}
