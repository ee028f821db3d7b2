import { Leases } from './leases.ts';
import type { Ledger } from './ledger.ts';
import type { Numbers } from './numbers.ts';
import { Rollups } from './rollups.ts';

/** A ledger that is loaded, with its numbers. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  readonly numbers: Numbers;
}

/** A ledger that is open, and what runs on it: its file is closed when all of that has ended, since another one may open it then. */
export class OpenLedger {
  readonly opened: OpenedLedger;
  readonly rollups: Rollups;
  readonly #uses = new Leases();
  #end: Promise<void> | undefined;

  constructor(opened: OpenedLedger) {
    this.opened = opened;
    this.rollups = new Rollups(opened.ledger, opened.numbers.rolling);
  }

  /** Runs work on it. */
  async use<T>(work: (opened: OpenedLedger) => Promise<T>): Promise<T> {
    return await this.#uses.hold(() => work(this.opened));
  }

  /** Closes it when what runs on it has ended; nothing is to begin on it any more. */
  async end(): Promise<void> {
    this.#end ??= this.#close();
    await this.#end;
  }

  async #close(): Promise<void> {
    const { ledger, numbers } = this.opened;
    numbers.closing?.();
    await ledger.commits.close();
    await this.#uses.drained();
    await numbers.close().finally(() => ledger.database.close());
  }
}
