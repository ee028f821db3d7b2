import { GatelineError } from '../../../core/errors.ts';
import { type InfluxClient, quoted, type RetentionPolicy } from './influx-client.ts';
import { asInfluxError, InfluxError } from './influx-error.ts';

const DAY_MS = 24 * 3_600_000;
/** Gateline drops what has expired by whole spans of four weeks. */
const SPAN_MS = 28 * DAY_MS;

/**
 * Sees to it that the database, and the retention policy that is named, are there: what is missing is made, where that is allowed. An
 * InfluxDB that is away is no reason not to begin: what is written waits in the spool.
 *
 * @returns why InfluxDB did not answer; `undefined` when it has answered all that was asked
 * @throws GatelineError `config-invalid` when InfluxDB does not know us, has no such database and does not let us make it, or would drop
 *   roll-ups before their time
 * @param rollUpRetentionMs how long roll-ups are to be kept; `undefined` for ever
 */
export async function prepareDatabase(
  client: InfluxClient,
  rollUpRetentionMs: number | undefined,
): Promise<string | undefined> {
  try {
    await look(client, rollUpRetentionMs);
    return undefined;
  } catch (error) {
    if (error instanceof InfluxError && error.failure === 'away') return error.message;
    throw error;
  }
}

async function look(client: InfluxClient, rollUpRetentionMs: number | undefined): Promise<void> {
  const policies = await knownPolicies(client);
  if (policies === undefined) return;
  const policy = await policyOf(client, policies);
  if (policy?.keptMs === undefined) return;
  if (rollUpRetentionMs !== undefined && policy.keptMs >= rollUpRetentionMs + SPAN_MS) return;
  const wanted = rollUpRetentionMs === undefined ? 'for ever' : `for ${inDays(rollUpRetentionMs + SPAN_MS)}`;
  throw new GatelineError(
    'config-invalid',
    `InfluxDB at ${client.address} drops data of the retention policy ${policy.name} after ${inDays(policy.keptMs)}, but roll-ups are to be kept there ${wanted}. Name another policy with store.retention_policy (it is made, if it is not there), or keep them shorter with store.retention.roll_ups.`,
  );
}

function inDays(ms: number): string {
  return `${Math.round(ms / DAY_MS)} days`;
}

/** Those of the database, which is made if it is missing; `undefined` when InfluxDB does not understand the question. @throws InfluxError `away` */
async function knownPolicies(client: InfluxClient): Promise<readonly RetentionPolicy[] | undefined> {
  try {
    return await client.retentionPolicies();
  } catch (error) {
    const told = asInfluxError(error);
    if (told.failure === 'away') throw told;
    if (told.failure === 'unauthenticated') throw unknownToInflux(client, told);
    // InfluxDB 2.x and 3 may not understand the question; then the first write shows whether the database is there.
    if (told.failure === 'refused' && !/not found|does ?n[o']t exist/i.test(told.message)) return undefined;
  }
  return await makeDatabase(client);
}

async function makeDatabase(client: InfluxClient): Promise<readonly RetentionPolicy[]> {
  try {
    await client.createDatabase();
    return await client.retentionPolicies();
  } catch (error) {
    const told = asInfluxError(error);
    if (told.failure === 'away') throw told;
    const name = quoted(client.database);
    throw new GatelineError(
      'config-invalid',
      `InfluxDB at ${client.origin} does not let us use the database ${client.database}, nor make it (${told.message}). Let an administrator run: CREATE DATABASE ${name}; GRANT ALL ON ${name} TO the user of store.username. With InfluxDB 2, make a bucket and a DBRP mapping of that name.`,
    );
  }
}

/** The policy that is written to, which is made if it is named and missing. */
async function policyOf(
  client: InfluxClient,
  policies: readonly RetentionPolicy[],
): Promise<RetentionPolicy | undefined> {
  const named = client.retentionPolicy;
  if (named === undefined) return policies.find((policy) => policy.isDefault);
  const known = policies.find((policy) => policy.name === named);
  if (known !== undefined) return known;
  try {
    await client.createRetentionPolicy(named);
  } catch (error) {
    const told = asInfluxError(error);
    if (told.failure === 'away') throw told;
    throw new GatelineError(
      'config-invalid',
      `The database ${client.database} of InfluxDB at ${client.origin} has no retention policy ${named}, and we may not make it (${told.message}). Let an administrator run: CREATE RETENTION POLICY ${quoted(named)} ON ${quoted(client.database)} DURATION INF REPLICATION 1`,
    );
  }
  return undefined;
}

function unknownToInflux(client: InfluxClient, told: InfluxError): GatelineError {
  return new GatelineError(
    'config-invalid',
    `InfluxDB at ${client.origin} does not know who we are (${told.message}). See to store.username with store.password_file or store.password_env, or to store.token_file or store.token_env.`,
  );
}
