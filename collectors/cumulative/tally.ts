import type { SourceCounter, SourceMonitor } from '../../core/ports.ts';
import { reportUnpriced, type UnpricedTokens } from '../prices/token-pricer.ts';

/** Why a sample was not taken. Few and fixed, because they become labels. */
export type Rejection =
  | 'NaN'
  | 'infinite'
  | 'beyond 1e30'
  | 'negative'
  | 'older than max_sample_age'
  | 'more than 5 min ahead'
  | 'not a time'
  | 'an exposition that cannot be read'
  | 'a series twice at one time'
  | 'a histogram without +Inf bucket'
  | 'a histogram whose buckets fall'
  | 'a histogram whose bounds cannot be scaled'
  | 'a gauge histogram'
  | 'a native histogram that cannot be read'
  | 'a histogram where an expression is to give a value'
  | 'a label that says no time'
  | 'of a time before max_label_age'
  | 'quantiles of a summary cannot be merged'
  | 'type unknown: say kind in the mapping'
  | 'declared as another kind than its measure: say kind in the mapping'
  | 'a single value for a distribution'
  | 'a histogram for a single value: map its _count or _sum';

/** What one batch brought and what was wrong with it; told to the monitor when the batch is committed, not before. */
export class Tally {
  readonly #counts = new Map<SourceCounter, number>();
  readonly #rejected = new Map<string, number>();
  #unpriced: UnpricedTokens = new Map();

  count(what: Exclude<SourceCounter, 'rejected'>, n = 1): void {
    if (n > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + n);
  }

  reject(reason: Rejection, n = 1): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + n);
  }

  unpriced(tokens: UnpricedTokens): void {
    this.#unpriced = tokens;
  }

  /** Lines that could not be read at all, by what was wrong with them. */
  malformed(reasons: ReadonlyMap<string, number>): void {
    for (const [reason, n] of reasons) {
      const known = this.#rejected.get(`malformed line: ${reason}`) ?? 0;
      this.#rejected.set(`malformed line: ${reason}`, known + n);
    }
  }

  report(monitor: SourceMonitor, source: string): void {
    for (const [what, n] of this.#counts) monitor.count(source, what, n);
    for (const [reason, n] of this.#rejected) monitor.count(source, 'rejected', n, reason);
    reportUnpriced(monitor, source, this.#unpriced);
  }
}
