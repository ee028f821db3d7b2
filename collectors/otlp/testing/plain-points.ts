import type { AttributeSet } from '../attribute-table.ts';
import { type MetricPoints, NO_RECORDED_VALUE } from '../metric-points.ts';

/** Decoded points as plain data: nothing of how they are kept. */
export function plainPoints(points: MetricPoints): unknown[] {
  return points.blocks.map(({ from, to, resource, scope, ...block }) => ({
    ...block,
    resource: labels(resource),
    scope: { ...scope, attributes: labels(scope.attributes) },
    points: Array.from({ length: to - from }, (_, i) => plainPoint(points, block.kind, from + i)),
  }));
}

function plainPoint(points: MetricPoints, kind: string, i: number): unknown {
  const value = points.value[i] as number;
  const common = {
    attributes: labels(points.attributes[i] as AttributeSet),
    start: points.start[i],
    time: points.time[i],
    ended: ((points.flags[i] as number) & NO_RECORDED_VALUE) !== 0,
    flags: points.flags[i],
  };
  if (kind === 'gauge' || kind === 'sum') return { ...common, value };
  const histogram = points.histograms[value];
  return histogram?.kind === 'explicit'
    ? { ...common, ...histogram, bounds: histogram.bounds.bounds }
    : { ...common, ...histogram };
}

function labels(set: AttributeSet): Record<string, string> {
  return { ...set.labels() };
}
