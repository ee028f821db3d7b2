import { logEvidence, mixtureInterval } from '../../core/statistics/mixture.ts';
import { Random } from '../../examples/ticket-routing/product/random.ts';
import { figureOf, type GridFigure } from './coverage.ts';
import { percent } from './draws.ts';
import { product } from './rule.ts';

/** A month of looks, one after each graded answer. */
const DAYS = 30;
/** Days of a window that slides, as a criterion on quality has them. */
const WINDOW_DAYS = 28;
const TARGETS = [0.7, 0.85, 0.92, 0.97];
const RATES = [10, 30, 100];
const MISSES = [0, 0.005, 0.02];

/** A share of graded production that is looked at after each answer: truth, target and answers a day. */
interface Watched {
  readonly truth: number;
  readonly target: number;
  readonly perDay: number;
}

/**
 * How often a gate passes at any time during a month of looks, its truth on the wrong side: of a sample that grows from the first answer
 * on, without any least n, and of a window of 28 days that slides on for a month.
 */
export function wrongPassesOfLooks(gates: number): readonly GridFigure[] {
  const cells = product(
    product(TARGETS, MISSES, (target, miss) => ({ target, truth: target - miss })),
    RATES,
    (one, perDay) => ({
      ...one,
      perDay,
    }),
  );
  return [
    looked('graded production, a month from the first answer on', cells, gates, 20, growing),
    looked('graded production, a month of a sliding window', cells, gates, 20, sliding),
    comparedLooks(gates),
  ];
}

/** How often a criterion on graded production fails at any time during a month of looks, its truth on the target: among eight of them. */
export function wrongFailsOfLooks(watched: Watched, random: Random, among: number): boolean {
  return growing({ ...watched, truth: 1 - watched.truth, target: 1 - watched.target }, random, 20 * among);
}

/** Two versions that are graded side by side and looked at each day: the new one is just so much worse than it may be. */
function comparedLooks(gates: number): GridFigure {
  const random = new Random('looks/compared');
  const cells = product([0.7, 0.9], RATES, (share, perDay) => ({ share, perDay }));
  const perCell = Math.ceil(gates / cells.length);
  const surer = { lower: 0.975, upper: 0.975 };
  const shares = cells.map(({ share, perDay }) => {
    let passed = 0;
    for (let i = 0; i < perCell; i += 1) {
      let [own, other] = [0, 0];
      for (let day = 1; day <= DAYS; day += 1) {
        own += hits(random, share - 0.02, perDay);
        other += hits(random, share, perDay);
        const n = day * perDay;
        // The rule of core/signal/comparison.ts: end against end, each half as often wrong.
        const worst = mixtureInterval(own, n, surer).lower - mixtureInterval(other, n, surer).upper;
        if (worst < -0.02) continue;
        passed += 1;
        break;
      }
    }
    return {
      name: `${percent(share - 0.02)} beside ${percent(share)}, ${perDay} a day`,
      share: passed / perCell,
    };
  });
  const name = 'graded production beside another version, a month of daily looks';
  return figureOf(name, perCell * cells.length, shares, 'highest');
}

function looked(
  name: string,
  cells: readonly Watched[],
  gates: number,
  odds: number,
  passes: (watched: Watched, random: Random, odds: number) => boolean,
): GridFigure {
  const random = new Random(`looks/${name}`);
  const perCell = Math.ceil(gates / cells.length);
  const shares = cells.map((cell) => {
    let passed = 0;
    for (let i = 0; i < perCell; i += 1) if (passes(cell, random, odds)) passed += 1;
    const name = `${percent(cell.truth)} against ${percent(cell.target)}, ${cell.perDay} a day`;
    return { name, share: passed / perCell };
  });
  return figureOf(name, perCell * cells.length, shares, 'highest');
}

function growing({ truth, target, perDay }: Watched, random: Random, odds: number): boolean {
  let s = 0;
  for (let n = 1; n <= DAYS * perDay; n += 1) {
    if (random.chance(truth)) s += 1;
    if (isProved(s, n, target, odds)) return true;
  }
  return false;
}

function sliding({ truth, target, perDay }: Watched, random: Random, odds: number): boolean {
  const days: number[] = [];
  for (let day = 0; day < WINDOW_DAYS; day += 1) days.push(hits(random, truth, perDay));
  for (let day = 0; day < DAYS; day += 1) {
    let s = days.reduce((sum, one) => sum + one, 0);
    let today = 0;
    for (let i = 1; i <= perDay; i += 1) {
      if (random.chance(truth)) [s, today] = [s + 1, today + 1];
      if (isProved(s, WINDOW_DAYS * perDay + i, target, odds)) return true;
    }
    days.shift();
    days.push(today);
  }
  return false;
}

function hits(random: Random, share: number, n: number): number {
  let count = 0;
  for (let i = 0; i < n; i += 1) if (random.chance(share)) count += 1;
  return count;
}

/** The rule itself: s/n on the right side, and the bet against the target grown enough. */
function isProved(s: number, n: number, target: number, odds: number): boolean {
  const share = s / n;
  if (share <= target) return false;
  const enough = Math.log(odds);
  // No bet can have grown to more than the likelihood ratio of what was seen; that spares most of the work.
  const most =
    n *
    (share * Math.log(share / target) + (share < 1 ? (1 - share) * Math.log((1 - share) / (1 - target)) : 0));
  return most >= enough && logEvidence(s, n, target) >= enough;
}

/** How often the truth lies within the confidence sequence at every single look of a month: of one sample, and of the difference of two. */
export function gradedCoverage(gates: number): readonly GridFigure[] {
  const cells = product([0.5, 0.7, 0.85, 0.92, 0.97, 0.99], RATES, (truth, perDay) => ({ truth, perDay }));
  const random = new Random('looks/coverage');
  const perCell = Math.ceil(gates / cells.length);
  const shares = cells.flatMap(({ truth, perDay }) => {
    let [low, high] = [0, 0];
    for (let i = 0; i < perCell; i += 1) {
      if (!growing({ truth, target: truth, perDay }, random, 20)) low += 1;
      if (!growing({ truth: 1 - truth, target: 1 - truth, perDay }, random, 20)) high += 1;
    }
    const name = `${percent(truth)}, ${perDay} a day`;
    return [
      { name: `${name}, lower end`, share: low / perCell },
      { name: `${name}, upper end`, share: high / perCell },
    ];
  });
  return [
    figureOf(
      'graded production at every look of a month (mixture)',
      perCell * cells.length,
      shares,
      'lowest',
    ),
  ];
}
