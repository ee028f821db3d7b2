/** How many members all metrics of a source may remember together. */
export class MemberBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isExhausted(): boolean {
    return this.#used >= this.#limit;
  }

  take(): void {
    this.#used += 1;
  }

  giveBack(n: number): void {
    this.#used -= n;
  }
}
