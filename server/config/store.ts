import { z } from 'zod';
import { byteSize, durationMs } from './scalars.ts';

const DAY_MS = 24 * 3_600_000;
const KEEPS = { atLeastMs: DAY_MS, atMostMs: 36_525 * DAY_MS, example: '90d' };
const FOR_EVER = 'forever';

/** Where measurements are kept, as the configuration says it. */
export interface StoreConfig {
  readonly kind: 'duckdb' | 'influxdb' | 'memory';
  /** DuckDB's own; absent: what suits the kind. */
  readonly memoryLimitBytes: number | undefined;
  readonly threads: number | undefined;
  readonly retention: {
    /** Of raw data, ms. */
    readonly rawMs: number;
    /** Of roll-ups, ms; absent: for ever. */
    readonly rollUpsMs: number | undefined;
  };
  /** There when the kind is `influxdb`. */
  readonly influx: InfluxConfig | undefined;
}

/** Where InfluxDB is and how to get in; secrets are named only. */
export interface InfluxConfig {
  readonly url: string;
  readonly database: string;
  readonly retentionPolicy: string | undefined;
  readonly signIn: InfluxSignIn | undefined;
  /** Bytes that may wait for InfluxDB; absent: the store's own bound. */
  readonly spoolBytes: number | undefined;
}

/** A user with a password, or a token: each secret in a file or in a variable of the environment. */
export type InfluxSignIn =
  | { readonly by: 'password'; readonly username: string; readonly secret: SecretPlace }
  | { readonly by: 'token'; readonly secret: SecretPlace };

export type SecretPlace = { readonly file: string } | { readonly env: string };

/** A name of InfluxDB: any text on one line. */
const name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}]*$/u, 'expected a name without control characters');

const INFLUX_KEYS = [
  'url',
  'database',
  'retention_policy',
  'username',
  'password_file',
  'password_env',
  'token_file',
  'token_env',
  'spool',
] as const;

/** The section `store:` of gateline.yaml. */
export const storeSchema = z
  .strictObject({
    kind: z.enum(['duckdb', 'influxdb', 'memory']).default('duckdb'),
    memory_limit: byteSize.optional(),
    threads: z.int().min(1).max(64).optional(),
    retention: z
      .strictObject({
        raw: durationMs(KEEPS).prefault('90d'),
        roll_ups: z.union([z.literal(FOR_EVER), durationMs(KEEPS)]).default(FOR_EVER),
      })
      .refine(({ raw, roll_ups }) => roll_ups === FOR_EVER || roll_ups >= raw, {
        path: ['roll_ups'],
        message: 'roll-ups are kept at least as long as the raw data that they are made of',
      })
      .prefault({}),
    /** Of InfluxDB, and so are all keys that follow. */
    url: z
      .url({ protocol: /^https?$/, message: 'expected an address such as http://127.0.0.1:8086' })
      .refine(withoutCredentials, 'an address has no user and password; there are username and password_file')
      .optional(),
    database: name.optional(),
    retention_policy: name.optional(),
    username: z
      .string()
      .regex(/^[^:\p{Cc}]+$/u, 'a user name has no colon')
      .optional(),
    password_file: z.string().min(1).optional(),
    password_env: z.string().min(1).optional(),
    token_file: z.string().min(1).optional(),
    token_env: z.string().min(1).optional(),
    spool: byteSize.optional(),
  })
  .superRefine((store, context) => {
    const wrong = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (store.kind !== 'influxdb') {
      for (const key of INFLUX_KEYS)
        if (store[key] !== undefined) wrong(key, 'this belongs to `kind: influxdb` only');
      return;
    }
    if (store.url === undefined)
      wrong('url', 'expected the address of InfluxDB, such as http://127.0.0.1:8086');
    const ways = SECRETS.filter((key) => store[key] !== undefined);
    if (ways.length > 1) wrong(ways[1] as string, `${ways[0]} is there already; one of them is enough`);
    const [way] = ways;
    const byPassword = way?.startsWith('password') ?? false;
    if (store.username !== undefined && !byPassword)
      wrong('username', 'a user needs password_file or password_env');
    if (store.username === undefined && byPassword) wrong(way as string, 'a password needs a username');
  });

const SECRETS = ['password_file', 'password_env', 'token_file', 'token_env'] as const;

/**
 * What the section means.
 *
 * @param at makes a path absolute
 */
export function storeConfig(read: z.infer<typeof storeSchema>, at: (path: string) => string): StoreConfig {
  const { kind, memory_limit, threads, retention, url } = read;
  return {
    kind,
    memoryLimitBytes: memory_limit,
    threads,
    retention: {
      rawMs: retention.raw,
      rollUpsMs: retention.roll_ups === FOR_EVER ? undefined : retention.roll_ups,
    },
    influx:
      url === undefined
        ? undefined
        : {
            url,
            database: read.database ?? 'gateline',
            retentionPolicy: read.retention_policy,
            signIn: signInOf(read, at),
            spoolBytes: read.spool,
          },
  };
}

function signInOf(read: z.infer<typeof storeSchema>, at: (path: string) => string): InfluxSignIn | undefined {
  const { username } = read;
  const password = placeOf(read.password_file, read.password_env, at);
  if (username !== undefined && password !== undefined) return { by: 'password', username, secret: password };
  const token = placeOf(read.token_file, read.token_env, at);
  return token === undefined ? undefined : { by: 'token', secret: token };
}

function placeOf(
  file: string | undefined,
  env: string | undefined,
  at: (path: string) => string,
): SecretPlace | undefined {
  if (file !== undefined) return { file: at(file) };
  return env === undefined ? undefined : { env };
}

function withoutCredentials(text: string): boolean {
  const url = URL.parse(text);
  return url === null || (url.username === '' && url.password === '');
}
