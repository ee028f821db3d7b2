import { setTimeout as sleep } from 'node:timers/promises';
import { GatelineError } from '../../core/errors.ts';
import type { SourceCounter, SourceMonitor } from '../../core/ports.ts';

/** Which history is taken in, and who is told how far it has come. */
export interface HistoryOptions {
  /** Unix ms, both included. */
  readonly from: number;
  readonly to: number;
  /** Ends the import between two commits; another one goes on from there. */
  readonly signal: AbortSignal;
  /** @param done the share of the time that is done, 0…1 @param at what it has come to, Unix ms */
  onProgress?(done: number, at: number): void;
}

/** What an import of history brought. */
export interface HistoryReport {
  /** Points that are new. */
  readonly taken: number;
  /** Points that were there already, or outside of what was asked for. */
  readonly leftOut: number;
  /** What could not be taken, by reason. */
  readonly rejected: ReadonlyMap<string, number>;
  readonly counts: Readonly<Partial<Record<SourceCounter, number>>>;
  /** What is amiss with the source although it was read. */
  readonly warnings: readonly string[];
}

const PAUSE_MS = 1_000;

/** Listens to a collector that takes a past in. */
export class HistoryMonitor implements SourceMonitor {
  readonly #counts: Partial<Record<SourceCounter, number>> = {};
  readonly #rejected = new Map<string, number>();
  readonly #warnings = new Set<string>();
  #progress = 0;

  count(_source: string, what: SourceCounter, n: number, reason?: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + n;
    if (what === 'rejected' && reason !== undefined)
      this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + n);
  }

  succeeded(): void {}

  failed(): void {}

  warned(_source: string, warnings: readonly string[]): void {
    for (const warning of warnings) this.#warnings.add(warning);
  }

  /** Something was committed. */
  progressed(): void {
    this.#progress += 1;
  }

  told(): Pick<HistoryReport, 'rejected' | 'counts' | 'warnings'> {
    return { rejected: this.#rejected, counts: this.#counts, warnings: [...this.#warnings] };
  }

  /** Tries again where a source is away for a moment; what has come further since has its attempts anew. */
  async patiently(attempts: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    let left = attempts;
    for (;;) {
      const before = this.#progress;
      try {
        return await work();
      } catch (error) {
        if (this.#progress > before) left = attempts;
        left -= 1;
        const isAway = error instanceof GatelineError && error.code === 'source-unreachable';
        if (!isAway || left === 0 || signal.aborted) throw error;
        await sleep(PAUSE_MS, undefined, { signal });
      }
    }
  }
}
