import { type Labels, METRICS, type MetricDefinition } from '../product/metrics.ts';
import type { SeriesName } from '../product/series.ts';
import type { Sink } from './recorder.ts';

/** A counter or gauge as it stands. */
export interface SeriesTotal {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** A histogram as it stands: observations at or under each bound (`+Inf` included), as /metrics has them. */
export interface HistogramTotal {
  readonly name: string;
  readonly labels: Labels;
  readonly count: number;
  readonly sum: number;
  readonly buckets: Readonly<Record<string, number>>;
}

/** What `GET /control/totals` answers: the truth to compare any reader of the metrics with. */
export interface Totals {
  readonly counters: readonly SeriesTotal[];
  readonly gauges: readonly SeriesTotal[];
  readonly histograms: readonly HistogramTotal[];
}

interface OpenHistogram {
  readonly name: string;
  readonly labels: Labels;
  readonly bounds: readonly number[];
  readonly counts: number[];
  count: number;
  sum: number;
}

/** Plain sums, kept without any metrics library. */
export class TotalsSink implements Sink {
  readonly #values = new Map<string, { name: string; labels: Labels; value: number }>();
  readonly #histograms = new Map<string, OpenHistogram>();

  count(series: SeriesName, amount: number): void {
    this.#value(series).value += amount;
  }

  set(series: SeriesName, value: number): void {
    this.#value(series).value = value;
  }

  observe(series: SeriesName, value: number): void {
    const histogram = this.#histogram(series);
    histogram.count += 1;
    histogram.sum += value;
    histogram.bounds.forEach((bound, i) => {
      if (value <= bound) histogram.counts[i] = (histogram.counts[i] ?? 0) + 1;
    });
  }

  /** Makes a histogram without observations. */
  open(series: SeriesName): void {
    this.#histogram(series);
  }

  totals(): Totals {
    const values = [...this.#values.values()].map((total) => ({ ...total }));
    const isGauge = ({ name }: SeriesTotal) => METRICS[name as SeriesName['name']].type === 'gauge';
    return {
      counters: values.filter((total) => !isGauge(total)),
      gauges: values.filter(isGauge),
      histograms: [...this.#histograms.values()].map(({ bounds, counts, ...rest }) => ({
        ...rest,
        buckets: {
          ...Object.fromEntries(bounds.map((bound, i) => [String(bound), counts[i] ?? 0])),
          '+Inf': rest.count,
        },
      })),
    };
  }

  #value({ name, labels }: SeriesName): { value: number } {
    const key = keyOf(name, labels);
    let total = this.#values.get(key);
    if (total === undefined) {
      total = { name, labels, value: 0 };
      this.#values.set(key, total);
    }
    return total;
  }

  #histogram({ name, labels }: SeriesName): OpenHistogram {
    const key = keyOf(name, labels);
    let histogram = this.#histograms.get(key);
    if (histogram === undefined) {
      const { buckets: bounds = [] }: MetricDefinition = METRICS[name];
      histogram = { name, labels, bounds, counts: bounds.map(() => 0), count: 0, sum: 0 };
      this.#histograms.set(key, histogram);
    }
    return histogram;
  }
}

function keyOf(name: string, labels: Labels): string {
  return JSON.stringify([name, ...Object.entries(labels).flat()]);
}
