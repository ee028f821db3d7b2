import type { Sampling } from './sampling.ts';

/** What has to be known of a source's traces although they were taken: counted since the process began. */
export class TraceWarnings {
  #samples = 0;
  #represented = 0;
  #unknown = 0;
  #costless = 0;
  #withoutEntry = 0;

  /** @param tellsNoCost a call that answered and told neither its tokens nor its cost */
  note({ kind, weight }: Sampling, tellsNoCost: boolean): void {
    if (kind === 'unknown') this.#unknown += 1;
    if (kind === 'probability') {
      this.#samples += 1;
      this.#represented += weight;
    }
    if (tellsNoCost) this.#costless += 1;
  }

  /** A trace that called models and has no span which could be its request. */
  noteWithoutEntry(): void {
    this.#withoutEntry += 1;
  }

  /** One sentence each. */
  get sentences(): readonly string[] {
    const all: string[] = [];
    if (this.#samples > 0) {
      all.push(
        `Traces are sampled: ${count(this.#samples)} calls and requests stand for about ${count(this.#represented)}, so what is made of them is an estimate.`,
      );
    }
    if (this.#unknown > 0) {
      all.push(
        `Traces are sampled, and how is not known: ${count(this.#unknown)} calls and requests prove nothing about those that were not sent.`,
      );
    }
    if (this.#costless > 0) {
      all.push(`${count(this.#costless)} calls told neither their tokens nor their cost, which is missing.`);
    }
    if (this.#withoutEntry > 0) {
      all.push(
        `${count(this.#withoutEntry)} traces called models and had no root, no span of a server and none of an agent: say under traces.requests which spans are requests.`,
      );
    }
    return all;
  }
}

function count(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}
