import type { Mapped, Mapper, Owner } from '../../core/measure/mapper.ts';
import { COMPARED, EXCLUDED } from '../../core/measure/mapping.ts';
import {
  BY_PROBABILITY,
  SAMPLING_LABEL,
  sampledMeasure,
  UNKNOWN_SAMPLING,
} from '../../core/measure/sampling.ts';
import type { Labels, Series, SeriesKey } from '../../core/measure/series.ts';
import type { Bounds } from './bounds-table.ts';
import type { Coverage } from './coverage.ts';
import type { CounterTarget, DistributionTarget, SourceSums } from './source-sums.ts';
import type { Sampling } from './traces/sampling.ts';

/** What something counts for: the series of its measures, and whom they belong to. */
export interface Counted {
  readonly series: readonly SeriesKey[];
  readonly item: string;
  readonly environment: string;
  readonly unattributed: boolean;
  readonly excluded: boolean;
}

/** Counts spans and evaluations, and beside each measure how many of them were samples. */
export class ItemMeasures {
  readonly #mapper: Mapper;
  readonly #sums: SourceSums;
  readonly #layouts: ReadonlyMap<string, Bounds>;
  readonly #counters = new Map<Series, CounterTarget>();
  readonly #distributions = new Map<Series, DistributionTarget>();

  /** @param layouts of the measures that are distributions; all others are counters */
  constructor(mapper: Mapper, sums: SourceSums, layouts: ReadonlyMap<string, Bounds>) {
    this.#mapper = mapper;
    this.#sums = sums;
    this.#layouts = layouts;
  }

  /** @param what under which the mapping knows it; @param at Unix ms */
  of(what: string, labels: Labels, at: number): Counted {
    const mapped = this.#mapper.map(what, labels, at);
    const { item, environment } = this.#mapper.owner(labels, at);
    return { ...facts(mapped), item, environment };
  }

  /** Adds to the measures of something; those that the source does not bring are passed over. */
  count(
    { series }: Pick<Counted, 'series'>,
    at: number,
    values: Readonly<Record<string, number | undefined>>,
    sampling: Sampling,
  ): void {
    for (const key of series) {
      const value = values[key.measure];
      if (value === undefined) continue;
      const interned = this.#mapper.interner.intern(key);
      const layout = this.#layouts.get(key.measure);
      if (layout === undefined) this.#counter(interned).sum.add(at, value * sampling.weight);
      else this.#distribution(interned).sum.observe(at, layout, value, sampling.weight);
      if (sampling.kind !== 'all' && (value > 0 || layout !== undefined)) this.#sampled(key, at, sampling);
    }
  }

  /** What is watched by whoever sends such things. */
  coverages({ series }: Pick<Counted, 'series'>): readonly Coverage[] {
    return series.map((key) => {
      const interned = this.#mapper.interner.intern(key);
      return this.#layouts.has(key.measure)
        ? this.#distribution(interned).coverage
        : this.#counter(interned).coverage;
    });
  }

  #sampled(key: SeriesKey, at: number, { kind }: Sampling): void {
    const drawn = kind === 'probability' ? BY_PROBABILITY : UNKNOWN_SAMPLING;
    const labels = { ...key.labels, [SAMPLING_LABEL]: drawn };
    const series = this.#mapper.interner.intern({ ...key, measure: sampledMeasure(key.measure), labels });
    this.#counter(series).sum.add(at, 1);
  }

  #counter(series: Series): CounterTarget {
    let target = this.#counters.get(series);
    if (target === undefined) {
      target = this.#sums.counterTarget(series, 1, undefined);
      this.#counters.set(series, target);
    }
    return target;
  }

  #distribution(series: Series): DistributionTarget {
    let target = this.#distributions.get(series);
    if (target === undefined) {
      target = this.#sums.distributionTarget(series, 1, '1');
      this.#distributions.set(series, target);
    }
    return target;
  }
}

function facts({ measures, unattributed, excluded }: Mapped): Omit<Counted, 'item' | 'environment'> {
  return { series: measures.map(({ series }) => series), unattributed, excluded };
}

/** The same, but it belongs to somebody else. */
export function ownedBy(counted: Counted, owner: Owner): Counted {
  const series = counted.series.map((key): SeriesKey => {
    const isAside = key.environment === EXCLUDED || key.environment === COMPARED;
    return { ...key, ...owner, ...(isAside ? { environment: key.environment } : {}) };
  });
  return {
    ...counted,
    series,
    item: owner.item,
    environment: owner.environment,
    unattributed: counted.unattributed && owner.item === '',
  };
}
