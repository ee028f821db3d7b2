import { expect } from 'vitest';
import type { Series } from '../../core/measure/series.ts';
import type {
  Dimension,
  GaugeReading,
  ReadRequest,
  ReadResult,
  Selection,
  WriteBatch,
} from '../../core/ports.ts';

/** What a read must say, computed from the batches in the plainest way. Duplicate batches are to be left out by the caller. */
export function expectedRead(batches: readonly WriteBatch[], request: ReadRequest) {
  const boundaries = request.boundaries ?? [request.from, request.to];
  const steps = boundaries.slice(0, -1).map((from, i) => ({ from, to: boundaries[i + 1]! }));
  return request.select.map((selection) => {
    const mine = (series: Series) => matches(series, request.product, selection);
    const counters = batches.flatMap((batch) => batch.counters ?? []).filter((point) => mine(point.series));
    const distributions = batches
      .flatMap((batch) => batch.distributions ?? [])
      .filter((point) => mine(point.series));
    const gauges = batches.flatMap((batch) => batch.gauges ?? []).filter((point) => mine(point.series));
    const points = { counter: counters, distribution: distributions, gauge: gauges }[selection.kind];
    const by = selection.by ?? [];
    const keys = new Map<string, string[]>();
    if (by.length === 0) keys.set('[]', []);
    for (const point of points as readonly { series: Series }[]) {
      const key = by.map((dimension) => value(point.series, dimension));
      keys.set(JSON.stringify(key), key);
    }
    const groups = [...keys.entries()].map(([text, key]) => {
      const own = <P extends { series: Series; at: number }>(
        all: readonly P[],
        step: { from: number; to: number },
      ) =>
        all.filter(
          (point) =>
            JSON.stringify(by.map((dimension) => value(point.series, dimension))) === text &&
            point.at >= step.from &&
            point.at < step.to,
        );
      return {
        key,
        steps: steps.map((step) => {
          if (selection.kind === 'counter')
            return own(counters, step).reduce((sum, point) => sum + point.value, 0);
          if (selection.kind === 'gauge') return gaugeOf(own(gauges, step));
          return distributionOf(own(distributions, step));
        }),
      };
    });
    groups.sort((a, b) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1));
    return { groups, ...observed(batches, request, selection, steps) };
  });
}

/** Holds an answer to what was expected, in every group and step. */
export function compareRead(answer: ReadResult, expected: ReturnType<typeof expectedRead>): void {
  const found = answer.selections.map((selection) => ({
    groups: selection.groups.map((group) => ({
      key: [...group.key],
      steps:
        group.kind === 'counter'
          ? [...group.totals]
          : group.kind === 'gauge'
            ? [...group.steps]
            : group.steps.map((step) => ({
                counts: Object.fromEntries(
                  step.cells.map((cell) => [`${cell.lower}..${cell.upper}`, cell.count] as const).sort(),
                ),
                sum: step.sum,
              })),
    })),
    observedMs: [...selection.observedMs],
    lastObservedAt: selection.lastObservedAt,
  }));
  expect(found).toEqual(expected);
}

function observed(
  batches: readonly WriteBatch[],
  request: ReadRequest,
  selection: Selection,
  steps: readonly { from: number; to: number }[],
) {
  const all = batches
    .flatMap((batch) => batch.observations ?? [])
    .filter(
      (one) =>
        one.product === request.product &&
        one.measure === selection.measure &&
        (selection.items?.includes(one.item) ?? true) &&
        (selection.environments?.includes(one.environment) ?? true),
    );
  const observedMs = steps.map((step) => {
    const totals = new Map<string, number>();
    for (const one of all) {
      if (one.at < step.from || one.at >= step.to) continue;
      const key = JSON.stringify([one.item, one.environment]);
      totals.set(key, (totals.get(key) ?? 0) + one.durationMs);
    }
    return Math.max(0, ...totals.values());
  });
  const times = all.filter((one) => one.at <= request.to).map((one) => one.at);
  return { observedMs, lastObservedAt: times.length === 0 ? undefined : Math.max(...times) };
}

function distributionOf(
  points: readonly { cells: readonly { lower: number; upper: number; count: number }[]; sum?: number }[],
) {
  const counts = new Map<string, number>();
  for (const { lower, upper, count } of points.flatMap((point) => point.cells)) {
    if (count > 0) counts.set(`${lower}..${upper}`, (counts.get(`${lower}..${upper}`) ?? 0) + count);
  }
  const sums = points.map((point) => point.sum);
  const sum =
    sums.length === 0 || sums.includes(undefined)
      ? undefined
      : (sums as number[]).reduce((total, one) => total + one, 0);
  return { counts: Object.fromEntries([...counts].sort()), sum };
}

function gaugeOf(points: readonly { at: number; value: number }[]): GaugeReading | undefined {
  if (points.length === 0) return undefined;
  const values = points.map((point) => point.value);
  const lastAt = Math.max(...points.map((point) => point.at));
  return {
    last: Math.max(...points.filter((point) => point.at === lastAt).map((point) => point.value)),
    lastAt,
    mean: values.reduce((sum, one) => sum + one, 0) / values.length,
    min: Math.min(...values),
    max: Math.max(...values),
    samples: values.length,
  };
}

function matches(series: Series, product: string, selection: Selection): boolean {
  return (
    series.product === product &&
    series.measure === selection.measure &&
    (selection.items?.includes(series.item) ?? true) &&
    (selection.builds?.includes(series.build) ?? true) &&
    (selection.environments?.includes(series.environment) ?? true) &&
    Object.entries(selection.where ?? {}).every(([label, values]) =>
      values.includes(series.labels[label] ?? ''),
    )
  );
}

function value(series: Series, dimension: Dimension): string {
  if (dimension === 'item' || dimension === 'build' || dimension === 'environment') return series[dimension];
  return series.labels[dimension.slice('label:'.length)] ?? '';
}
