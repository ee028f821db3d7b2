import type { Labels } from '../../../core/measure/series.ts';
import { type ExpositionSample, LineError, type MetricType } from '../types.ts';

/**
 * The metrics of one family: all lines of one label set stand together, each metric's points in the order of their times (OpenMetrics
 * 1.0, "MetricGroups").
 */
export class MetricGroups {
  readonly #seen = new Set<string>();
  #group: string | undefined;
  #timestampMs: number | undefined;
  /** Series of the present metric that were given without a timestamp. */
  readonly #given = new Set<string>();

  /** @throws LineError */
  add(sample: ExpositionSample, family: string, type: MetricType): void {
    const group = labelsText(groupLabels(sample, family, type));
    if (this.#group === group) this.#checkTime(sample, type);
    else this.#begin(group);
    this.#timestampMs = sample.timestampMs;
    // The conformance suite accepts equal timestamps; without any there is nothing to tell the points apart by.
    if (sample.timestampMs !== undefined) return;
    const series = JSON.stringify([sample.name, labelsText(sample.labels)]);
    if (this.#given.has(series)) throw new LineError('a series is given twice');
    this.#given.add(series);
  }

  #begin(group: string): void {
    if (this.#seen.has(group)) throw new LineError('lines of one metric that do not stand together');
    this.#seen.add(group);
    this.#given.clear();
    this.#group = group;
  }

  #checkTime(sample: ExpositionSample, type: MetricType): void {
    const before = this.#timestampMs;
    if ((sample.timestampMs === undefined) !== (before === undefined)) {
      throw new LineError('a metric with and without timestamps');
    }
    if (before !== undefined && (sample.timestampMs ?? 0) < before && type !== 'info') {
      throw new LineError('a timestamp before the one before it');
    }
  }
}

/** The labels that make a metric, without those that tell its samples apart. */
function groupLabels(sample: ExpositionSample, family: string, type: MetricType): Labels {
  if (type === 'info') return {};
  const labels: Record<string, string> = { ...sample.labels };
  if (type === 'summary' && sample.name === family) delete labels.quantile;
  if (type === 'stateset') delete labels[family];
  if (type.endsWith('histogram') && sample.name === `${family}_bucket`) delete labels.le;
  return labels;
}

export function labelsText(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
