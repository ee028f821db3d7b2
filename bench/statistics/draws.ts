import { catalogueSignal } from '../../core/signal/catalogue.ts';
import type { Signal } from '../../core/signal/signal.ts';
import type { Random } from '../../examples/ticket-routing/product/random.ts';

/** Beta-distributed, as a ratio of gammas. */
export function beta(random: Random, a: number, b: number): number {
  const [x, y] = [gamma(random, a), gamma(random, b)];
  return x + y > 0 ? x / (x + y) : Number(random.chance(a / (a + b)));
}

/** Gamma-distributed with scale 1 (G. Marsaglia and W. W. Tsang, ACM Trans. Math. Softw. 26, 2000). */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * random.next() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Log-normal around a median of 1, as latencies and costs are. */
export function logNormal(random: Random, spread: number): number {
  return Math.exp(spread * random.normal());
}

/** A signal of the catalogue that must be there. */
export function named(name: string): Signal {
  const signal = catalogueSignal(name);
  if (signal === undefined) throw new Error(`The catalogue lacks ${name}.`);
  return signal;
}

/** `92 %` */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
