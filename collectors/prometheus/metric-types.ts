import { GatelineError } from '../../core/errors.ts';
import type { SeriesIdentity } from '../exposition/exposition-reader.ts';
import { FamilyTable, metricType } from '../exposition/families.ts';
import { declaredNames } from './selector.ts';
import type { StoredSeries } from './stored-series.ts';

/** What the server did not know is asked for again after this long: its targets may tell by then. */
const ASK_AGAIN_MS = 10 * 60_000;

/**
 * What stored series are: the types that their targets declared, as far as the server remembers them. A series of buckets makes its family
 * a histogram even where nobody says so.
 */
export class MetricTypes {
  readonly #table = new FamilyTable();
  readonly #unknown: Set<string>;
  #askAt = Number.NEGATIVE_INFINITY;

  /** @param metrics names of the mapping, as written */
  constructor(metrics: readonly string[]) {
    this.#unknown = new Set(metrics.flatMap(declaredNames));
  }

  /**
   * Asks for what is not known yet. A server that has no such interface is no error.
   * @param ask gives the types of a metric
   */
  async refresh(now: number, ask: (metric: string) => Promise<readonly string[]>): Promise<void> {
    if (now < this.#askAt) return;
    for (const name of this.#unknown) {
      const types = await typesOf(name, ask);
      if (types === undefined) break;
      const [word, ...others] = types;
      const type = word === undefined || others.length > 0 ? undefined : metricType(word, false);
      if (type === undefined || type === 'unknown') continue;
      this.#declare(name, type);
    }
    this.#askAt = now + ASK_AGAIN_MS;
  }

  identityOf({ name, labels }: Pick<StoredSeries, 'name' | 'labels'>): SeriesIdentity {
    this.#declareHistogram(name, labels.le);
    const { family, role } = this.#table.of(name);
    return { name, labels, family: family.name, type: family.type, role };
  }

  #declareHistogram(name: string, le: string | undefined): void {
    if (le === undefined || !name.endsWith('_bucket')) return;
    const family = name.slice(0, -'_bucket'.length);
    if (!this.#table.named(family).declared) this.#declare(family, 'histogram');
  }

  #declare(name: string, type: NonNullable<ReturnType<typeof metricType>>): void {
    const family = this.#table.named(name);
    family.declared = true;
    family.type = type;
    this.#unknown.delete(name);
  }
}

async function typesOf(
  name: string,
  ask: (metric: string) => Promise<readonly string[]>,
): Promise<readonly string[] | undefined> {
  try {
    return await ask(name);
  } catch (error) {
    if (error instanceof GatelineError && error.code === 'source-refused') return undefined;
    throw error;
  }
}
