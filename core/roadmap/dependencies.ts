/** What is known of an item's place in the chain: its id and the ids that it needs. */
export interface Node {
  readonly id: string;
  readonly needs: readonly string[];
}

/**
 * Who waits for whom, over the items of one roadmap. Ids that no item has are left out. Items are few (some hundred), and every answer
 * follows the order of the roadmap, so that sentences made of it do not change by themselves.
 */
export class Dependencies {
  readonly #needs = new Map<string, readonly string[]>();
  readonly #neededBy = new Map<string, string[]>();

  constructor(items: Iterable<Node>) {
    for (const { id, needs } of items) {
      this.#needs.set(id, [...new Set(needs)]);
      this.#neededBy.set(id, []);
    }
    for (const [id, needs] of this.#needs) {
      const known = needs.filter((needed) => this.#needs.has(needed));
      this.#needs.set(id, known);
      for (const needed of known) this.#neededBy.get(needed)?.push(id);
    }
  }

  /** What an item needs itself. */
  needs(id: string): readonly string[] {
    return this.#needs.get(id) ?? [];
  }

  /** Who needs an item itself. */
  neededBy(id: string): readonly string[] {
    return this.#neededBy.get(id) ?? [];
  }

  /** Everything that an item waits for, directly or not; nearest first, without itself. */
  waitsFor(id: string): readonly string[] {
    return this.#reach(id, (from) => this.needs(from));
  }

  /** Everything that waits for an item, directly or not; nearest first, without itself. */
  holdsUp(id: string): readonly string[] {
    return this.#reach(id, (from) => this.neededBy(from));
  }

  /** A shortest way from an item down to one that it waits for, both included; `undefined` when it does not wait for it. */
  path(from: string, to: string): readonly string[] | undefined {
    const cameFrom = new Map<string, string>();
    const queue = [from];
    for (const at of queue) {
      for (const next of this.needs(at)) {
        if (cameFrom.has(next)) continue;
        cameFrom.set(next, at);
        if (next === to) return backTo(from, to, cameFrom);
        queue.push(next);
      }
    }
    return undefined;
  }

  /** All items, each behind everything that it needs; those of a loop stand where the roadmap has them. */
  order(): readonly string[] {
    const ordered: string[] = [];
    const seen = new Set<string>();
    const visit = (id: string): void => {
      if (seen.has(id)) return;
      seen.add(id);
      for (const needed of this.needs(id)) visit(needed);
      ordered.push(id);
    };
    for (const id of this.#needs.keys()) visit(id);
    return ordered;
  }

  /**
   * Loops, each as the way around it, beginning with its first item in the roadmap and without saying that one again: `['v3', 'drafts']`
   * for v3 needs drafts needs v3. One loop for each knot of items that wait for each other, a shortest through its first item.
   */
  loops(): readonly (readonly string[])[] {
    const told = new Set<string>();
    const found: (readonly string[])[] = [];
    for (const id of this.#needs.keys()) {
      const way = told.has(id) ? undefined : this.path(id, id);
      if (way === undefined) continue;
      found.push(way.slice(0, -1));
      told.add(id);
      for (const other of this.waitsFor(id)) if (this.path(other, id) !== undefined) told.add(other);
    }
    return found;
  }

  #reach(start: string, next: (from: string) => readonly string[]): readonly string[] {
    const reached = new Set<string>();
    const queue = [start];
    for (const at of queue) {
      for (const one of next(at)) {
        if (one === start || reached.has(one)) continue;
        reached.add(one);
        queue.push(one);
      }
    }
    return [...reached];
  }
}

function backTo(from: string, to: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [to];
  for (let at = cameFrom.get(to); at !== undefined; at = cameFrom.get(at)) {
    way.unshift(at);
    if (at === from) break;
  }
  return way;
}
