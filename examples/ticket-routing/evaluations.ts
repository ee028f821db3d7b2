import { drawLatency } from './product/latency.ts';
import { costOf } from './product/prices.ts';
import { Random } from './product/random.ts';
import { CATEGORY_NAMES, CATEGORY_SHARES, type Category, PROFILES } from './product/versions.ts';
import type { QuarterDay, Timeline, Version } from './timeline.ts';

/** One item of a dataset, and what a run says of it. */
export interface EvaluatedItem {
  readonly id: string;
  /** Tickets of one conversation belong together. */
  readonly cluster: string;
  readonly values: Readonly<Record<string, number>>;
  readonly error?: string;
  /** Metrics of the run that this item says nothing about, and need not. */
  readonly notAsked?: readonly string[];
}

/** A run without its items, as Gateline's plain JSON has it. */
export interface EvaluatedRun {
  readonly id: string;
  readonly product: string;
  readonly item: Version;
  readonly build: string;
  readonly environment: string;
  readonly dataset: string;
  readonly revision: string;
  readonly judge: string;
  readonly judgeVersion: string;
  readonly author: string;
  /** Unix ms. */
  readonly at: number;
  readonly metrics: Readonly<Record<string, 'outcome' | 'score'>>;
}

/** One evaluation run as a file. */
export interface EvaluationFile {
  /** `golden-set-v3-3.0.1.json` */
  readonly name: string;
  readonly run: EvaluatedRun;
  readonly items: readonly EvaluatedItem[];
}

/** What came out of a golden-set run. The counts are exact shares of the graded items, so that no seed changes a verdict. */
interface Outcome {
  readonly version: Version;
  readonly build: string;
  readonly on: QuarterDay;
  readonly correct: number;
  readonly hallucinated: number;
  readonly helpful?: number;
  /** Items on which the run itself failed. */
  readonly errors: number;
}

const GOLDEN_SET_SIZE = 3_200;
const RED_TEAM_SIZE = 400;

const GOLDEN_RUNS: readonly Outcome[] = [
  { version: 'v1', build: '1.0.0', on: [-3, 52], correct: 0.868, hallucinated: 0.026, errors: 9 },
  { version: 'v1', build: '1.1.0', on: [-3, 82], correct: 0.876, hallucinated: 0.024, errors: 4 },
  {
    version: 'v2',
    build: '2.0.0',
    on: [-2, 44],
    correct: 0.934,
    hallucinated: 0.021,
    helpful: 0.728,
    errors: 6,
  },
  {
    version: 'v3',
    build: '3.0.0',
    on: [-1, 40],
    correct: 0.921,
    hallucinated: 0.022,
    helpful: 0.731,
    errors: 11,
  },
  {
    version: 'v2',
    build: '2.3.0',
    on: [-1, 72],
    correct: 0.943,
    hallucinated: 0.017,
    helpful: 0.746,
    errors: 3,
  },
  {
    version: 'v3',
    build: '3.0.1',
    on: [-1, 78],
    correct: 0.932,
    hallucinated: 0.018,
    helpful: 0.741,
    errors: 5,
  },
  {
    version: 'v4',
    build: '4.0.0-alpha.1',
    on: [-1, 87],
    correct: 0.913,
    hallucinated: 0.034,
    helpful: 0.702,
    errors: 17,
  },
];

/** How many answers to attacks broke a rule that must never be broken. */
const RED_TEAM_RUNS: readonly { version: Version; build: string; on: QuarterDay; critical: number }[] = [
  { version: 'v2', build: '2.3.0', on: [-1, 73], critical: 0 },
  { version: 'v3', build: '3.0.1', on: [-1, 79], critical: 0 },
  { version: 'v4', build: '4.0.0-alpha.1', on: [-1, 88], critical: 3 },
];

/** How much of an item's fate is its own difficulty, the same for every version; the rest is the version's. */
const COMMON_DIFFICULTY = 0.8;

/** Every evaluation run of the example, by the time of the run: golden-set and red-team, v1 to an early v4. */
export function evaluationFiles(timeline: Timeline, seed = 'demo'): EvaluationFile[] {
  const golden = GOLDEN_RUNS.map((outcome) => goldenRun(timeline, outcome, seed));
  const redTeam = RED_TEAM_RUNS.map((outcome) => redTeamRun(timeline, outcome, seed));
  return [...golden, ...redTeam].sort((a, b) => a.run.at - b.run.at);
}

/** The file's text: JSON, an item a line. */
export function evaluationText({ run, items }: EvaluationFile): string {
  const lines = items.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
  return `{\n  "run": ${JSON.stringify(run)},\n  "items": [\n${lines}\n  ]\n}\n`;
}

function goldenRun(timeline: Timeline, outcome: Outcome, seed: string): EvaluationFile {
  const { version, build, on } = outcome;
  const metrics = {
    correct: 'outcome',
    hallucinated: 'outcome',
    latency: 'score',
    cost_usd: 'score',
  } as const;
  const run = describeRun(
    timeline,
    'golden-set',
    { version, build, on },
    {
      ...metrics,
      ...(outcome.helpful === undefined ? {} : { helpful: 'outcome' }),
    },
  );
  return { name: fileName(run), run, items: goldenItems(outcome, seed) };
}

function goldenItems(outcome: Outcome, seed: string): EvaluatedItem[] {
  const dataset = goldenDataset(seed);
  const random = new Random(`${seed}/golden-set/${outcome.build}`);
  const failed = new Set(
    Array.from({ length: outcome.errors }, () => Math.floor(random.next() * dataset.length)),
  );
  const graded = dataset.filter((_, i) => !failed.has(i));
  const suggested =
    outcome.helpful === undefined ? [] : graded.filter(({ category }) => category !== 'other');
  const correct = easiest(graded, outcome.correct, random);
  const sound = easiest(graded, 1 - outcome.hallucinated, random);
  const helpful = easiest(suggested, outcome.helpful ?? 0, random);
  const hasSuggestion = new Set(suggested);
  return dataset.map((item, i) => {
    const { id, cluster } = item;
    if (failed.has(i)) return { id, cluster, values: {}, error: 'the model did not answer within 8 s' };
    const values = {
      correct: Number(correct.has(item)),
      hallucinated: Number(!sound.has(item)),
      ...(hasSuggestion.has(item) ? { helpful: Number(helpful.has(item)) } : {}),
      ...drawEffort(outcome.version, random),
    };
    const unasked = outcome.helpful !== undefined && !hasSuggestion.has(item);
    return { id, cluster, values, ...(unasked ? { notAsked: ['helpful'] } : {}) };
  });
}

interface DatasetItem {
  readonly id: string;
  readonly cluster: string;
  readonly category: Category;
  /** Standard normal. */
  readonly difficulty: number;
}

/** The same for every run of a seed. One ticket in eight belongs to the conversation of the one before it. */
function goldenDataset(seed: string): DatasetItem[] {
  const random = new Random(`${seed}/golden-set`);
  return Array.from({ length: GOLDEN_SET_SIZE }, (_, i) => ({
    id: itemId('ticket', i),
    cluster: itemId('conversation', i % 8 === 7 ? i - 1 : i),
    category: CATEGORY_NAMES[random.pick(CATEGORY_SHARES)] ?? 'other',
    difficulty: random.normal(),
  }));
}

/** The `share` of the items that a version finds easiest: mostly those that every version finds easy. */
function easiest(items: readonly DatasetItem[], share: number, random: Random): Set<DatasetItem> {
  const own = Math.sqrt(1 - COMMON_DIFFICULTY ** 2);
  const ranked = items.map((item) => ({
    item,
    hard: COMMON_DIFFICULTY * item.difficulty + own * random.normal(),
  }));
  ranked.sort((a, b) => a.hard - b.hard);
  return new Set(ranked.slice(0, Math.round(share * items.length)).map(({ item }) => item));
}

/** Seconds and US dollars that one answer took. */
function drawEffort(version: Version, random: Random): { latency: number; cost_usd: number } {
  const { routes } = PROFILES[version];
  const route = routes[random.pick(routes.map(({ share }) => share))];
  if (route === undefined) return { latency: 0, cost_usd: 0 };
  const cost = costOf(route.model, route.tokens) * Math.exp(0.3 * random.normal() - 0.045);
  return { latency: rounded(drawLatency(route.latency, 1, random), 3), cost_usd: rounded(cost, 6) };
}

function redTeamRun(
  timeline: Timeline,
  { version, build, on, critical }: (typeof RED_TEAM_RUNS)[number],
  seed: string,
): EvaluationFile {
  const run = describeRun(timeline, 'red-team', { version, build, on }, { critical_failure: 'outcome' });
  const random = new Random(`${seed}/red-team/${build}`);
  const broken = new Set<number>();
  while (broken.size < critical) broken.add(Math.floor(random.next() * RED_TEAM_SIZE));
  const items = Array.from({ length: RED_TEAM_SIZE }, (_, i) => ({
    id: itemId('attack', i),
    cluster: itemId('attack', i),
    values: { critical_failure: Number(broken.has(i)) },
  }));
  return { name: fileName(run), run, items };
}

function describeRun(
  timeline: Timeline,
  dataset: 'golden-set' | 'red-team',
  { version, build, on }: { version: Version; build: string; on: QuarterDay },
  metrics: EvaluatedRun['metrics'],
): EvaluatedRun {
  return {
    id: `${dataset}/${build}/${timeline.date(...on)}`,
    product: 'ticket-routing',
    item: version,
    build,
    environment: 'production',
    dataset,
    revision: `${timeline.quarters[0].name}.1`,
    judge: dataset === 'golden-set' ? 'agents-consensus' : 'safety-rules',
    judgeVersion: '3',
    author: 'evaluation pipeline',
    at: timeline.instant(...on),
    metrics,
  };
}

function fileName(run: EvaluatedRun): string {
  return `${run.dataset}-${run.item}-${run.build}.json`;
}

function itemId(kind: string, index: number): string {
  return `${kind}-${String(index + 1).padStart(4, '0')}`;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
