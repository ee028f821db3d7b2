import type { BatchDraft } from './batch-draft.ts';

/** How far one measure of one item has been watched by a source. */
export interface Coverage {
  readonly measure: string;
  readonly item: string;
  readonly environment: string;
  /** Unix ms; `undefined` before the first stretch. */
  until: number | undefined;
}

/** What a source has watched: tells silence from zero. Each stretch of time is reported once, however many targets saw it. */
export class CoverageBook {
  readonly #product: string;
  readonly #coverages = new Map<string, Coverage>();
  #changed = false;

  /** @param saved what {@link save} gave */
  constructor(product: string, saved: string | undefined) {
    this.#product = product;
    if (saved === undefined) return;
    type Saved = readonly (readonly [measure: string, item: string, environment: string, until: number])[];
    for (const [measure, item, environment, until] of JSON.parse(saved) as Saved) {
      this.of(measure, item, environment).until = until;
    }
  }

  of(measure: string, item: string, environment: string): Coverage {
    const key = JSON.stringify([measure, item, environment]);
    let coverage = this.#coverages.get(key);
    if (coverage === undefined) {
      coverage = { measure, item, environment, until: undefined };
      this.#coverages.set(key, coverage);
    }
    return coverage;
  }

  /** It was watched from `since` to `at`. */
  watched(coverage: Coverage, since: number, at: number, draft: BatchDraft): void {
    const from = Math.max(since, coverage.until ?? since);
    if (at <= from) return;
    const { measure, item, environment } = coverage;
    const product = this.#product;
    draft.addObservation({ product, measure, item, environment, at, durationMs: at - from });
    coverage.until = at;
    this.#changed = true;
  }

  /** What to remember; `undefined` when nothing changed since the last time. */
  save(): string | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    const saved = [...this.#coverages.values()].flatMap(({ measure, item, environment, until }) =>
      until === undefined ? [] : [[measure, item, environment, until]],
    );
    return JSON.stringify(saved);
  }
}
