/** Short ids for the names of sources, which stand in every row of batches and collectors' memory. */
export class Sources {
  readonly #ids = new Map<string, number>();
  #new: { id: number; name: string }[] = [];

  load(rows: Iterable<{ id: number; name: string }>): void {
    for (const { id, name } of rows) this.#ids.set(name, id);
  }

  find(name: string): number | undefined {
    return this.#ids.get(name);
  }

  id(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#ids.size + 1;
    this.#ids.set(name, id);
    this.#new.push({ id, name });
    return id;
  }

  /** What must be written with the next commit, until {@link confirmNew}. */
  takeNew(): readonly { id: number; name: string }[] {
    return this.#new;
  }

  confirmNew(taken: readonly unknown[]): void {
    this.#new = this.#new.slice(taken.length);
  }
}
