import type { StateEntry } from '../../core/ports.ts';

const PREFIX = 'r:';
/** Identities on one entry of the source's memory: few, because the entry is written anew with each of them. */
const PAGE = 64;
/** Entries; the oldest is written over. 65,536 requests: at ten a second almost two hours, and a sender gives up within minutes. */
const PAGES = 1_024;
/** Characters of an identity that are kept: all of one of metrics. */
const LENGTH = 32;

/** Which requests were taken in, so that what is sent again changes nothing: written in one batch with what they brought. */
export class RequestIds {
  readonly #known = new Set<string>();
  /** By number. */
  readonly #pages = new Map<number, string[]>();
  #current = 0;
  #changed = new Set<number>();

  /** @param state what was committed */
  constructor(state: ReadonlyMap<string, string>) {
    let newest = -1;
    for (const [key, text] of state) {
      if (!key.startsWith(PREFIX)) continue;
      const { n, ids } = JSON.parse(text) as { n: number; ids: string[] };
      this.#pages.set(n % PAGES, ids);
      for (const id of ids) this.#known.add(id);
      newest = Math.max(newest, n);
    }
    this.#current = Math.max(0, newest);
  }

  has(id: string): boolean {
    return this.#known.has(id.slice(0, LENGTH));
  }

  add(id: string): void {
    const kept = id.slice(0, LENGTH);
    let page = this.#pages.get(this.#current % PAGES);
    if (page === undefined || page.length >= PAGE) {
      if (page !== undefined) this.#current += 1;
      for (const old of this.#pages.get(this.#current % PAGES) ?? []) this.#known.delete(old);
      page = [];
      this.#pages.set(this.#current % PAGES, page);
    }
    page.push(kept);
    this.#known.add(kept);
    this.#changed.add(this.#current);
  }

  /** What has to be written; afterwards {@link sealed}. */
  entries(): StateEntry[] {
    return [...this.#changed].map((n) => ({
      key: `${PREFIX}${n % PAGES}`,
      value: JSON.stringify({ n, ids: this.#pages.get(n % PAGES) }),
    }));
  }

  sealed(): void {
    this.#changed = new Set();
  }
}
