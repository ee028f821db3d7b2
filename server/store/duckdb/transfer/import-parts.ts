import type { DuckDBConnection } from '../database.ts';
import type { Adoption } from '../ledger.ts';
import type { OpenedLedger } from '../ledger-store.ts';
import type { Manifest } from './manifest.ts';

export interface ImportOptions {
  /** Written by an export. */
  readonly folder: string;
  /** Unix ms. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** @param done 0…1 @param detail what is under way */
  readonly onProgress: (done: number, detail: string) => void;
}

/** What an import works with. */
export interface ImportParts extends ImportOptions {
  readonly manifest: Manifest;
  readonly opened: OpenedLedger;
  /** For reading files. */
  readonly connection: DuckDBConnection;
  readonly path: (name: string) => string;
  /**
   * Commits a part with the record of it, unless it is there already.
   *
   * @param part names it within the export
   */
  adopt(part: string, adoption: Adoption): Promise<void>;
}
