/**
 * Seeded randomness: the same seed gives the same numbers in every process. sfc32 by Chris Doty-Humphrey (PractRand), seeded from text
 * by cyrb128, both public domain.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;
  #spareNormal: number | undefined;

  /** @param seed any text; parts of a program that must not disturb each other take seeds of their own: `'demo/tickets'` */
  constructor(seed: string) {
    [this.#a, this.#b, this.#c, this.#counter] = cyrb128(seed);
    for (let i = 0; i < 12; i += 1) this.next();
  }

  /** Uniform in [0, 1), with 32 bits. */
  next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Standard normal, by the polar method of Marsaglia (1964). */
  normal(): number {
    const spare = this.#spareNormal;
    if (spare !== undefined) {
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.next() - 1;
      const v = 2 * this.next() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spareNormal = v * factor;
        return u * factor;
      }
    }
  }

  /** How many events happen where `mean` are expected; beyond 30 the normal approximation, whose error nobody can see on a chart. */
  poisson(mean: number): number {
    if (!(mean > 0)) return 0;
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    let term = Math.exp(-mean);
    let remaining = this.next() - term;
    let count = 0;
    while (remaining >= 0 && term > 0) {
      count += 1;
      term *= mean / count;
      remaining -= term;
    }
    return count;
  }

  /** How many of `n` happen, each with `probability`. */
  binomial(n: number, probability: number): number {
    if (probability > 0.5) return n - this.binomial(n, 1 - probability);
    if (!(probability > 0) || n <= 0) return 0;
    if (n * probability > 30) {
      const deviation = Math.sqrt(n * probability * (1 - probability));
      return clamp(Math.round(n * probability + deviation * this.normal()), 0, n);
    }
    if (n > 1000) return Math.min(n, this.poisson(n * probability));
    return this.#gaps(n, probability);
  }

  /** Splits `n` among `shares` (which add up to 1). */
  split(n: number, shares: readonly number[]): number[] {
    let left = n;
    let rest = 1;
    return shares.map((share, i) => {
      const part = i === shares.length - 1 ? left : this.binomial(left, Math.min(1, share / rest));
      left -= part;
      rest -= share;
      return part;
    });
  }

  /** The index of one of `shares` (which add up to 1), each as likely as it is large. */
  pick(shares: readonly number[]): number {
    let at = this.next();
    for (let i = 0; i < shares.length - 1; i += 1) {
      at -= shares[i] ?? 0;
      if (at < 0) return i;
    }
    return shares.length - 1;
  }

  /** Counts the successes of a small binomial by the geometric gaps between them: as many draws as there are successes. */
  #gaps(n: number, probability: number): number {
    const scale = Math.log1p(-probability);
    let position = 0;
    for (let count = 0; ; count += 1) {
      position += 1 + Math.floor(Math.log(1 - this.next()) / scale);
      if (position > n) return count;
    }
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function cyrb128(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ code, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  const mixed = h1 ^ h2 ^ h3 ^ h4;
  return [mixed, h2 ^ mixed, h3 ^ mixed, h4 ^ mixed];
}
