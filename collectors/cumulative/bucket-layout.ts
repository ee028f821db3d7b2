/** Digits that a scaled bound keeps, so that 700 ms become 0.7 s and not 0.7000000000000001 s, which would straddle a target of 0.7 s. */
const DIGITS = 12;

/** Upper bounds of a histogram's buckets, ascending, the last one infinite. One object for equal bounds. */
export class BucketLayout {
  /** Names the bounds as the source gives them. */
  readonly text: string;
  readonly #uppers: readonly number[];
  readonly #scaled = new Map<number, BucketLayout | undefined>();

  constructor(uppers: readonly number[], text = uppers.join()) {
    this.#uppers = uppers;
    this.text = text;
  }

  get size(): number {
    return this.#uppers.length;
  }

  /** The lowest bucket has no lower bound: a histogram does not say that it never sees negative values. */
  lower(i: number): number {
    return this.#uppers[i - 1] ?? Number.NEGATIVE_INFINITY;
  }

  upper(i: number): number {
    return this.#uppers[i] ?? Number.POSITIVE_INFINITY;
  }

  /** The same buckets in another unit; `undefined` where numbers cannot tell their bounds apart any more. */
  scaledBy(factor: number): BucketLayout | undefined {
    if (factor === 1) return this;
    if (!this.#scaled.has(factor)) {
      const uppers = this.#uppers.map((bound) => Number((bound * factor).toPrecision(DIGITS)));
      const ascending = uppers.every((bound, i) => i === 0 || bound > (uppers[i - 1] as number));
      this.#scaled.set(factor, ascending ? new BucketLayout(uppers) : undefined);
    }
    return this.#scaled.get(factor);
  }
}

/** The layouts of one source, by their bounds. */
export class BucketLayouts {
  readonly #known = new Map<string, BucketLayout>();

  /** @param uppers ascending, the last one infinite */
  of(uppers: readonly number[]): BucketLayout {
    const text = uppers.join();
    let layout = this.#known.get(text);
    if (layout === undefined) {
      layout = new BucketLayout(uppers, text);
      this.#known.set(text, layout);
    }
    return layout;
  }
}
