import jstat from 'jstat';
import { smoothRoot } from './root.ts';

/** ln Γ(x), x > 0. */
export function logGamma(x: number): number {
  return jstat.jStat.gammaln(x);
}

/** ln n! */
export function logFactorial(n: number): number {
  return logGamma(n + 1);
}

/** From here on four terms of Stirling's series give all the digits of a double. */
const LARGE = 15;

/**
 * ln B(a, b), a and b > 0. Of large arguments by Stirling's series (DLMF 5.11.1): the difference of their gamma functions would leave
 * nine digits where a million items are judged.
 */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < LARGE) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const sum = small + large;
  const rest = stirlingRest(large) - stirlingRest(sum);
  // ln (large / sum), which is next to 0 where the other is small.
  const ratio = Math.log1p(-small / sum);
  if (small < LARGE) {
    return logGamma(small) + (large - 0.5) * ratio - small * (Math.log(sum) - 1) + rest;
  }
  const halves = 0.5 * (Math.log(2 * Math.PI) - Math.log(large));
  return halves + (small - 0.5) * Math.log(small / sum) + large * ratio + rest + stirlingRest(small);
}

/** ln Γ(x) without the leading terms of Stirling's series. */
function stirlingRest(x: number): number {
  const y = 1 / (x * x);
  return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y / 1680))) / x;
}

const PRECISION = 1e-16;
const TINY = 1e-300;

/**
 * The regularised incomplete beta function Iₓ(a, b): P(X ≤ x) of a beta distribution. By the continued fraction of DLMF 8.17.22
 * (https://dlmf.nist.gov/8.17#E22), evaluated as W. J. Lentz does ("Generating Bessel functions in Mie scattering calculations using
 * continued fractions", Applied Optics 15, 1976). By hand, because jstat's stops after 100 terms, and a million items need a thousand.
 */
export function betaCumulative(x: number, a: number, b: number): number {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on this side of the mean; the other side is its mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCumulative(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return Math.min(1, front / fraction(x, a, b));
}

/** 1 + d₁/(1 + d₂/(1 + …)). */
function fraction(x: number, a: number, b: number): number {
  const terms = 200 + 10 * Math.ceil(Math.sqrt(a + b));
  let value = 1;
  let c = 1;
  let d = 0;
  for (let i = 1; i <= terms; i += 1) {
    const m = Math.floor(i / 2);
    const coefficient =
      i % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + coefficient * d);
    c = notZero(1 + coefficient / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < PRECISION) break;
  }
  return value;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** The `p`-quantile of a beta distribution, 0 < p < 1. */
export function betaQuantile(p: number, a: number, b: number): number {
  const norm = logBeta(a, b);
  const density = (x: number) => Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - norm);
  return smoothRoot((x) => betaCumulative(x, a, b) - p, density, a / (a + b), [0, 1]);
}
