import { GatelineError } from '../../../core/errors.ts';

/** What an error of the database means for the store. */
export type FailureKind =
  /** The database has given itself up and must be opened again; what it said it committed is there. */
  | 'fatal'
  /** A part of the file cannot be read. */
  | 'damaged'
  /** Only this statement failed. */
  | 'other';

/** What the database says of a file that was cut off, overwritten, or has a log beside it that is not its own. */
const DAMAGE = new RegExp(
  [
    'corrupt',
    'checksum',
    'not a valid DuckDB database',
    'Could not read enough bytes',
    'Failure while replaying WAL',
    'metadata pointer',
    'Serialization Error',
    'Failed to deserialize',
    'Packed points',
  ].join('|'),
  'i',
);

export function failureKind(error: unknown): FailureKind {
  const message = error instanceof Error ? error.message : String(error);
  if (/FATAL|database has been invalidated|INTERNAL Error/i.test(message)) return 'fatal';
  return DAMAGE.test(message) ? 'damaged' : 'other';
}

/** An error of the database as one sentence for those who asked. */
export function asUnavailable(file: string, error: unknown): GatelineError {
  if (error instanceof GatelineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new GatelineError('store-unavailable', `${file}: ${message.split('\n', 1)[0]}`, { cause: error });
}

/** Why a file could not be opened, and what to do about it, where that is damage or a full disk; `undefined` where it is not. */
export function troubleOnOpening(file: string, error: unknown): string | undefined {
  const cause = error instanceof GatelineError ? error.cause : error;
  if (meansFull(cause)) {
    return `The disk of ${file} is full: the store cannot be opened, and is as soon as there is room again.`;
  }
  return failureKind(cause) === 'damaged' ? damagedReason(file, cause) : undefined;
}

/** Whether the disk had no room for what the database was to write. */
export function meansFull(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  return /No space left on device|Disk quota exceeded/i.test(message);
}

/** What to do about a damaged file. */
export function damagedReason(file: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `A part of ${file} cannot be read (${message.split('\n', 1)[0]}). What can be read is served, nothing is written. Stop Gateline and restore the newest backup, made by "gateline backup", in its place.`;
}
