import type { Mapper } from '../../core/measure/mapper.ts';
import type { Series } from '../../core/measure/series.ts';
import type { BatchDraft } from './batch-draft.ts';
import type { Coverage, CoverageBook } from './coverage.ts';
import { mappableNames } from './mappable-names.ts';

type Owner = readonly [item: string, environment: string];

/** What is watched when a family is there. */
interface Watched {
  /** Measures that the mapping feeds from it, and who owns series of each. */
  readonly owners: Map<string, Map<string, Owner>>;
  /** Measures that it cannot feed, because its type forbids. */
  readonly refused: Set<string>;
  /** Measures that only gauges feed: nobody watched between two samples that are far apart. */
  readonly gauges: Set<string>;
}

/**
 * Which measures of which items a target's families stand for. A family that is there without a series of an item says that nothing of
 * it happened: so a measure that knows items at all is watched for every item that the target serves.
 */
export class CoveragePlan {
  readonly #mapper: Mapper;
  readonly #book: CoverageBook;
  readonly #families = new Map<string, Watched>();
  readonly #allOwners = new Map<string, Owner>();
  #coverages: Map<string, readonly { readonly coverage: Coverage; readonly gauge: boolean }[]> | undefined;
  readonly #since = new Map<Coverage, { since: number; gauge: boolean }>();

  readonly #usable = new Set<Coverage>();
  readonly #unusable = new Set<Coverage>();

  constructor(mapper: Mapper, book: CoverageBook) {
    this.#mapper = mapper;
    this.#book = book;
  }

  /** A series of the family feeds one of ours. */
  owns(family: string, { measure, item, environment }: Series, gauge: boolean): void {
    const watched = this.#watchedOf(family);
    const owner = JSON.stringify([item, environment]);
    const owners = watched.owners.get(measure) ?? new Map<string, Owner>();
    watched.owners.set(measure, owners);
    if (gauge && owners.size === 0) watched.gauges.add(measure);
    if (!gauge) watched.gauges.delete(measure);
    if (owners.has(owner)) return;
    owners.set(owner, [item, environment]);
    if (item !== '') this.#allOwners.set(owner, [item, environment]);
    this.#coverages = undefined;
  }

  /** The family was meant to feed the measure, but its type forbids: its silence says nothing. */
  refuses(family: string, measure: string): void {
    this.#watchedOf(family).refused.add(measure);
    this.#coverages = undefined;
  }

  /** A stream of these series was there: with samples that could be used, or with none. */
  judged(series: readonly Series[], usable: boolean): void {
    for (const { measure, item, environment } of series) {
      (usable ? this.#usable : this.#unusable).add(this.#book.of(measure, item, environment));
    }
  }

  /** The family was watched since then, up to the read that is reported next. */
  watched(family: string, since: number): void {
    for (const { coverage, gauge } of this.#coveragesOf(family)) {
      const known = this.#since.get(coverage);
      if (known === undefined) this.#since.set(coverage, { since, gauge });
      else {
        known.since = Math.min(known.since, since);
        known.gauge &&= gauge;
      }
    }
  }

  /** What no stream of brought usable samples is not watched, although its family is there. */
  report(at: number, gaugeReachMs: number, draft: BatchDraft): void {
    for (const [coverage, { since, gauge }] of this.#since) {
      if (this.#unusable.has(coverage) && !this.#usable.has(coverage)) continue;
      const from = gauge ? Math.max(since, at - gaugeReachMs) : since;
      this.#book.watched(coverage, from, at, draft);
    }
    this.#since.clear();
    this.#usable.clear();
    this.#unusable.clear();
  }

  #coveragesOf(family: string) {
    this.#coverages ??= new Map();
    let coverages = this.#coverages.get(family);
    if (coverages === undefined) {
      const { owners, refused, gauges } = this.#watchedOf(family);
      coverages = [...owners].flatMap(([measure, own]) => {
        if (own.size === 0 && refused.has(measure)) return [];
        const gauge = gauges.has(measure);
        const all = this.#ownersOf(own);
        return all.map(([item, environment]) => ({
          coverage: this.#book.of(measure, item, environment),
          gauge,
        }));
      });
      this.#coverages.set(family, coverages);
    }
    return coverages;
  }

  #ownersOf(own: ReadonlyMap<string, Owner>): readonly Owner[] {
    const knowsItems = own.size === 0 || [...own.values()].some(([item]) => item !== '');
    return [...(knowsItems ? new Map([...this.#allOwners, ...own]) : own).values()];
  }

  #watchedOf(family: string): Watched {
    let watched = this.#families.get(family);
    if (watched === undefined) {
      const measures = mappableNames(family).flatMap((name) => this.#mapper.measuresOf(name));
      watched = {
        owners: new Map(measures.map((measure) => [measure, new Map()])),
        refused: new Set(),
        gauges: new Set(),
      };
      this.#families.set(family, watched);
    }
    return watched;
  }
}
