import type { SignalUnit } from '../../core/signal/signal.ts';
import type { ChartPoint } from '../../server/http/contract/actuals.ts';
import { type DrawnForecast, type ForecastCone, forecastCone, roomForCone } from './forecast-cone.ts';
import type { Spot } from './spot.ts';
import { type ValueScale, valueScale } from './value-scale.ts';

/** What a gate chart draws, in the signal's unit; made by {@link gateChartData}. */
export interface GateChartData {
  /** The time axis. */
  readonly from: number;
  readonly to: number;
  readonly values: ValueScale;
  /** One spot for each point, gaps included, so that indices agree with the points. */
  readonly actual: readonly Spot[];
  readonly lower: readonly Spot[];
  readonly upper: readonly Spot[];
  /** The target's line, from edge to edge; empty when it is not known. */
  readonly target: readonly Spot[];
  /** The target is not the same all the time: it follows another version. */
  readonly moving: boolean;
  /** Which side of the target is the wrong one. */
  readonly wrong: 'above' | 'below' | undefined;
  /** On which side of the target's right end there is room for its label. */
  readonly labelSide: 'above' | 'below';
  /** Indices of values with a gap on either side: they need a dot to be seen. */
  readonly alone: ReadonlySet<number>;
  /** Index of the step that still runs, if it has a value. */
  readonly open: number | undefined;
  /** Index of the last value; `undefined` when there is none. */
  readonly last: number | undefined;
  /** Where it leads by the due date, if it goes on. */
  readonly cone: ForecastCone;
  /** Single evaluations: points with whiskers instead of a line with a band. */
  readonly scattered: boolean;
}

export interface GateChartInput {
  readonly points: readonly ChartPoint[];
  /** The target in the signal's unit, where points do not carry their own. */
  readonly target: number | undefined;
  readonly op: '>=' | '>' | '<=' | '<' | '=' | undefined;
  readonly unit: SignalUnit;
  readonly better: 'higher' | 'lower';
  readonly evidence: 'production' | 'evaluation';
  /** Unix ms. */
  readonly now: number;
  /** When the gate is due, Unix ms. */
  readonly dueAt: number | undefined;
  /** Where its trend leads until it is due. */
  readonly forecast: DrawnForecast | undefined;
}

/** The due date is drawn when it lies this near, as a share of the time that is shown. */
const DUE_WITHIN = 0.6;
/** With a forecast it may lie further away. */
const FORECAST_WITHIN = 1;
/** Room behind the last point. */
const MARGIN = 0.02;

/** Shapes points for drawing. Pure: the same input gives the same picture. */
export function gateChartData(input: GateChartInput): GateChartData {
  const { points, now } = input;
  const xs = points.map(middle);
  const scattered = input.evidence === 'evaluation';
  const first = points[0]?.from ?? now - 1;
  const to = endOfAxis(input, first);
  // Whiskers at the very edge would be cut.
  const from = scattered ? first - (to - first) * MARGIN * 2 : first;
  const spots = (value: (point: ChartPoint) => number | null) =>
    points.map((point, i) => ({ x: xs[i] ?? now, y: value(point) }));
  const actual = spots((point) => point.value);
  const target = targetLine(input, xs, from, to);
  const cone = forecastCone(input.forecast ?? {}, { now, dueAt: input.dueAt, edge: to });
  return {
    from,
    to,
    values: valueScale({ values: allDrawn(points, target, cone), unit: input.unit, better: input.better }),
    actual,
    lower: spots((point) => (point.value === null ? null : point.lower)),
    upper: spots((point) => (point.value === null ? null : point.upper)),
    target: target.spots,
    moving: target.moving,
    wrong: wrongSide(input.op),
    labelSide: labelSide(actual, target.spots, input.op),
    alone: new Set(scattered ? [] : isolated(points)),
    open: openStep(points),
    last: lastValue(points),
    cone,
    scattered,
  };
}

/** A run has one instant; a step is drawn in its middle. */
function middle(point: ChartPoint): number {
  return (point.from + point.to) / 2;
}

function endOfAxis({ points, now, dueAt, forecast }: GateChartInput, from: number): number {
  const last = Math.max(now, points.at(-1)?.to ?? now);
  const length = Math.max(1, last - from);
  return endOfTime(last, length, dueAt, forecast?.expected !== undefined) + length * MARGIN;
}

/** The due date where it is near; with a forecast at least a good part of the way there. */
function endOfTime(last: number, length: number, dueAt: number | undefined, isForecast: boolean): number {
  if (dueAt === undefined || dueAt <= last) return last;
  if (dueAt - last <= length * (isForecast ? FORECAST_WITHIN : DUE_WITHIN)) return dueAt;
  return isForecast ? last + length * DUE_WITHIN : last;
}

function targetLine(
  { points, target }: GateChartInput,
  xs: readonly number[],
  from: number,
  to: number,
): { readonly spots: readonly Spot[]; readonly moving: boolean } {
  const own = points.map((point) => point.target).filter((value) => value !== undefined);
  const moving = own.some((value) => value !== own[0]);
  if (!moving) {
    const level = own[0] ?? target;
    if (level === undefined || level === null) return { spots: [], moving: false };
    return { spots: [from, to].map((x) => ({ x, y: level })), moving: false };
  }
  const spots = points.map((point, i) => ({ x: xs[i] ?? from, y: point.target ?? null }));
  // Beyond the last step nothing is known; the line goes on to the edge, where its label stands.
  return { spots: [...spots, { x: to, y: spots.at(-1)?.y ?? null }], moving: true };
}

function allDrawn(
  points: readonly ChartPoint[],
  target: { readonly spots: readonly Spot[] },
  cone: ForecastCone,
): readonly number[] {
  const measured = [...drawn(points, target)];
  return [...measured, ...roomForCone(cone, measured)];
}

function* drawn(
  points: readonly ChartPoint[],
  target: { readonly spots: readonly Spot[] },
): Generator<number> {
  for (const { value, lower, upper } of points) {
    if (value === null) continue;
    yield value;
    if (lower !== null) yield lower;
    if (upper !== null) yield upper;
  }
  for (const { y } of target.spots) if (y !== null) yield y;
}

function wrongSide(op: GateChartInput['op']): 'above' | 'below' | undefined {
  if (op === '<' || op === '<=') return 'above';
  return op === '>' || op === '>=' ? 'below' : undefined;
}

/** The side that fewer of the last values are on; the wrong one where both are free. */
function labelSide(
  actual: readonly Spot[],
  target: readonly Spot[],
  op: GateChartInput['op'],
): 'above' | 'below' {
  const level = target.findLast((spot) => spot.y !== null)?.y ?? 0;
  const late = actual.slice(Math.floor(actual.length * 0.7)).flatMap(({ y }) => (y === null ? [] : [y]));
  const above = late.filter((y) => y > level).length;
  if (above * 2 !== late.length) return above * 2 > late.length ? 'below' : 'above';
  return wrongSide(op) ?? 'above';
}

function isolated(points: readonly ChartPoint[]): number[] {
  const missing = (i: number) => (points[i]?.value ?? null) === null;
  return points.flatMap((point, i) => (point.value !== null && missing(i - 1) && missing(i + 1) ? [i] : []));
}

function openStep(points: readonly ChartPoint[]): number | undefined {
  const last = points.length - 1;
  return points[last]?.partial && points[last]?.value !== null ? last : undefined;
}

function lastValue(points: readonly ChartPoint[]): number | undefined {
  const index = points.findLastIndex((point) => point.value !== null);
  return index < 0 ? undefined : index;
}

/** The point whose time is nearest to `x`; `undefined` when there are none. */
export function nearestIndex(spots: readonly Spot[], x: number): number | undefined {
  let nearest: number | undefined;
  let distance = Number.POSITIVE_INFINITY;
  spots.forEach((spot, i) => {
    if (Math.abs(spot.x - x) >= distance) return;
    nearest = i;
    distance = Math.abs(spot.x - x);
  });
  return nearest;
}
