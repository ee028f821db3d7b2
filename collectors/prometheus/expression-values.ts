import { addsUp, oddityOf } from '../../core/measure/adds-up.ts';
import type { MappedMeasure, Mapper } from '../../core/measure/mapper.ts';
import { EXCLUDED } from '../../core/measure/mapping.ts';
import type { Series } from '../../core/measure/series.ts';
import type { GaugePoint, Observation } from '../../core/ports.ts';
import { Tally } from '../cumulative/tally.ts';
import type { StoredSeries } from './stored-series.ts';

/** Steps of an expression that were asked for at once: Unix ms, both ends included. */
export interface Steps {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** What an answer brings. */
export interface ExpressionValues {
  readonly gauges: readonly GaugePoint[];
  /** The time before each step that gave something. */
  readonly observations: readonly Observation[];
  readonly tally: Tally;
}

export interface ExpressionReading {
  /** Knows one metric, of the measure's name. */
  readonly mapper: Mapper;
  readonly measure: string;
  readonly kind: 'gauge' | 'ratio';
}

/**
 * Makes gauge samples of what an expression gave. A step without a value was not watched: nobody can tell whether nothing was there or
 * nobody looked. A ratio that is NaN was watched, and nothing happened.
 *
 * @param answers of each server, the preferred one first: what one of them has at a step, the others do not bring again
 */
export function expressionValues(
  answers: readonly StoredSeries[],
  steps: Steps,
  reading: ExpressionReading,
): ExpressionValues {
  const draft = new ValuesDraft(steps, reading);
  for (const { labels, values } of mergedByLabels(answers)) draft.add(labels, values);
  const unreadable = answers.reduce((sum, series) => sum + series.histograms.length + series.unreadable, 0);
  if (unreadable > 0) draft.tally.reject('a histogram where an expression is to give a value', unreadable);
  return { gauges: draft.gauges, observations: draft.observations(), tally: draft.tally };
}

interface MergedSeries {
  readonly labels: StoredSeries['labels'];
  /** By time, Unix ms. */
  readonly values: Map<number, number>;
}

function mergedByLabels(answers: readonly StoredSeries[]): Iterable<MergedSeries> {
  const merged = new Map<string, MergedSeries>();
  for (const { name, labels, timesMs, values } of answers) {
    const key = JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const known = merged.get(key) ?? { labels, values: new Map<number, number>() };
    merged.set(key, known);
    for (const [i, at] of timesMs.entries()) {
      if (!known.values.has(at)) known.values.set(at, values[i] as number);
    }
  }
  return merged.values();
}

class ValuesDraft {
  readonly gauges: GaugePoint[] = [];
  readonly tally = new Tally();
  readonly #steps: Steps;
  readonly #reading: ExpressionReading;
  /** Steps that a series of ours has a value at. */
  readonly #taken = new Map<Series, Set<number>>();
  /** By owner, the steps that were watched. */
  readonly #watched = new Map<string, { readonly series: Series; readonly steps: Set<number> }>();

  constructor(steps: Steps, reading: ExpressionReading) {
    this.#steps = steps;
    this.#reading = reading;
  }

  add(labels: StoredSeries['labels'], values: ReadonlyMap<number, number>): void {
    const { mapper, measure } = this.#reading;
    let epoch: number | undefined;
    let use: MappedMeasure | undefined;
    for (const [at, value] of values) {
      if (!this.#isStep(at)) {
        this.tally.reject('not a time');
        continue;
      }
      if (mapper.epochOf(at) !== epoch) {
        epoch = mapper.epochOf(at);
        [use] = mapper.map(measure, labels, at).measures;
      }
      if (use !== undefined) this.#put(use, at, value);
    }
  }

  observations(): readonly Observation[] {
    return [...this.#watched.values()].flatMap(({ series, steps }) =>
      stretches(
        [...steps].sort((a, b) => a - b),
        this.#steps.stepMs,
      ).map(({ at, durationMs }) => {
        const { product, measure, item, environment } = series;
        return { product, measure, item, environment, at, durationMs };
      }),
    );
  }

  #put({ series, scale }: MappedMeasure, at: number, given: number): void {
    const value = given * scale;
    if (Number.isNaN(value) && this.#reading.kind === 'ratio') {
      this.#watch(series, at);
      return;
    }
    if (!addsUp(value)) {
      this.tally.reject(oddityOf(value));
      return;
    }
    const taken = this.#taken.get(series) ?? new Set();
    this.#taken.set(series, taken);
    if (taken.has(at)) {
      this.tally.reject('a series twice at one time');
      return;
    }
    taken.add(at);
    this.gauges.push({ series, at, value });
    this.#watch(series, at);
    this.tally.count('accepted');
    if (series.environment === EXCLUDED) this.tally.count('excluded');
    else if (series.item === '') this.tally.count('unattributed');
  }

  #watch(series: Series, at: number): void {
    const key = JSON.stringify([series.item, series.environment]);
    const known = this.#watched.get(key) ?? { series, steps: new Set<number>() };
    this.#watched.set(key, known);
    known.steps.add(at);
  }

  #isStep(at: number): boolean {
    const { from, to, stepMs } = this.#steps;
    return at >= from && at <= to && (at - from) % stepMs === 0;
  }
}

/** The time before each of these steps, in as few pieces as there are gaps. */
function stretches(steps: readonly number[], stepMs: number): readonly { at: number; durationMs: number }[] {
  const all: { at: number; durationMs: number }[] = [];
  for (const at of steps) {
    const last = all.at(-1);
    if (last?.at === at - stepMs) {
      last.at = at;
      last.durationMs += stepMs;
    } else all.push({ at, durationMs: stepMs });
  }
  return all;
}
