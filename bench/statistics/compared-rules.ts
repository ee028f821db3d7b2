import type { EvidenceReading } from '../../core/gate/evidence.ts';
import type { DecisionLevels } from '../../core/gate/levels.ts';
import type { EvaluationItem, EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import { compareRuns } from '../../core/signal/compared-runs.ts';
import type { RunWithItems } from '../../core/signal/evaluation-actual.ts';
import type { Signal } from '../../core/signal/signal.ts';
import type { Random } from '../../examples/ticket-routing/product/random.ts';
import { beta, logNormal, named } from './draws.ts';
import { type Cell, product, type Rule } from './rule.ts';

type Pair = readonly [own: number, other: number];

/** A run of some items with one metric. */
function runOf(metric: string, values: readonly number[], from: number): RunWithItems {
  const items = values.map((value, i): EvaluationItem => {
    const id = String(from + i);
    return { id, cluster: id, values: { [metric]: value } };
  });
  return { run: { ...RUN, metrics: { [metric]: 'score' }, itemCount: items.length }, items };
}

const RUN: EvaluationRunSummary = {
  id: 'run',
  product: 'bench',
  item: 'v3',
  build: '',
  environment: 'ci',
  dataset: 'golden-set',
  revision: 'r1',
  judge: '',
  judgeVersion: '',
  author: '',
  at: 0,
  metrics: {},
  itemCount: 0,
  errorCount: 0,
};

function draw(
  signal: Signal,
  pairs: readonly Pair[],
  isPaired: boolean,
  levels: DecisionLevels,
): EvidenceReading {
  const metric = signal.evaluation?.metric ?? '';
  const [own, baseline] = [0, 1].map((side) =>
    runOf(
      metric,
      pairs.map((pair) => pair[side] as number),
      isPaired ? 0 : side * pairs.length,
    ),
  ) as [RunWithItems, RunWithItems];
  const how = { factor: 1, levels, leastPairs: 1, item: 'v3', baselineItem: 'v2' };
  const both = compareRuns(signal, { own: [own], baseline: [baseline] }, how);
  if (both === undefined) throw new Error('Runs with values have a comparison.');
  return { unseen: [], actual: both.actual, baseline: both.baseline };
}

function cell(
  signal: Signal,
  name: string,
  truth: number,
  n: number,
  one: (random: Random) => Pair,
  isPaired = true,
): Cell {
  return {
    name: `${name}, n ${n}`,
    truth,
    draw: (random, levels) =>
      draw(
        signal,
        Array.from({ length: n }, () => one(random)),
        isPaired,
        levels,
      ),
  };
}

/** Outcomes of two versions on one item: how often only the one is right, and how often only the other. */
function outcome(random: Random, gained: number, lost: number): Pair {
  const u = random.next();
  if (u < gained) return [1, 0];
  if (u < gained + lost) return [0, 1];
  return u < 1 - (1 - gained - lost) * 0.1 ? [1, 1] : [0, 0];
}

const accuracy = named('accuracy');
const score: Signal = { ...named('score'), range: { lower: 0, upper: 1 } };
const cost = named('cost_per_request');
const rule = (name: string, signal: Signal, cells: readonly Cell[]): Rule => ({
  name,
  signal,
  evidence: 'evaluation',
  isRelative: true,
  cells,
});

const SIZES = [50, 100, 300];
/** How often only the new version is right, and only the old one. */
const DISCORDANT = [
  [0.05, 0.05],
  [0.02, 0.03],
  [0.01, 0.04],
  [0.15, 0.1],
  [0.002, 0.012],
] as const;
const TWO_SHARES = [
  [0.9, 0.9],
  [0.85, 0.9],
  [0.95, 0.97],
  [0.7, 0.6],
] as const;

/** The rules by which a version is compared with another one on evaluations. */
export const COMPARED_RULES: readonly Rule[] = [
  rule(
    'shares on the same items (Tango)',
    accuracy,
    product(DISCORDANT, SIZES, ([gained, lost], n) =>
      cell(accuracy, `+${gained} −${lost}`, gained - lost, n, (random) => outcome(random, gained, lost)),
    ),
  ),
  rule(
    'shares on other items (Newcombe)',
    accuracy,
    product(TWO_SHARES, SIZES, ([p, q], n) =>
      cell(
        accuracy,
        `${p} − ${q}`,
        p - q,
        n,
        (random) => [Number(random.chance(p)), Number(random.chance(q))],
        false,
      ),
    ),
  ),
  rule(
    'scores on the same items (betting)',
    score,
    SIZES.map((n) =>
      cell(score, 'as difficult for both', -0.05, n, (random) => {
        const easy = beta(random, 6, 2);
        return [0.9 * easy + 0.025, easy];
      }),
    ),
  ),
  rule(
    'costs on the same items (Student, approximate)',
    cost,
    SIZES.map((n) =>
      cell(cost, 'as long for both', -0.5 * Math.exp(0.32), n, (random) => {
        const long = logNormal(random, 0.8);
        return [0.5 * long * Math.exp(0.2 * random.normal() - 0.02), long];
      }),
    ),
  ),
];
