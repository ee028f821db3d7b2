import { performance } from 'node:perf_hooks';
import type { CounterGroup, DistributionGroup, MeasurementStore } from '../../../core/ports.ts';
import { dayBoundaries } from '../../../core/time/calendar.ts';
import { RoadmapJudge } from '../../../server/evaluation/judge-roadmap.ts';
import { ENVIRONMENT, PRODUCT } from '../batches.ts';
import type { Extent } from '../extent.ts';
import {
  type Asked,
  askedOf,
  CRITERIA,
  nowAt,
  QUARTER_MEASURE,
  QUARTER_VERSION,
  type Question,
  quantilesOf,
} from '../questions.ts';
import { benchRoadmap } from '../roadmap.ts';
import { VERSIONS } from '../workload.ts';
import type { Answered } from './commands.ts';

const ENVIRONMENTS = [ENVIRONMENT];

/** Asks a store through its port, as the server does, and takes the time. */
export class Asker {
  readonly #store: MeasurementStore;
  readonly #asked: Asked;
  readonly #judge: RoadmapJudge;

  constructor(store: MeasurementStore, extent: Extent) {
    this.#store = store;
    this.#asked = askedOf(extent);
    this.#judge = new RoadmapJudge(store);
  }

  async ask(question: Question, round: number): Promise<Answered> {
    const began = performance.now();
    const answer = await this.#answer(question, round);
    return { ms: performance.now() - began, answer };
  }

  async #answer(question: Question, round: number): Promise<number[]> {
    if (question === 'quarter') return await this.#quarter();
    return question === 'year' ? await this.#year() : await this.#criteria(nowAt(this.#asked, round));
  }

  async #quarter(): Promise<number[]> {
    const { from, to } = this.#asked.quarter;
    const { selections } = await this.#store.read({
      product: PRODUCT,
      from,
      to,
      boundaries: dayBoundaries(from, to, 'UTC'),
      select: [
        {
          measure: QUARTER_MEASURE,
          kind: 'distribution',
          items: [QUARTER_VERSION],
          environments: ENVIRONMENTS,
        },
      ],
    });
    const [group] = selections[0]?.groups ?? [];
    return quantilesOf((group as DistributionGroup).steps);
  }

  async #year(): Promise<number[]> {
    const { from, to } = this.#asked.year;
    const counter = (measure: string) =>
      ({ measure, kind: 'counter', environments: ENVIRONMENTS, by: ['item'] }) as const;
    const { selections } = await this.#store.read({
      product: PRODUCT,
      from,
      to,
      boundaries: dayBoundaries(from, to, 'UTC'),
      select: [counter('cost_usd'), counter('requests')],
    });
    const [cost = new Map(), requests = new Map()] = selections.map(
      ({ groups }) => new Map(groups.map((group) => [group.key[0], (group as CounterGroup).totals])),
    );
    return VERSIONS.flatMap((version) => {
      const own = cost.get(version) as Float64Array;
      const all = requests.get(version) as Float64Array;
      return Array.from(own, (value, day) => value / (all[day] as number));
    });
  }

  async #criteria(now: number): Promise<number[]> {
    const { gates } = await this.#judge.judge(benchRoadmap(), now);
    return gates.flatMap(({ criteria }) =>
      CRITERIA.map((_, i) => {
        const value = criteria[i]?.actual?.value;
        if (value === undefined) throw new Error(`A criterion has no actual: ${criteria[i]?.sentence}`);
        return value;
      }),
    );
  }
}
