/** Labels that a series keeps beside its fixed identity; few and bounded, by configuration of the source. */
export type Labels = Readonly<Record<string, string>>;

/**
 * What a measured value belongs to. `item` is the roadmap item that the traffic is attributed to (`v2`), or `''` when no rule
 * matched: such a series is *unattributed*, shown as a share of traffic and never dropped.
 */
export interface SeriesKey {
  readonly product: string;
  readonly measure: string;
  readonly item: string;
  /** Image, commit, prompt and model set that served it (`2.4.0-rc2`); `''` when the source does not say. */
  readonly build: string;
  /** `production`, `staging`, …; never empty. */
  readonly environment: string;
  readonly labels: Labels;
}

/** An interned series: one object for one key, so that adapters may key caches by identity. */
export interface Series extends SeriesKey {
  /** Canonical text of the key; equal keys have equal ids, in every process. */
  readonly id: string;
}

/** The label of the one series that takes what is beyond a source's cap on label sets, so that sums stay right. */
export const OVERFLOW_LABELS: Labels = Object.freeze({ overflow: 'true' });

/** Canonical text of a series key: a JSON array, labels sorted by name, so that no label text can imitate another key. */
export function seriesId(key: SeriesKey): string {
  const names = Object.keys(key.labels);
  const parts = [key.product, key.measure, key.item, key.build, key.environment];
  if (names.length > 1) names.sort();
  for (const name of names) parts.push(name, key.labels[name] as string);
  return JSON.stringify(parts);
}

/** Reads back what {@link seriesId} wrote. */
export function parseSeriesId(id: string): Series {
  const [product = '', measure = '', item = '', build = '', environment = '', ...rest] = JSON.parse(
    id,
  ) as string[];
  const labels: [name: string, value: string][] = [];
  for (let i = 0; i + 1 < rest.length; i += 2) labels.push([rest[i] as string, rest[i + 1] as string]);
  // Not by assignment: `__proto__` is a label like any other.
  return { id, product, measure, item, build, environment, labels: Object.fromEntries(labels) };
}

/** A part of the identity that is left open because too many values of it came; never `production`, so that it counts as none. */
const OVERFLOW_ENVIRONMENT = 'overflow';

/**
 * Hands out one {@link Series} object for each key. A collector owns one interner for each source; `maxLabelSets` is that source's
 * cap: label sets beyond it, counted for each (product, measure, item, build, environment), share one overflow series. So do builds
 * beyond it of one item, items of one environment and environments of one measure: whatever explodes, the number of series is bounded
 * and the sums stay right.
 */
export class SeriesInterner {
  readonly #byId = new Map<string, Series>();
  readonly #known = new Map<string, Set<string>>();
  readonly #maxLabelSets: number;
  #overflowed = 0;

  constructor(options: { maxLabelSets: number }) {
    this.#maxLabelSets = options.maxLabelSets;
  }

  /** How many keys were sent to an overflow series so far; shown at the source. */
  get overflowed(): number {
    return this.#overflowed;
  }

  get size(): number {
    return this.#byId.size;
  }

  intern(key: SeriesKey): Series {
    const known = this.#byId.get(seriesId(key));
    if (known !== undefined) return known;
    const bounded = this.#bounded(key);
    if (bounded === key) return this.#create(key);
    this.#overflowed += 1;
    return this.#byId.get(seriesId(bounded)) ?? this.#create(bounded);
  }

  /** The key itself, or the overflow key that stands for it. */
  #bounded(key: SeriesKey): SeriesKey {
    const { product, measure, item, build, environment } = key;
    if (!this.#admits([product, measure], environment)) {
      return {
        product,
        measure,
        item: '',
        build: '',
        environment: OVERFLOW_ENVIRONMENT,
        labels: OVERFLOW_LABELS,
      };
    }
    if (!this.#admits([product, measure, environment], item)) {
      return { product, measure, item: '', build: '', environment, labels: OVERFLOW_LABELS };
    }
    if (!this.#admits([product, measure, environment, item], build)) {
      return { product, measure, item, build: '', environment, labels: OVERFLOW_LABELS };
    }
    if (!this.#admits([product, measure, environment, item, build], labelsText(key.labels))) {
      return { product, measure, item, build, environment, labels: OVERFLOW_LABELS };
    }
    return key;
  }

  /** Whether `value` is among the first values that were seen within `scope`. */
  #admits(scope: readonly string[], value: string): boolean {
    const id = JSON.stringify(scope);
    let values = this.#known.get(id);
    if (values === undefined) {
      values = new Set();
      this.#known.set(id, values);
    }
    if (values.has(value)) return true;
    if (values.size >= this.#maxLabelSets) return false;
    values.add(value);
    return true;
  }

  #create(key: SeriesKey): Series {
    const series: Series = Object.freeze({
      id: seriesId(key),
      product: key.product,
      measure: key.measure,
      item: key.item,
      build: key.build,
      environment: key.environment,
      labels: Object.freeze({ ...key.labels }),
    });
    this.#byId.set(series.id, series);
    return series;
  }
}

function labelsText(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
