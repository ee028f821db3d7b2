import { addsUp } from '../../core/measure/adds-up.ts';
import type { Series } from '../../core/measure/series.ts';
import type {
  CounterPoint,
  DistributionPoint,
  GaugePoint,
  Observation,
  StateEntry,
} from '../../core/ports.ts';
import { Coverage } from './coverage.ts';
import { CounterSum, DistributionSum } from './series-sums.ts';
import { type Rescale, rescaleFor } from './units.ts';

/** A counter that a stream feeds. */
export interface CounterTarget {
  readonly sum: Pick<CounterSum, 'add'>;
  readonly rescale: Rescale;
  readonly coverage: Coverage;
}

/** A distribution that a stream feeds; it rescales by itself. */
export interface DistributionTarget {
  readonly sum: Pick<DistributionSum, 'addExplicit' | 'addExponential' | 'observe'>;
  readonly coverage: Coverage;
}

/** A gauge that a stream feeds. */
export interface GaugeTarget {
  readonly series: Series;
  readonly rescale: Rescale;
  readonly coverage: Coverage;
}

/** What requests added up to. */
export interface SealedSums {
  readonly counters: readonly CounterPoint[];
  readonly distributions: readonly DistributionPoint[];
  readonly gauges: readonly GaugePoint[];
  readonly observations: readonly Observation[];
  /** What is to be remembered of the time that was watched. */
  readonly state: readonly StateEntry[];
}

interface Watched {
  readonly coverage: Coverage;
  readonly product: string;
  readonly measure: string;
  readonly item: string;
  readonly environment: string;
}

const COUNT: Rescale = (value) => value;

/** Everything that a source's requests are added up in. */
export class SourceSums {
  readonly #counters = new Map<Series, CounterSum>();
  readonly #counterTargets = new Map<string, CounterTarget>();
  readonly #distributions = new Map<string, DistributionSum>();
  readonly #watched = new Map<string, Watched>();
  #touchedCounters: CounterSum[] = [];
  #touchedDistributions: DistributionSum[] = [];
  #gauges: GaugePoint[] = [];

  /**
   * The same target for the same arguments.
   * @param unit of the instrument; absent for numbers of observations, which have none
   */
  counterTarget(series: Series, scale: number, unit: string | undefined): CounterTarget {
    const key = unit === undefined ? `# ${series.id}` : `${scale} ${unit} ${series.id}`;
    let target = this.#counterTargets.get(key);
    if (target === undefined) {
      target = this.#newCounterTarget(series, scale, unit);
      this.#counterTargets.set(key, target);
    }
    return target;
  }

  #newCounterTarget(series: Series, scale: number, unit: string | undefined): CounterTarget {
    let sum = this.#counters.get(series);
    if (sum === undefined) {
      sum = new CounterSum(series, (touched) => this.#touchedCounters.push(touched));
      this.#counters.set(series, sum);
    }
    const rescale = unit === undefined ? COUNT : rescaleFor(scale, unit);
    return { sum, rescale, coverage: this.#coverage(series) };
  }

  distributionTarget(series: Series, scale: number, unit: string): DistributionTarget {
    const key = `${scale} ${unit} ${series.id}`;
    let sum = this.#distributions.get(key);
    if (sum === undefined) {
      const rescale = rescaleFor(scale, unit);
      sum = new DistributionSum(series, rescale, (touched) => this.#touchedDistributions.push(touched));
      this.#distributions.set(key, sum);
    }
    return { sum, coverage: this.#coverage(series) };
  }

  gaugeTarget(series: Series, scale: number, unit: string): GaugeTarget {
    return { series, rescale: rescaleFor(scale, unit), coverage: this.#coverage(series) };
  }

  /** Samples keep their own time: they do not add up, and the last one of a slot must be the last one. */
  addGauge({ series, rescale }: GaugeTarget, at: number, value: number): void {
    const rescaled = rescale(value);
    if (addsUp(rescaled)) this.#gauges.push({ series, at: Math.floor(at), value: rescaled });
  }

  /** What was added since the last call. */
  seal(): SealedSums {
    const observations: Observation[] = [];
    const state: StateEntry[] = [];
    for (const [key, { coverage, ...of }] of this.#watched) {
      const added = coverage.settle();
      if (added.length === 0) continue;
      for (const { from, to } of added) observations.push({ ...of, at: to, durationMs: to - from });
      state.push({ key: `o:${key}`, value: coverage.written });
    }
    const sealed = {
      counters: this.#touchedCounters.flatMap((sum) => sum.take()),
      distributions: this.#touchedDistributions.flatMap((sum) => sum.take()),
      gauges: this.#gauges,
      observations,
      state,
    };
    this.#touchedCounters = [];
    this.#touchedDistributions = [];
    this.#gauges = [];
    return sealed;
  }

  /** Takes up what an earlier process wrote. */
  load(key: string, text: string): void {
    const [product, measure, item, environment] = JSON.parse(key) as [string, string, string, string];
    const coverage = new Coverage();
    coverage.load(text);
    this.#watched.set(key, { coverage, product, measure, item, environment });
  }

  #coverage({ product, measure, item, environment }: Series): Coverage {
    const key = JSON.stringify([product, measure, item, environment]);
    let watched = this.#watched.get(key);
    if (watched === undefined) {
      watched = { coverage: new Coverage(), product, measure, item, environment };
      this.#watched.set(key, watched);
    }
    return watched.coverage;
  }
}
