const MOST_NAMES = 10;
const LONGEST_NAME = 60;

/** What has to be known of a source's evaluations although nothing was refused: counted since the process began. */
export class EvaluationWarnings {
  #failed = 0;
  #unnamed = 0;
  #unanswered = 0;
  readonly #names = new Set<string>();

  /** An evaluation that ended in an error: it grades nothing. */
  noteFailed(): void {
    this.#failed += 1;
  }

  /** One whose name no rule of the configuration takes. */
  noteUnnamed(name: string): void {
    this.#unnamed += 1;
    if (this.#names.size < MOST_NAMES) this.#names.add(name.slice(0, LONGEST_NAME));
  }

  /** One that names an answer that is not known, or not any more. */
  noteUnanswered(): void {
    this.#unanswered += 1;
  }

  /** One sentence each. */
  get sentences(): readonly string[] {
    const all: string[] = [];
    if (this.#failed > 0) all.push(`${count(this.#failed)} evaluations ended in an error and grade nothing.`);
    if (this.#unnamed > 0) {
      const names = [...this.#names].map((name) => JSON.stringify(name)).join(', ');
      all.push(
        `${count(this.#unnamed)} evaluations are counted nowhere: name ${names} under logs.evaluations.`,
      );
    }
    if (this.#unanswered > 0) {
      all.push(
        `${count(this.#unanswered)} evaluations name an answer that is not known: longer ago than logs.remember, too many answers since (logs.max_answers), or no span of it came before. They count at their own time, for whom they name themselves.`,
      );
    }
    return all;
  }
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
