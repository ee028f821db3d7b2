/**
 * Which batches were committed, so that a batch that is sent again changes nothing. The newest {@link REMEMBERED_BATCHES} of each source
 * are remembered: at ten requests a second more than two hours, and a sender gives up within minutes.
 */
export const REMEMBERED_BATCHES = 100_000;

export class BatchLedger {
  readonly #bySource = new Map<string, Set<string>>();

  has(source: string, id: string): boolean {
    return this.#bySource.get(source)?.has(id) ?? false;
  }

  add(source: string, id: string): void {
    let ids = this.#bySource.get(source);
    if (ids === undefined) {
      ids = new Set();
      this.#bySource.set(source, ids);
    }
    ids.add(id);
    if (ids.size <= REMEMBERED_BATCHES) return;
    for (const oldest of ids) {
      ids.delete(oldest);
      break;
    }
  }
}
