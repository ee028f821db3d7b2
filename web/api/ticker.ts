/** Calls its listeners once a second while there are any and the page can be seen. The one loop of the pages. */
export class Ticker {
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Adds a listener; the answer takes it away again. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#tick(), 1000);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #tick(): void {
    if (document.hidden) return;
    for (const listener of this.#listeners) listener();
  }
}

/** Shared by everything that shows an age. */
export const ticker = new Ticker();
