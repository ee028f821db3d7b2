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
  type OwnQuestion,
  QUARTER_MEASURE,
  QUARTER_VERSION,
  quantilesOf,
} from '../questions.ts';
import { benchRoadmap } from '../roadmap.ts';
import { VERSIONS } from '../workload.ts';
import { ComingPoints } from './coming-points.ts';
import type { Answered } from './commands.ts';
import { readFigures } from './figures.ts';

const ENVIRONMENTS = [ENVIRONMENT];

/**
 * Asks a store through its port, as the server does, and takes the time. Before the criteria are asked for, what has been measured since comes
 * in, so that no evaluation finds the numbers of the last one.
 */
export class Asker {
  readonly #store: MeasurementStore;
  readonly #asked: Asked;
  readonly #judge: RoadmapJudge;
  readonly #coming: ComingPoints;

  constructor(store: MeasurementStore, extent: Extent) {
    this.#store = store;
    this.#asked = askedOf(extent);
    this.#judge = new RoadmapJudge(store);
    this.#coming = new ComingPoints(store, extent);
  }

  async ask(question: OwnQuestion, round: number): Promise<Answered> {
    if (question === 'criteria' || question === 'figures') await this.#coming.upTo(round);
    const began = performance.now();
    const answer = await this.#answer(question, round);
    return { ms: performance.now() - began, answer };
  }

  /** How much later a round is than the one before, ms. */
  get roundMs(): number {
    return this.#asked.roundMs;
  }

  async #answer(question: OwnQuestion, round: number): Promise<number[]> {
    if (question === 'quarter') return await this.#quarter();
    if (question === 'year') return await this.#year();
    const now = nowAt(this.#asked, round);
    return question === 'criteria' ? await this.#criteria(now) : await readFigures(this.#store, now);
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
    const answer: number[] = [];
    for (const version of VERSIONS) {
      const own = cost.get(version) as Float64Array;
      const all = requests.get(version) as Float64Array;
      for (let day = 0; day < own.length; day += 1) answer.push((own[day] as number) / (all[day] as number));
    }
    return answer;
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
