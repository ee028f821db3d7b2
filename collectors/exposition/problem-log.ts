import type { LineProblem } from './types.ts';

/** Lines that are named one by one; further ones are only counted. */
const NAMED = 20;

/** What was wrong in one body: all of it counted by reason, the first of it with its lines. */
export class ProblemLog {
  readonly #named: LineProblem[] = [];
  readonly #counts = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** The first ones, in the order of the lines. */
  get named(): readonly LineProblem[] {
    return this.#named;
  }

  /** How many of each reason. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** @param line called only while lines are still named: counting them costs a pass over the body */
  add(reason: string, line: () => number): void {
    this.#total += 1;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    if (this.#named.length < NAMED) this.#named.push({ line: line(), reason });
  }
}
