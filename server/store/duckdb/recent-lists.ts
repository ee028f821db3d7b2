/** What was made of lists that come again and again with the very same elements; what nobody has asked for lately is forgotten. */
export class RecentLists<K, V> {
  readonly #capacity: number;
  /** The one that was asked for last is the last. */
  #known: { readonly list: readonly K[]; readonly value: V }[] = [];

  /** @param capacity how many lists are kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(list: readonly K[]): V | undefined {
    const last = this.#known.length - 1;
    for (let i = last; i >= 0; i -= 1) {
      const one = this.#known[i] as { readonly list: readonly K[]; readonly value: V };
      if (!areSame(one.list, list)) continue;
      if (i < last) {
        this.#known.copyWithin(i, i + 1);
        this.#known[last] = one;
      }
      return one.value;
    }
    return undefined;
  }

  set(list: readonly K[], value: V): void {
    if (this.#known.length >= this.#capacity) this.#known.shift();
    this.#known.push({ list: [...list], value });
  }

  clear(): void {
    this.#known = [];
  }
}

/** Lists that differ mostly do so at their ends. */
function areSame<K>(a: readonly K[], b: readonly K[]): boolean {
  const last = a.length - 1;
  if (a.length !== b.length || a[last] !== b[last]) return false;
  for (let i = 0; i < last; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
