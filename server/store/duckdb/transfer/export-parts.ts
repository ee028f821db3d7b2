import type { DuckDBConnection } from '../database.ts';
import type { OpenedLedger } from '../ledger-store.ts';
import type { Manifest, Scope } from './manifest.ts';

export interface ExportOptions {
  /** Is there, and empty; it is whole when this has ended without an error. */
  readonly folder: string;
  readonly scope: Scope;
  /** Version of the program. */
  readonly gateline: string;
  /** Where the numbers lie. */
  readonly store: Manifest['store'];
  /** Unix ms. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** @param done 0…1 @param detail what is being written */
  readonly onProgress: (done: number, detail: string) => void;
}

/** What an export is written with. */
export interface ExportParts extends ExportOptions {
  readonly opened: OpenedLedger;
  readonly connection: DuckDBConnection;
  /** Writes a file of the rows of a query; `undefined` when there are none. */
  write(name: string, select: string, options?: { readonly evenEmpty: boolean }): Promise<void>;
}
