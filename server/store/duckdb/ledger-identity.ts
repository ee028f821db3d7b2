import { GatelineError } from '../../../core/errors.ts';
import type { Database } from './database.ts';
import { addFact, INFLUX_DATABASE, LEDGER_ID, readFact } from './facts.ts';

/**
 * The id of a ledger, made once: it names the ledger's data in a database that is shared with others, so that a ledger that begins anew
 * does not take the old one's numbers for its own.
 */
export async function ledgerIdentity(database: Database, make: () => string): Promise<string> {
  const known = await readFact(database.writer, LEDGER_ID);
  if (known !== undefined) return known;
  const id = make();
  await database.transaction((connection) => addFact(connection, LEDGER_ID, id));
  return id;
}

/**
 * Holds a ledger to the database that its numbers were written to.
 *
 * @throws GatelineError `config-invalid` when the configuration names another one, where none of them are
 */
export async function holdToDatabase(database: Database, name: string, file: string): Promise<void> {
  const known = await readFact(database.writer, INFLUX_DATABASE);
  if (known === name) return;
  if (known !== undefined) {
    throw new GatelineError(
      'config-invalid',
      `${file} belongs to the database ${known} of InfluxDB, where its numbers are, but store.database says ${name}. Name ${known} again, or begin anew with another data: folder.`,
    );
  }
  await database.transaction((connection) => addFact(connection, INFLUX_DATABASE, name));
}
