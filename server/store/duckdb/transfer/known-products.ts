import { GatelineError } from '../../../../core/errors.ts';
import { nearest } from '../../../../core/text/nearest.ts';
import type { DuckDBConnection } from '../database.ts';
import type { Ledger } from '../ledger.ts';
import { rows } from '../rows-of.ts';
import type { Scope } from './manifest.ts';

/**
 * An export of a product that nothing is known of would be an empty one that looks like all of it.
 *
 * @throws GatelineError `bad-request` that names such a product, and those that there are
 */
export async function makeSureOfProducts(
  ledger: Ledger,
  connection: DuckDBConnection,
  { products = [] }: Scope,
): Promise<void> {
  if (products.length === 0) return;
  const known = await knownProducts(ledger, connection);
  const unknown = products.find((product) => !known.includes(product));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  const there = known.length === 0 ? 'It holds nothing yet.' : `It holds ${known.join(', ')}.`;
  throw new GatelineError(
    'bad-request',
    `The store holds nothing of the product ${JSON.stringify(unknown)}. ${meant === undefined ? there : `Is it ${meant}?`}`,
  );
}

/** Those that anything is known of, by name. */
async function knownProducts(ledger: Ledger, connection: DuckDBConnection): Promise<readonly string[]> {
  const known = new Set(ledger.calendars.products());
  for (const { series } of ledger.catalogue.all()) known.add(series.product);
  for (const { summary } of ledger.evaluations.all()) known.add(summary.product);
  const others = 'SELECT product FROM breaker_transitions UNION SELECT product FROM events';
  for (const [product] of await rows<[string]>(connection, others)) known.add(product);
  return [...known].sort();
}
