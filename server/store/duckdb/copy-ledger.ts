import { randomBytes } from 'node:crypto';
import { copyDatabase } from './copy-database.ts';
import type { DiskGuard } from './disk-guard.ts';
import type { Ledger } from './ledger.ts';
import { ledgerIdentity } from './ledger-identity.ts';

/**
 * Copies a ledger's file as it is at one moment, beside reads and writes. All copies say whose they are, so that what is exported of two of
 * them is known for the same data.
 *
 * @param file is not there yet; its folder is
 * @throws GatelineError `store-unavailable`; the signal's reason
 */
export async function copyLedger(
  ledger: Ledger,
  file: string,
  { guard, signal }: { readonly guard: DiskGuard; readonly signal: AbortSignal },
): Promise<void> {
  const { commits, database, leases } = ledger;
  if (guard.full() === undefined) {
    await commits.exclusively(() => ledgerIdentity(database, () => randomBytes(6).toString('hex')));
  }
  // A read like others: no row moves in its sight.
  await leases.hold(() => copyDatabase(database, file, signal));
}
