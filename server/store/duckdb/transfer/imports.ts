import type { DuckDBConnection } from '../database.ts';
import { addFact } from '../facts.ts';
import { rows } from '../rows-of.ts';
import { quotedText } from '../sql-text.ts';
import type { Manifest, Scope } from './manifest.ts';

const PREFIX = 'import ';

/** An export that was begun to be taken in. */
export interface KnownImport extends Scope {
  readonly id: string;
  readonly ledgers: readonly string[];
  /** When it was begun, Unix ms. */
  readonly at: number;
  readonly done: boolean;
}

/** Those of a ledger. */
export async function knownImports(connection: DuckDBConnection): Promise<readonly KnownImport[]> {
  const found = await rows<[string]>(
    connection,
    `SELECT value FROM facts WHERE starts_with(name, '${PREFIX}')`,
  );
  return found.map(([text]) => JSON.parse(text) as KnownImport);
}

/** Ids of the ledgers whose data a ledger holds, beside its own. */
export async function importedLedgers(connection: DuckDBConnection): Promise<readonly string[]> {
  const all = (await knownImports(connection)).flatMap(({ ledgers }) => ledgers);
  return [...new Set(all)];
}

/** Remembers an import, in the transaction of `connection`. */
export async function rememberImport(
  connection: DuckDBConnection,
  { id, ledgers, products, from, to }: Manifest,
  at: number,
  done: boolean,
): Promise<void> {
  const name = `${PREFIX}${id}`;
  await connection.run(`DELETE FROM facts WHERE name = ${quotedText(name)}`);
  await addFact(connection, name, JSON.stringify({ id, ledgers, products, from, to, at, done }));
}
