import { type Distribution, mergeDistributions } from '../measure/distribution.ts';
import type { GaugeReading, Group, GroupKey, SelectionResult } from '../ports.ts';

/**
 * The answer that a read of the steps [first, end) as one step would have given: everything that adds up is added, gauges are taken
 * together.
 *
 * @param boundaries those of the read; tells when the last of those steps was that were watched
 */
export function mergeSteps(
  result: SelectionResult,
  first: number,
  end: number,
  boundaries: readonly number[],
): SelectionResult {
  let observedMs = 0;
  let lastObservedAt: number | undefined;
  for (let step = first; step < end; step += 1) {
    const ms = result.observedMs[step] ?? 0;
    observedMs += ms;
    if (ms > 0) lastObservedAt = boundaries[step + 1];
  }
  if (lastObservedAt !== undefined && result.lastObservedAt !== undefined) {
    lastObservedAt = Math.min(lastObservedAt, result.lastObservedAt);
  }
  // One step is what it is.
  if (result.observedMs.length === 1 && end - first === 1)
    return lastObservedAt === result.lastObservedAt ? result : { ...result, lastObservedAt };
  return {
    groups: result.groups.map((group) => mergeGroup(group, first, end)),
    observedMs: Float64Array.of(observedMs),
    lastObservedAt,
  };
}

/**
 * The answer that a read with other, coarser boundaries would have given; each of those must be one of the read's own. What lies outside
 * of them is left out.
 */
export function regroupSteps(
  result: SelectionResult,
  boundaries: readonly number[],
  coarser: readonly number[],
): SelectionResult {
  const at = coarser.map((boundary) => boundaries.indexOf(boundary));
  const merged = at.slice(1).map((end, i) => mergeSteps(result, at[i] as number, end, boundaries));
  const whole = mergeSteps(result, at[0] ?? 0, at.at(-1) ?? 0, boundaries);
  return {
    groups: result.groups.map((group, index) => joined(group, merged, index)),
    observedMs: Float64Array.from(merged, ({ observedMs }) => observedMs[0] ?? 0),
    lastObservedAt: whole.lastObservedAt,
  };
}

/**
 * Answers to one question over two windows that follow each other, of one step each, as the answer over both. A group that only one of them
 * has is silent in the other.
 */
export function joinWindows(earlier: SelectionResult, later: SelectionResult): SelectionResult {
  return {
    groups: pairs(earlier.groups, later.groups).map(([one, other]) => joinGroups(one, other)),
    observedMs: Float64Array.of((earlier.observedMs[0] ?? 0) + (later.observedMs[0] ?? 0)),
    lastObservedAt: later.lastObservedAt ?? earlier.lastObservedAt,
  };
}

type Pair = readonly [Group, Group | undefined] | readonly [undefined, Group];

/** Groups of equal keys, in the order of their texts. */
function pairs(a: readonly Group[], b: readonly Group[]): readonly Pair[] {
  const areAlike = a.length === b.length && a.every(({ key }, i) => isSameKey(key, b[i]?.key));
  if (areAlike) return a.map((group, i) => [group, b[i]]);
  const byKey = new Map<string, Pair>(a.map((group) => [JSON.stringify(group.key), [group, undefined]]));
  for (const group of b) {
    const key = JSON.stringify(group.key);
    const one = byKey.get(key)?.[0];
    byKey.set(key, one === undefined ? [undefined, group] : [one, group]);
  }
  return [...byKey].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, pair]) => pair);
}

function isSameKey(a: GroupKey, b: GroupKey | undefined): boolean {
  return a.length === b?.length && a.every((value, i) => value === b[i]);
}

function joinGroups(a: Group | undefined, b: Group | undefined): Group {
  if (a === undefined || b === undefined) return (a ?? b) as Group;
  const { key } = a;
  if (a.kind === 'counter' && b.kind === 'counter')
    return { kind: 'counter', key, totals: Float64Array.of((a.totals[0] ?? 0) + (b.totals[0] ?? 0)) };
  if (a.kind === 'gauge' && b.kind === 'gauge')
    return { kind: 'gauge', key, steps: [mergeGauges([a.steps[0], b.steps[0]])] };
  const steps = [a, b].flatMap((group) => (group.kind === 'distribution' ? group.steps.slice(0, 1) : []));
  return { kind: 'distribution', key, steps: [mergeDistributions(steps.filter(hasObservations))] };
}

function joined({ kind, key }: Group, merged: readonly SelectionResult[], index: number): Group {
  const parts = merged.map(({ groups }) => groups[index]);
  switch (kind) {
    case 'counter':
      return {
        kind,
        key,
        totals: Float64Array.from(parts, (part) => (part?.kind === 'counter' ? (part.totals[0] ?? 0) : 0)),
      };
    case 'distribution':
      return {
        kind,
        key,
        steps: parts.map(
          (part) => (part?.kind === 'distribution' ? part.steps[0] : undefined) ?? { cells: [] },
        ),
      };
    case 'gauge':
      return {
        kind,
        key,
        steps: parts.map((part) => (part?.kind === 'gauge' ? part.steps[0] : undefined)),
      };
  }
}

function mergeGroup(group: Group, first: number, end: number): Group {
  const { key } = group;
  switch (group.kind) {
    case 'counter': {
      let total = 0;
      for (let step = first; step < end; step += 1) total += group.totals[step] ?? 0;
      return { kind: 'counter', key, totals: Float64Array.of(total) };
    }
    case 'distribution': {
      // A step without observations has no sum to lack.
      const steps = group.steps.slice(first, end).filter(hasObservations);
      return { kind: 'distribution', key, steps: [mergeDistributions(steps)] };
    }
    case 'gauge':
      return { kind: 'gauge', key, steps: [mergeGauges(group.steps.slice(first, end))] };
  }
}

function hasObservations({ cells }: Distribution): boolean {
  return cells.some(({ count }) => count > 0);
}

/** Readings of gauges taken together: as if their samples had been read at once. */
export function mergeGauges(readings: readonly (GaugeReading | undefined)[]): GaugeReading | undefined {
  const known = readings.filter((reading) => reading !== undefined);
  const [first, ...rest] = known;
  if (first === undefined) return undefined;
  return rest.reduce((a, b) => {
    const samples = a.samples + b.samples;
    const later = b.lastAt > a.lastAt ? b : a;
    return {
      last: later.last,
      lastAt: later.lastAt,
      mean: (a.mean * a.samples + b.mean * b.samples) / samples,
      min: Math.min(a.min, b.min),
      max: Math.max(a.max, b.max),
      samples,
    };
  }, first);
}
