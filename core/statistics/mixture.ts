import { logBeta } from './beta.ts';
import { type Confidence, type EndLevels, endLevels, type Interval } from './interval.ts';
import { smoothRoot } from './root.ts';

/**
 * How many outcomes at the tested share the mixing distribution is worth. Any number is valid; this one asks for the fewest answers where
 * some hundred to some ten thousand decide, about a third fewer than the uniform mixture (Howard et al. 2021, §3.5, on tuning a mixture
 * to a sample size).
 */
export const MIXTURE_WEIGHT = 100;

/**
 * The evidence against a share `tested` in `successes` of `n` outcomes, as the logarithm of what a fair bet against it has grown to: the
 * beta-binomial mixture martingale (H. Robbins, "Statistical methods related to the law of the iterated logarithm", Ann. Math. Statist.
 * 41, 1970; S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Ann.
 * Statist. 49, 2021),
 *
 *     E = B(a + s, b + n − s) / (B(a, b) p₀ˢ (1 − p₀)ⁿ⁻ˢ),   a = 100 p₀, b = 100 (1 − p₀).
 *
 * While the share is p₀, E exceeds 1/α at any time at all with a chance of at most α (Ville 1939), so that one may look after each answer.
 * It depends on (s, n) alone, not on their order.
 *
 * Sums of values in [0, 1] may stand for counts: given a mean of p₀, the expectation of the factor by which a bet grows is then at most 1
 * (pˣ(1 − p)¹⁻ˣ is convex in x, so that it lies under the line through the outcomes 0 and 1).
 *
 * @param tested between 0 and 1, exclusive
 */
export function logEvidence(successes: number, n: number, tested: number): number {
  const a = MIXTURE_WEIGHT * tested;
  const b = MIXTURE_WEIGHT - a;
  const misses = Math.max(0, n - successes);
  const likelihood =
    (successes > 0 ? successes * Math.log(tested) : 0) + (misses > 0 ? misses * Math.log1p(-tested) : 0);
  return logBeta(a + successes, b + misses) - logBeta(a, b) - likelihood;
}

/**
 * The shares that the evidence does not rule out: a confidence sequence, whose ends are right at all times together with the stated
 * confidence, each by itself. The lower end is above a share exactly when s/n is above it and E ≥ 1/α.
 *
 * That each end may be tested by itself: E is convex in s and at most 1 where s/n is the tested share, so on one side of it more
 * successes are more evidence, and a share further on the wrong side gives fewer of them.
 *
 * @param successes from 0 to `n`, a count or a sum of values in [0, 1]
 */
export function mixtureInterval(successes: number, n: number, confidence: Confidence | EndLevels): Interval {
  if (!(n > 1e-9)) return { lower: 0, upper: 1 };
  const { lower, upper } = endLevels(confidence);
  const hits = Math.min(n, Math.max(0, successes));
  const alike = known.get(n) ?? [];
  for (const one of alike) {
    if (one.hits === hits && one.levels.lower === lower && one.levels.upper === upper) return one.interval;
  }
  const interval = { lower: lowerEnd(hits, n, lower), upper: 1 - lowerEnd(n - hits, n, upper) };
  remember(n, [...alike, { hits, levels: { lower, upper }, interval }]);
  return interval;
}

interface KnownInterval {
  readonly hits: number;
  readonly levels: EndLevels;
  readonly interval: Interval;
}

/** The same sample is judged, drawn and told again and again until another answer is graded, and each end takes some steps. By n. */
const known = new Map<number, readonly KnownInterval[]>();
const MOST_KNOWN = 500;
/** Of one n. */
const MOST_ALIKE = 50;

function remember(n: number, intervals: readonly KnownInterval[]): void {
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(n, intervals.slice(-MOST_ALIKE));
}

/** A share below this is none. */
const LEAST_SHARE = 1e-18;

function lowerEnd(successes: number, n: number, level: number): number {
  if (successes === 0) return 0;
  const enough = -Math.log(1 - level);
  const seen = successes / n;
  // Where a normal mixture would end: E is about exp(n d² / 2v) √(w / (w + n)), with v = s/n (1 − s/n).
  const reach = (2 / n) * seen * (1 - seen) * (enough + Math.log1p(n / MIXTURE_WEIGHT) / 2);
  const near = seen - Math.sqrt(reach);
  const lacking = (share: number) => enough - logEvidence(successes, n, share);
  if (!(near > 0) && lacking(LEAST_SHARE) >= 0) return 0;
  return smoothRoot(
    lacking,
    (share) => evidenceFall(successes, n, share),
    near > 0 && near < seen ? near : seen / 2,
    [0, seen],
  );
}

/** About how fast the evidence falls as the tested share grows towards what was seen; near enough for steps that correct themselves. */
function evidenceFall(successes: number, n: number, tested: number): number {
  const a = MIXTURE_WEIGHT * tested;
  const b = MIXTURE_WEIGHT - a;
  const misses = Math.max(0, n - successes);
  const mixed = digammaRise(a, a + successes) - digammaRise(b, b + misses);
  return successes / tested - misses / (1 - tested) - MIXTURE_WEIGHT * mixed;
}

/** By how much the slope of log Γ grows from one place to another, to some five digits (Abramowitz and Stegun 6.3.5, 6.3.18). */
function digammaRise(from: number, to: number): number {
  let rise = 0;
  let low = from;
  let high = to;
  for (; low < 3; low += 1) rise += 1 / low;
  for (; high < 3; high += 1) rise -= 1 / high;
  return rise + Math.log(high / low) + digammaRest(high) - digammaRest(low);
}

/** The slope of log Γ without its leading term. */
function digammaRest(x: number): number {
  const y = 1 / (x * x);
  return y * (y / 120 - 1 / 12) - 0.5 / x;
}
