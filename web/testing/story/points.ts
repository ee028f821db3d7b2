import type { ChartMark, ChartPoint } from '../../../server/http/contract/actuals.ts';
import type { Sparkline } from '../../../server/http/contract/overview.ts';
import { noise, requestsIn, valueAt } from './signal-values.ts';
import { DAY, HOUR, MINUTE, type SignalName, type VersionId } from './ticket-routing.ts';

/** A step that gives a chart of such a length between 60 and 370 points. */
export function stepFor(lengthMs: number): { ms: number; text: string } {
  if (lengthMs <= 26 * HOUR) return { ms: 15 * MINUTE, text: '15m' };
  if (lengthMs <= 8 * DAY) return { ms: HOUR, text: '1h' };
  if (lengthMs <= 30 * DAY) return { ms: 4 * HOUR, text: '4h' };
  return { ms: DAY, text: 'day' };
}

/** One signal of one version over [from, now), the last step still running. */
export function pointsOf(
  version: VersionId,
  signal: SignalName,
  from: number,
  now: number,
  target?: (at: number) => number | undefined,
): ChartPoint[] {
  const { ms } = stepFor(now - from);
  const points: ChartPoint[] = [];
  for (let at = Math.floor(from / ms) * ms; at < now; at += ms) {
    points.push(pointAt(version, signal, at, Math.min(at + ms, now), ms, now, target));
  }
  return points;
}

function pointAt(
  version: VersionId,
  signal: SignalName,
  from: number,
  to: number,
  ms: number,
  now: number,
  target?: (at: number) => number | undefined,
): ChartPoint {
  const middle = Math.min(from + ms / 2, now - 1);
  const value = valueAt(version, signal, middle, now);
  const n = value === undefined ? 0 : requestsIn(version, from, to, now);
  const width = signal === 'latency_p99' ? 0.06 : signal.endsWith('rate') ? 0.08 : 0.012;
  const aimed = target?.(middle);
  return {
    from,
    to,
    value: value ?? null,
    lower: value === undefined ? null : value * (1 - width),
    upper: value === undefined ? null : value * (1 + width),
    n,
    coverage: value === undefined ? 0 : 1,
    partial: to >= now,
    ...(target === undefined ? {} : { target: aimed ?? null }),
  };
}

/** Evaluation runs every nine days or so, on a test set of 2,400 items. */
export function runsOf(version: VersionId, signal: SignalName, from: number, now: number): ChartPoint[] {
  const points: ChartPoint[] = [];
  for (let daysAgo = 119; daysAgo > 1; daysAgo -= 9) {
    const at = now - (daysAgo + noise(daysAgo, 7) * 2) * DAY;
    const value = valueAt(version, signal, at, now);
    if (at < from || value === undefined) continue;
    const half = 1.645 * Math.sqrt((value * (1 - value)) / 2400);
    const run = `${version}-${new Date(at).toISOString().slice(0, 10)}`;
    const whiskers = { lower: value - half, upper: value + half };
    points.push({ from: at, to: at, value, ...whiskers, n: 2400, coverage: 1, partial: false, run });
  }
  return points;
}

/** What stands on the lane under the charts of a version. */
export function marksOf(version: VersionId, now: number): ChartMark[] {
  if (version !== 'v3') return [];
  return [
    { at: now - 23 * DAY, kind: 'lifecycle', text: 'v3 moved from staging to rollout' },
    { at: now - 19 * DAY, kind: 'build', text: 'Build 3.0.0-rc4 took over' },
    {
      at: now - 6.3 * DAY,
      until: now - 6.1 * DAY,
      kind: 'breaker',
      text: 'Breaker model-api was open for 5 h',
    },
    { at: now - 6 * DAY, kind: 'verdict', text: 'Gate of v3 went from unproven to fail' },
  ];
}

/** Forty steps over the last 28 days. */
export function sparklineOf(version: VersionId, signal: SignalName, now: number): Sparkline {
  const stepMs = (28 * DAY) / 40;
  const from = now - 28 * DAY;
  const values = Array.from({ length: 40 }, (_, i) => {
    return valueAt(version, signal, from + (i + 0.5) * stepMs, now) ?? null;
  });
  return { from, stepMs, values };
}
