import {
  type Labels,
  METRIC_NAMES,
  METRICS,
  type MetricDefinition,
  type MetricName,
} from '../product/metrics.ts';
import type { SeriesName } from '../product/series.ts';

/** Sums are kept as whole numbers of this part of their unit, so that they add up without rounding noise. */
const PARTS = 1e6;

interface Counter {
  readonly prefix: string;
  readonly slot: number;
  /** 1, or {@link PARTS} for what is kept in millionths. */
  readonly parts: number;
}

interface Histogram {
  readonly bucketPrefixes: readonly string[];
  readonly sumPrefix: string;
  readonly countPrefix: string;
  readonly slot: number;
}

/** A histogram's place in the book: its bucket counts begin at `slot`, its sum follows them. */
export interface HistogramHandle {
  readonly slot: number;
  readonly buckets: number;
}

/**
 * The running totals of one process and how they look on /metrics: text format 0.0.4, written as prom-client writes it. Series are
 * made first; then adding to one is adding to a number.
 */
export class SeriesBook {
  readonly #values: number[] = [];
  readonly #counters = new Map<MetricName, Counter[]>();
  readonly #histograms = new Map<MetricName, Histogram[]>();
  readonly #tail: string;

  /** @param startedAt start of the process, Unix ms */
  constructor(startedAt: number) {
    this.#tail =
      '# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.\n' +
      `# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ${Math.floor(startedAt / 1000)}\n`;
  }

  /** Makes a counter or gauge at 0 and says its slot. With `fine`, amounts are in millionths of the unit. */
  series({ name, labels }: SeriesName, fine = false): number {
    const slot = this.#values.push(0) - 1;
    const series = { prefix: `${name}${written(labels)} `, slot, parts: fine ? PARTS : 1 };
    append(this.#counters, name, series);
    return slot;
  }

  histogram({ name, labels }: SeriesName): HistogramHandle {
    const { buckets = [] }: MetricDefinition = METRICS[name];
    const slot = this.#values.length;
    for (let i = 0; i <= buckets.length + 1; i += 1) this.#values.push(0);
    append(this.#histograms, name, {
      bucketPrefixes: [...buckets.map(String), '+Inf'].map(
        (le) => `${name}_bucket${written({ le, ...labels })} `,
      ),
      sumPrefix: `${name}_sum${written(labels)} `,
      countPrefix: `${name}_count${written(labels)} `,
      slot,
    });
    return { slot, buckets: buckets.length + 1 };
  }

  add(slot: number, amount: number): void {
    this.#values[slot] = (this.#values[slot] ?? 0) + amount;
  }

  set(slot: number, value: number): void {
    this.#values[slot] = value;
  }

  /** The body of a scrape. */
  expose(): string {
    let body = '';
    for (const name of METRIC_NAMES) {
      const counters = this.#counters.get(name);
      const histograms = this.#histograms.get(name);
      if (counters === undefined && histograms === undefined) continue;
      body += HEADERS[name];
      for (const { prefix, slot, parts } of counters ?? []) {
        const value = this.#values[slot] ?? 0;
        body += `${prefix}${parts === 1 ? value : value / parts}\n`;
      }
      for (const histogram of histograms ?? []) body += this.#exposeHistogram(histogram);
    }
    return body + this.#tail;
  }

  #exposeHistogram({ bucketPrefixes, sumPrefix, countPrefix, slot }: Histogram): string {
    let text = '';
    let count = 0;
    for (let i = 0; i < bucketPrefixes.length; i += 1) {
      count += this.#values[slot + i] ?? 0;
      text += `${bucketPrefixes[i]}${count}\n`;
    }
    const sum = (this.#values[slot + bucketPrefixes.length] ?? 0) / PARTS;
    return `${text}${sumPrefix}${sum}\n${countPrefix}${count}\n`;
  }
}

const HEADERS = Object.fromEntries(
  METRIC_NAMES.map((name) => [
    name,
    `# HELP ${name} ${METRICS[name].help}\n# TYPE ${name} ${METRICS[name].type}\n`,
  ]),
) as Record<MetricName, string>;

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return `{${pairs.join(',')}}`;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
