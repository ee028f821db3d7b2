import type { SecretReader } from '../http/secret-place.ts';

/** What a look at a source is given. */
export interface LookDeps {
  readonly secrets: SecretReader;
  /** Where relative paths of the configuration begin. */
  readonly folder: string;
  /** Unix ms. */
  readonly now: number;
  /** Ends every look. */
  readonly signal: AbortSignal;
}
