import type { DecisionLevels } from '../../core/gate/levels.ts';
import type { Actual } from '../../core/gate/verdict.ts';
import { estimateOfRun } from '../../core/signal/run-estimate.ts';
import type { EvaluationFormula, Signal } from '../../core/signal/signal.ts';
import { clopperPearsonInterval } from '../../core/statistics/clopper-pearson.ts';
import type { Random } from '../../examples/ticket-routing/product/random.ts';
import { beta, logNormal, named, percent } from './draws.ts';
import { type Cell, product, type Rule } from './rule.ts';

const SHARES = [0.5, 0.7, 0.85, 0.9, 0.95, 0.97, 0.99];
const SIZES = [50, 100, 200, 500, 1000];
const SPREAD = 0.8;

/** What a run of some items shows: its values, estimated as a run's are. */
export function runActual(signal: Signal, values: readonly number[], levels: DecisionLevels): Actual {
  const formula = signal.evaluation as EvaluationFormula;
  return {
    signal: signal.name,
    item: 'v3',
    evidence: 'evaluation',
    environment: 'ci',
    ...estimateOfRun(signal, formula, values, { levels }),
    n: values.length,
    from: 0,
    to: 0,
    coverage: 1,
    observedAt: 0,
    builds: [],
  };
}

function cell(signal: Signal, name: string, truth: number, n: number, one: (random: Random) => number): Cell {
  return {
    name: `${name}, n ${n}`,
    truth,
    draw: (random, levels) => ({
      unseen: [],
      actual: runActual(
        signal,
        Array.from({ length: n }, () => one(random)),
        levels,
      ),
    }),
  };
}

const accuracy = named('accuracy');
const score: Signal = { ...named('score'), range: { lower: 0, upper: 1 } };
const cost = named('cost_per_request');
const latency = (q: number): Signal => ({
  ...named('latency_p99'),
  evaluation: { metric: 'latency', reduce: 'quantile', q },
});

const rule = (name: string, signal: Signal, cells: readonly Cell[]): Rule => ({
  name,
  signal,
  evidence: 'evaluation',
  isRelative: false,
  cells,
});

/** Repeats of an item: it is right so often for this item, and the mean of three tries is one piece of evidence. */
function threeTries(random: Random, share: number): number {
  const often = beta(random, 2 * share, 2 * (1 - share));
  return (Number(random.chance(often)) + Number(random.chance(often)) + Number(random.chance(often))) / 3;
}

/** The standard normal quantiles of the latencies that are looked at. */
const LATENCIES = [
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.95, 1.6448536269514722],
  [0.99, 2.3263478740408408],
] as const;

/** Scores of which the mean and how they are spread is told: hardly, as a judge does, all over, all or nothing. */
const SCORES: readonly (readonly [name: string, mean: number, one: (random: Random) => number])[] = [
  ['narrow around 0.7', 0.7, (random) => beta(random, 70, 30)],
  ['mostly high', 0.9, (random) => beta(random, 4.5, 0.5)],
  ['even', 0.5, (random) => random.next()],
  ['all or nothing at 0.9', 0.9, (random) => Number(random.chance(0.9))],
];

/** The exact interval at both ends, which judgment has at the end that a criterion fails by. */
function exactCell(p: number, n: number): Cell {
  const bare = cell(accuracy, percent(p), p, n, (random) => Number(random.chance(p)));
  return {
    ...bare,
    draw: (random, levels) => {
      const reading = bare.draw(random, levels);
      const { actual } = reading;
      if (actual === undefined) return reading;
      return { ...reading, actual: { ...actual, ...clopperPearsonInterval(actual.events ?? 0, n, levels) } };
    },
  };
}

/** The rules by which a single run is judged. */
export const RUN_RULES: readonly Rule[] = [
  rule(
    'shares of a run (Wilson)',
    accuracy,
    product(SHARES, SIZES, (p, n) => cell(accuracy, percent(p), p, n, (random) => Number(random.chance(p)))),
  ),
  rule(
    'shares of a run, where it may fail (Clopper and Pearson)',
    accuracy,
    product(SHARES, SIZES, (p, n) => exactCell(p, n)),
  ),
  rule(
    'shares of repeated items (clusters)',
    accuracy,
    product([0.7, 0.85, 0.95], [50, 100, 300], (p, n) =>
      cell(accuracy, `${percent(p)} in three tries`, p, n, (random) => threeTries(random, p)),
    ),
  ),
  rule(
    'scores of a run (betting)',
    score,
    product(SCORES, [50, 100, 300], ([name, mean, one], n) => cell(score, name, mean, n, one)),
  ),
  rule(
    'costs of a run (Student, approximate)',
    cost,
    [50, 100, 300, 1000].map((n) =>
      cell(cost, 'log-normal', Math.exp(SPREAD ** 2 / 2), n, (random) => logNormal(random, SPREAD)),
    ),
  ),
  ...LATENCIES.map(([q, z]) =>
    rule(
      `p${Math.round(q * 100)} of a run (order statistics)`,
      latency(q),
      [50, 100, 300, 1000].map((n) =>
        cell(latency(q), `p${Math.round(q * 100)}`, Math.exp(SPREAD * z), n, (random) =>
          logNormal(random, SPREAD),
        ),
      ),
    ),
  ),
];
