import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakerTransition } from '../../core/alert/breaker.ts';
import type { EvaluationItem, EvaluationRun } from '../../core/measure/evaluation.ts';
import type { EvaluationQuery, MeasurementStore, StateEntry, WriteBatch } from '../../core/ports.ts';
import { HOSTILE_TEXTS, PRODUCT, series } from './history.ts';
import type { StoreUnderTest } from './measurement-store.ts';

const T0 = Date.UTC(2026, 2, 2);
const SPAN = 20;

type Retraction = { readonly at: number; readonly by: string; readonly why: string };

/** What is done to a store. */
type Action =
  | { readonly do: 'write'; readonly batch: WriteBatch }
  | { readonly do: 'retract'; readonly product: string; readonly id: string; readonly retraction: Retraction }
  | { readonly do: 'reopen' };

/** What is kept beside the numbers (runs, breakers, collectors' memory, known series) is what a plain computation says, in every read of it. */
export function keptReadsContract(under: StoreUnderTest): void {
  describe(`what the measurement store ${under.name} keeps beside numbers`, () => {
    it('agrees with a plain computation on random histories and questions', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(actions(under.reopen !== undefined), { minLength: 1, maxLength: 8 }),
          fc.array(queries, { minLength: 3, maxLength: 6 }),
          fc.array(fc.tuple(instant, instant), { minLength: 1, maxLength: 4 }),
          async (history, asked, windows) => {
            let store = await under.open();
            const plain = new PlainStore();
            try {
              for (const action of history) {
                if (action.do === 'write')
                  expect(await store.write(action.batch)).toBe(plain.write(action.batch));
                else if (action.do === 'retract') {
                  const { product, id, retraction } = action;
                  const known = await store.retractEvaluation(product, id, retraction);
                  expect(known).toBe(plain.retract(product, id, retraction));
                } else store = (await under.reopen?.(store)) ?? store;
              }
              for (const query of asked) await checkRuns(store, plain, query);
              for (const product of products) {
                for (const [from, to] of windows) {
                  const breakers = await store.breakers(product, from, to);
                  expect(breakers.map(({ at }) => at)).toEqual(
                    breakers.map(({ at }) => at).toSorted((a, b) => a - b),
                  );
                  expect(byBreaker(breakers)).toEqual(byBreaker(plain.breakers(product, from, to)));
                }
                const known = (await store.series(product)).map((one) => `${one.kind} ${one.series.id}`);
                expect(known.toSorted()).toEqual(plain.series(product).toSorted());
              }
              for (const source of sources) {
                expect(await store.state(source)).toEqual(plain.state(source));
                expect(await store.cursor(source)).toBe(plain.cursor(source));
              }
            } finally {
              await store.close();
            }
          },
        ),
        { numRuns: under.runs, seed: 20_261_130 },
      );
    });

    it('gives a hundred runs where nobody says how many', async () => {
      const store = await under.open();
      try {
        const evaluations = Array.from({ length: 130 }, (_, i) => bareRun({ id: `r${i}`, at: T0 + i }));
        await store.write({ source: 'a', id: '1', evaluations });
        const found = await store.evaluationRuns({ product: PRODUCT });
        expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => `r${129 - i}`));
        expect(await store.evaluationRuns({ product: PRODUCT, limit: 1_000 })).toHaveLength(130);
      } finally {
        await store.close();
      }
    });
  });
}

async function checkRuns(store: MeasurementStore, plain: PlainStore, query: EvaluationQuery): Promise<void> {
  const expected = plain.runs(query);
  const found = await store.evaluationRuns(query);
  expect(found.map(({ id, at, retracted }) => ({ id, at, retracted }))).toEqual(
    expected.map(({ run, retracted }) => ({ id: run.id, at: run.at, retracted })),
  );
  for (const [i, { run }] of expected.entries()) {
    const { items, ...rest } = run;
    expect(found[i]).toMatchObject({ ...rest, itemCount: items.length });
    expect(await store.evaluationItems(run.product, run.id)).toEqual(items);
  }
}

/** The same in the plainest way. */
class PlainStore {
  readonly #kept: WriteBatch[] = [];
  readonly #retracted = new Map<string, Retraction>();

  write(batch: WriteBatch): 'written' | 'duplicate' {
    if (this.#kept.some(({ source, id }) => source === batch.source && id === batch.id)) return 'duplicate';
    this.#kept.push(batch);
    return 'written';
  }

  retract(product: string, id: string, retraction: Retraction): boolean {
    const key = JSON.stringify([product, id]);
    const isKnown = this.#runs().some((run) => run.product === product && run.id === id);
    if (!isKnown || this.#retracted.has(key)) return false;
    this.#retracted.set(key, retraction);
    return true;
  }

  runs(query: EvaluationQuery): readonly { run: EvaluationRun; retracted: Retraction | undefined }[] {
    const { ids, items, builds, environments, dataset, from, to, limit = 100 } = query;
    return this.#runs()
      .map((run) => ({ run, retracted: this.#retracted.get(JSON.stringify([run.product, run.id])) }))
      .filter(({ run, retracted }) => run.product === query.product && (query.includeRetracted || !retracted))
      .filter(({ run }) => !ids || ids.includes(run.id))
      .filter(({ run }) => !items || items.includes(run.item))
      .filter(({ run }) => !builds || builds.includes(run.build))
      .filter(({ run }) => !environments || environments.includes(run.environment))
      .filter(({ run }) => dataset === undefined || dataset === run.dataset)
      .filter(({ run }) => (from === undefined || run.at >= from) && (to === undefined || run.at < to))
      .sort((a, b) => b.run.at - a.run.at || (a.run.id < b.run.id ? 1 : -1))
      .slice(0, limit);
  }

  breakers(product: string, from: number, to: number): readonly BreakerTransition[] {
    const own = this.#kept.flatMap((batch) => batch.breakers ?? []).filter((one) => one.product === product);
    const sorted = own.toSorted((a, b) => a.at - b.at).filter(({ at }) => at < to);
    const before = [...Map.groupBy(sorted, breakerOf).values()].map((all) =>
      all.findLast(({ at }) => at < from),
    );
    return [...before.filter((one) => one !== undefined), ...sorted.filter(({ at }) => at >= from)];
  }

  series(product: string): readonly string[] {
    const known = this.#kept.flatMap(({ counters = [], gauges = [], distributions = [] }) => [
      ...counters.map((point) => ['counter', point.series] as const),
      ...gauges.map((point) => ['gauge', point.series] as const),
      ...distributions.map((point) => ['distribution', point.series] as const),
    ]);
    const own = known.filter(([, one]) => one.product === product);
    return [...new Set(own.map(([kind, one]) => `${kind} ${one.id}`))];
  }

  state(source: string): ReadonlyMap<string, string> {
    const entries = this.#of(source).flatMap((batch) => batch.state ?? []);
    const newest = new Map(entries.map(({ key, value }) => [key, value]));
    return new Map([...newest].filter((entry): entry is [string, string] => entry[1] !== null));
  }

  cursor(source: string): string | undefined {
    return this.#of(source).findLast(({ cursor }) => cursor !== undefined)?.cursor;
  }

  #of(source: string): readonly WriteBatch[] {
    return this.#kept.filter((batch) => batch.source === source);
  }

  /** Of two with one id the first counts. */
  #runs(): readonly EvaluationRun[] {
    const all = this.#kept.flatMap((batch) => batch.evaluations ?? []);
    return all.filter(
      (run, i) => all.findIndex((one) => one.product === run.product && one.id === run.id) === i,
    );
  }
}

function breakerOf({ breaker, item, environment }: BreakerTransition): string {
  return JSON.stringify([breaker, item, environment]);
}

/** In which order those of different breakers stand that changed at one instant nobody promises. */
function byBreaker(
  transitions: readonly BreakerTransition[],
): ReadonlyMap<string, readonly BreakerTransition[]> {
  return Map.groupBy(transitions, breakerOf);
}

const products = [PRODUCT, 'other'] as const;
/** Of two there is half a surrogate pair, which no file of UTF-8 holds. */
const sources = ['prometheus', "o'tlp\n", 'half \ud83d', 'half \ud83e'] as const;
const ids = ['r1', 'r2', "r'3\n🚦", '__proto__'] as const;
const items = ['', 'v2', 'v3'] as const;
const environments = ['production', 'staging'] as const;
const builds = ['', '2.3.1'] as const;
const datasets = ['golden-set', 'red "team"'] as const;

const instant = fc.integer({ min: -1, max: SPAN + 1 }).map((ms) => T0 + ms);
const text = fc.constantFrom(...HOSTILE_TEXTS, 'plain', 'constructor', '__proto__');

const evaluationItems = fc.uniqueArray(
  fc.record(
    {
      id: text,
      cluster: text,
      values: fc.dictionary(fc.constantFrom('accuracy', 'score'), fc.constantFrom(0, 1, 0.25, -3.5e-7)),
      error: text.filter((one) => one !== ''),
      notAsked: fc.constantFrom(['accuracy'], ['accuracy', 'score']),
    },
    { requiredKeys: ['id', 'cluster', 'values'] },
  ),
  { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
) as fc.Arbitrary<EvaluationItem[]>;

const runs: fc.Arbitrary<EvaluationRun> = fc
  .record({
    id: fc.constantFrom(...ids),
    product: fc.constantFrom(...products),
    item: fc.constantFrom(...items),
    build: fc.constantFrom(...builds),
    environment: fc.constantFrom(...environments),
    dataset: fc.constantFrom(...datasets),
    author: text,
    at: instant,
    items: evaluationItems,
  })
  .map((over) => bareRun(over));

const breakers: fc.Arbitrary<BreakerTransition> = fc.record({
  product: fc.constantFrom(...products),
  breaker: fc.constantFrom('model', "sea'rch"),
  item: fc.constantFrom(...items),
  environment: fc.constantFrom(...environments),
  at: instant,
  state: fc.constantFrom('open', 'half-open', 'closed'),
});

const states: fc.Arbitrary<StateEntry> = fc.record({
  key: text,
  value: fc.option(text),
});

const points = fc
  .record({ product: fc.constantFrom(...products), item: text, at: instant, value: fc.constantFrom(0, 1) })
  .map(({ product, item, at, value }) => ({ series: series('requests', { product, item }), at, value }));

function actions(mayReopen: boolean): fc.Arbitrary<Action> {
  const write = fc
    .record(
      {
        source: fc.constantFrom(...sources),
        id: fc.constantFrom('1', '2', '3', '4', '5\ud83d', '5\ud83e'),
        evaluations: fc.array(runs, { maxLength: 3 }),
        breakers: fc.array(breakers, { maxLength: 4 }),
        state: fc.array(states, { maxLength: 4 }),
        counters: fc.array(points, { maxLength: 2 }),
        gauges: fc.array(points, { maxLength: 2 }),
        cursor: text,
      },
      { requiredKeys: ['source', 'id'] },
    )
    .map((batch): Action => ({ do: 'write', batch: batch as WriteBatch }));
  const retract = fc
    .record({
      product: fc.constantFrom(...products),
      id: fc.constantFrom(...ids, 'none'),
      retraction: fc.record({ at: instant, by: text, why: text }),
    })
    .map((one): Action => ({ do: 'retract', ...one }));
  const others = mayReopen ? [{ weight: 1, arbitrary: fc.constant<Action>({ do: 'reopen' }) }] : [];
  return fc.oneof({ weight: 6, arbitrary: write }, { weight: 2, arbitrary: retract }, ...others);
}

const queries = fc.record(
  {
    product: fc.constantFrom(...products),
    ids: fc.subarray([...ids, 'none']),
    items: fc.subarray([...items]),
    builds: fc.subarray([...builds]),
    environments: fc.subarray([...environments]),
    dataset: fc.constantFrom(...datasets),
    from: instant,
    to: instant,
    includeRetracted: fc.boolean(),
    limit: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['product'] },
) as fc.Arbitrary<EvaluationQuery>;

function bareRun(over: Partial<EvaluationRun>): EvaluationRun {
  return {
    id: 'run',
    product: PRODUCT,
    item: 'v2',
    build: '2.3.1',
    environment: 'production',
    dataset: 'golden-set',
    revision: '',
    judge: 'exact-match',
    judgeVersion: '',
    author: 'nightly',
    at: T0,
    metrics: { accuracy: 'outcome', score: 'score' },
    items: [{ id: 'a', cluster: 'a', values: { accuracy: 1, score: 0.5 } }],
    ...over,
  };
}
