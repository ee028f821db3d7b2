import { DAY, HOUR, SERVED, type SignalName, type VersionId } from './ticket-routing.ts';

/** A number in [0, 1) that depends on its arguments alone (mulberry32 over a mixed seed). */
export function noise(...seeds: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const seed of seeds) state = Math.imul(state ^ (seed | 0), 0x85ebca6b) + 0x6d2b79f5;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

interface Level {
  readonly base: number;
  /** Relative height of the daily rhythm, of the noise, and the drift over a hundred days. */
  readonly daily: number;
  readonly rough: number;
  readonly drift: number;
}

const LEVELS: Readonly<Record<Exclude<VersionId, 'v4'>, Readonly<Record<SignalName, Level>>>> = {
  v1: {
    accuracy: { base: 0.868, daily: 0.002, rough: 0.008, drift: 0.004 },
    helpful_rate: { base: 0.58, daily: 0.01, rough: 0.03, drift: 0 },
    hallucination_rate: { base: 0.043, daily: 0.02, rough: 0.12, drift: 0 },
    latency_p99: { base: 1.52, daily: 0.16, rough: 0.07, drift: -0.03 },
    cost_per_request: { base: 0.0071, daily: 0.03, rough: 0.03, drift: 0.02 },
    error_rate: { base: 0.0061, daily: 0.1, rough: 0.3, drift: 0 },
  },
  v2: {
    accuracy: { base: 0.931, daily: 0.001, rough: 0.005, drift: 0.003 },
    helpful_rate: { base: 0.742, daily: 0.01, rough: 0.02, drift: 0.01 },
    hallucination_rate: { base: 0.0212, daily: 0.02, rough: 0.1, drift: -0.02 },
    latency_p99: { base: 1.71, daily: 0.12, rough: 0.05, drift: 0.01 },
    cost_per_request: { base: 0.00886, daily: 0.03, rough: 0.02, drift: -0.01 },
    error_rate: { base: 0.0032, daily: 0.1, rough: 0.25, drift: 0 },
  },
  v3: {
    accuracy: { base: 0.927, daily: 0.001, rough: 0.006, drift: 0.003 },
    helpful_rate: { base: 0.751, daily: 0.01, rough: 0.03, drift: 0.01 },
    hallucination_rate: { base: 0.0262, daily: 0.02, rough: 0.14, drift: 0 },
    latency_p99: { base: 1.34, daily: 0.12, rough: 0.06, drift: -0.02 },
    cost_per_request: { base: 0.00618, daily: 0.05, rough: 0.04, drift: -0.18 },
    error_rate: { base: 0.0029, daily: 0.1, rough: 0.3, drift: 0 },
  },
};

/**
 * A signal of a version at an instant; `undefined` where the version did not serve, or in an outage of six hours that every version
 * has eleven days ago.
 */
export function valueAt(version: VersionId, signal: SignalName, at: number, now: number): number | undefined {
  if (version === 'v4') return undefined;
  const daysAgo = (now - at) / DAY;
  const served = SERVED[version];
  if (daysAgo > served.from || daysAgo < served.to) return undefined;
  if (daysAgo > 10.8 && daysAgo < 11.05) return undefined;
  // Grading of v3 stopped 26 hours ago.
  if (version === 'v3' && signal === 'hallucination_rate' && daysAgo < 26 / 24) return undefined;
  const level = LEVELS[version][signal];
  const rhythm = Math.sin(((at % DAY) / DAY - 0.35) * 2 * Math.PI) * level.daily;
  const slot = Math.floor(at / HOUR);
  const rough = (noise(slot, signal.length, version.charCodeAt(1)) - 0.5) * 2 * level.rough;
  const drift = level.drift * ((served.from - daysAgo) / 100);
  return level.base * (1 + rhythm + rough + drift + spike(signal, daysAgo));
}

/** One cost spike of five hours and one slow afternoon, so that charts have something to tell. */
function spike(signal: SignalName, daysAgo: number): number {
  if (signal === 'cost_per_request' && daysAgo > 6.1 && daysAgo < 6.3) return 0.55;
  if (signal === 'latency_p99' && daysAgo > 3.4 && daysAgo < 3.55) return 0.35;
  return 0;
}

/** Requests of a version within [from, to): busier by day and on weekdays. */
export function requestsIn(version: VersionId, from: number, to: number, now: number): number {
  const middle = (from + to) / 2;
  if (valueAt(version, 'accuracy', middle, now) === undefined) return 0;
  const share = version === 'v3' ? 0.18 : version === 'v2' && (now - middle) / DAY < 23 ? 0.82 : 1;
  const weekend = new Date(middle).getUTCDay() % 6 === 0 ? 0.45 : 1;
  const perHour = 9_300 * share * weekend * (1 + 0.6 * Math.sin(((middle % DAY) / DAY - 0.35) * 2 * Math.PI));
  return Math.round((perHour * (to - from)) / HOUR);
}
