import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { JudgmentContext } from '../../core/gate/context.ts';
import { judgeGate } from '../../core/gate/gate.ts';
import { judge } from '../../core/gate/judge.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { EVALUATION_INTERVAL_MS } from '../../server/evaluation/evaluation-loop.ts';
import { RoadmapJudge } from '../../server/evaluation/judge-roadmap.ts';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { atMost } from '../bars.ts';
import { CRITERIA, casesOf, NOW } from '../judging/cases.ts';
import { roadmapOf, writePast } from '../judging/past.ts';
import type { BenchContext, Part, PartResult, Row } from '../part.ts';

const GATES = 200;
const SMALL = 50;
const MONTH_DAYS = 31;
const YEAR_DAYS = 366;
/** In the place of a year, where there is little time. */
const MORE_DAYS = 40;
const MINUTE_MS = 60_000;

const CONTEXT: JudgmentContext = {
  subject: 'v3',
  currency: 'USD',
  now: NOW,
  today: '2026-11-23',
  zone: 'Europe/Berlin',
  fiscalYearStart: 1,
  started: true,
};

/** The median of some durations, ms. */
function median(durations: readonly number[]): number {
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Judges 200 gates from what has been read already. */
function judgeAll(rounds: number): number {
  const gates = Array.from({ length: GATES }, (_, i) => casesOf(i));
  const durations: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    for (const cases of gates)
      judgeGate(
        'v3',
        cases.map((one) => judge(one, CONTEXT)),
      );
    durations.push(performance.now() - began);
  }
  return median(durations);
}

/** One roadmap over one store, read and judged again and again. */
class Judged {
  readonly #judge: RoadmapJudge;
  readonly #roadmap: Roadmap;
  readonly #durations: number[] = [];

  constructor(store: MeasurementStore, gates: number) {
    this.#judge = new RoadmapJudge(store);
    this.#roadmap = roadmapOf(gates);
  }

  /** Once, as the evaluation loop does it. The first time looks up what changes seldom, such as first traffic, and does not count. */
  async once(round: number): Promise<void> {
    const began = performance.now();
    const { gates } = await this.#judge.judge(this.#roadmap, NOW - MINUTE_MS + round * 100);
    if (round > 0) this.#durations.push(performance.now() - began);
    const missing = gates.find(({ state }) => state === 'no-data');
    if (missing !== undefined) throw new Error(`A gate has no data: ${missing.sentence}`);
  }

  get median(): number {
    return median(this.#durations);
  }
}

async function pastOf(folder: string, days: number, stepMs: number): Promise<MeasurementStore> {
  const store = await DuckdbStore.open({ file: join(folder, `${days}.duckdb`) });
  await store.alignDays('bench', 'Europe/Berlin');
  await writePast(store, { days, until: NOW, stepMs });
  return store;
}

async function run({ quick, folder, progress }: BenchContext): Promise<PartResult> {
  const rounds = quick ? 1 : 31;
  progress('judging what has been read');
  const alone = judgeAll(quick ? 5 : 40);
  const ofCore = (alone / EVALUATION_INTERVAL_MS) * 100;
  progress('a month of data');
  const stepMs = (quick ? 60 : 15) * MINUTE_MS;
  const month = await pastOf(folder, MONTH_DAYS, stepMs);
  progress('a year of data');
  const year = await pastOf(folder, quick ? MORE_DAYS : YEAR_DAYS, stepMs);
  progress('reading and judging');
  const judged = [new Judged(month, SMALL), new Judged(month, GATES), new Judged(year, GATES)];
  // In turn, so that whatever else this machine does slows all of them.
  for (let round = 0; round <= rounds; round += 1) for (const one of judged) await one.once(round);
  const [few = Number.NaN, many = Number.NaN, old = Number.NaN] = judged.map((one) => one.median);
  await month.close();
  await year.close();
  const growth = many / GATES / (few / SMALL);
  const aging = old / many;
  const rows: Row[] = [
    {
      what: `judge ${GATES} gates of ${CRITERIA.length} criteria from actuals already read`,
      unit: 'ms',
      ours: alone,
    },
    {
      what: 'of one core, at one evaluation every 15 s',
      unit: '%',
      ours: ofCore,
      bar: atMost(ofCore, 1, '%'),
    },
    { what: `read and judge ${SMALL} gates, a month of data`, unit: 'ms', ours: few },
    { what: `read and judge ${GATES} gates, a month of data`, unit: 'ms', ours: many },
    {
      what: 'a gate among 200 takes, in gates among 50',
      unit: 'count',
      ours: growth,
      bar: atMost(growth, 1, 'count'),
    },
    {
      what: `read and judge ${GATES} gates, ${quick ? `${MORE_DAYS} days` : 'a year'} of data`,
      unit: 'ms',
      ours: old,
    },
    {
      what: 'data that are older take, in data of a month',
      unit: 'count',
      ours: aging,
      bar: atMost(aging, 1.3, 'count'),
    },
  ];
  const notes = [
    `Four versions with ten measures, a point each ${quick ? '' : 'quarter of an '}hour, in DuckDB; windows of 7, 14 and 28 days in Europe/Berlin. Medians of ${rounds} evaluations.`,
  ];
  return { rows, notes };
}

export const part: Part = {
  name: 'judging',
  summary: 'what judging costs: 200 gates from actuals already read, and how reading and judging grow',
  quickSeconds: 12,
  run,
};
