import { describe, expect, test } from 'vitest';
import type { ChartPoint } from '../../server/http/contract/actuals.ts';
import { type GateChartInput, gateChartData, nearestIndex } from './gate-chart-data.ts';

const HOUR = 3_600_000;

function point(hour: number, value: number | null, more: Partial<ChartPoint> = {}): ChartPoint {
  const bounds = value === null ? { lower: null, upper: null } : { lower: value - 0.1, upper: value + 0.1 };
  return {
    from: hour * HOUR,
    to: (hour + 1) * HOUR,
    value,
    ...bounds,
    n: 10,
    coverage: 1,
    partial: false,
    ...more,
  };
}

function shape(points: readonly ChartPoint[], more: Partial<GateChartInput> = {}) {
  return gateChartData({
    points,
    target: 2,
    op: '<',
    unit: 'seconds',
    better: 'lower',
    evidence: 'production',
    now: 4 * HOUR,
    dueAt: undefined,
    forecast: undefined,
    ...more,
  });
}

const LINE = [point(0, 1), point(1, 1.2), point(2, null), point(3, 1.1)];

describe('a gate chart', () => {
  test('keeps a gap as a gap: neither joined nor zero, in the band too', () => {
    const { actual, lower, upper } = shape(LINE);
    expect(actual.map((spot) => spot.y)).toEqual([1, 1.2, null, 1.1]);
    expect(lower[2]?.y).toBeNull();
    expect(upper[2]?.y).toBeNull();
  });

  test('draws a step in its middle', () => {
    expect(shape(LINE).actual[0]?.x).toBe(HOUR / 2);
  });

  test('always has the target inside the plot', () => {
    const { values } = shape(LINE, { target: 9 });
    expect(values.max).toBeGreaterThan(9);
  });

  test('draws a constant target from edge to edge', () => {
    const { target, from, to, moving } = shape(LINE);
    expect(target).toEqual([
      { x: from, y: 2 },
      { x: to, y: 2 },
    ]);
    expect(moving).toBe(false);
  });

  test('draws a relative target as the moving line that it is, with its own gaps', () => {
    const targets = [0.5, null, 0.7, 0.6];
    const points = LINE.map((one, i) => ({ ...one, target: targets[i] ?? null }));
    const { target, moving, to } = shape(points, { target: 0.55 });
    expect(moving).toBe(true);
    expect(target.map((spot) => spot.y)).toEqual([0.5, null, 0.7, 0.6, 0.6]);
    expect(target.at(-1)?.x).toBe(to);
  });

  test('has no target line where the target is not known', () => {
    expect(shape(LINE, { target: undefined }).target).toEqual([]);
  });

  test.each([
    ['<', 'above'],
    ['<=', 'above'],
    ['>', 'below'],
    ['>=', 'below'],
    ['=', undefined],
  ] as const)('hatches for %s the side %s', (op, wrong) => {
    expect(shape(LINE, { op }).wrong).toBe(wrong);
  });

  test('has its label where the actual is not', () => {
    expect(shape(LINE).labelSide).toBe('above');
    expect(shape(LINE, { target: 0.5 }).labelSide).toBe('below');
    expect(shape([], { op: '>=' }).labelSide).toBe('below');
  });

  test('marks values that stand alone and the step that still runs', () => {
    const { alone, open, last } = shape([...LINE, point(4, null), point(5, 1, { partial: true })]);
    expect([...alone]).toEqual([3, 5]);
    expect(open).toBe(5);
    expect(last).toBe(5);
  });

  test('makes room for a due date that is near, and not for one that is far', () => {
    expect(shape(LINE, { dueAt: 5 * HOUR }).to).toBeGreaterThan(5 * HOUR);
    expect(shape(LINE, { dueAt: 50 * HOUR }).to).toBeLessThan(5 * HOUR);
  });

  test('shows runs as points with whiskers', () => {
    const run = point(1, 0.9, { to: HOUR, run: 'r1' });
    const { scattered, alone, actual } = shape([run], { evidence: 'evaluation' });
    expect(scattered).toBe(true);
    expect(alone.size).toBe(0);
    expect(actual[0]?.x).toBe(HOUR);
  });

  const FORECAST = {
    level: { value: 1.1, lower: 1, upper: 1.2 },
    expected: { value: 1.5, lower: 1, upper: 3 },
  };

  test('draws a forecast from the level of the trend today to the due date, with its bounds inside the plot', () => {
    const { cone, to, values } = shape(LINE, { dueAt: 8 * HOUR, forecast: FORECAST });
    const [now, due] = [4 * HOUR, 8 * HOUR];
    expect(cone).toEqual({
      middle: [
        { x: now, y: 1.1 },
        { x: due, y: 1.5 },
      ],
      lower: [
        { x: now, y: 1 },
        { x: due, y: 1 },
      ],
      upper: [
        { x: now, y: 1.2 },
        { x: due, y: 3 },
      ],
    });
    expect(to).toBeGreaterThan(due);
    expect(values.max).toBeGreaterThan(3);
  });

  test('cuts a forecast off at the edge where the due date is far, and leaves room for what was measured', () => {
    const expected = { value: 1.1, lower: 0, upper: 1e6 };
    const { cone, to, values } = shape(LINE, { dueAt: 40 * HOUR, forecast: { ...FORECAST, expected } });
    expect(cone.middle.at(-1)).toEqual({ x: to, y: 1.1 });
    expect(to).toBeLessThan(8 * HOUR);
    expect(values.max).toBeLessThan(10);
  });

  test('draws no forecast that has no numbers, or for a date that is over', () => {
    const none = { middle: [], lower: [], upper: [] };
    expect(shape(LINE, { dueAt: 8 * HOUR, forecast: {} })).toMatchObject({ cone: none });
    expect(shape(LINE, { dueAt: 50 * HOUR, forecast: {} }).to).toBeLessThan(5 * HOUR);
    expect(shape(LINE, { dueAt: 2 * HOUR, forecast: FORECAST }).cone).toEqual(none);
  });

  test('survives having nothing to show', () => {
    expect(shape([])).toMatchObject({ actual: [], last: undefined, open: undefined });
    expect(shape([point(0, null)]).last).toBeUndefined();
  });
});

test('the nearest point is found from either side', () => {
  const spots = [
    { x: 0, y: 1 },
    { x: 10, y: null },
    { x: 20, y: 3 },
  ];
  expect(nearestIndex(spots, -5)).toBe(0);
  expect(nearestIndex(spots, 14)).toBe(1);
  expect(nearestIndex(spots, 99)).toBe(2);
  expect(nearestIndex([], 3)).toBeUndefined();
});
