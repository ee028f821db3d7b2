import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { InfluxDB } from 'influx';
import { GatelineError } from '../../../core/errors.ts';
import {
  asInfluxError,
  InfluxError,
  isFromInflux,
  isInfluxsOwn,
  reasonIn,
  strangerReason,
} from './influx-error.ts';
import { inRequests } from './statement-requests.ts';

/** Where InfluxDB is and how to get in. Its v1 API is spoken: InfluxDB 1.8, and 2.x or 3 through their compatible endpoints. */
export interface InfluxOptions {
  /** `http://localhost:8086`, without user and password. */
  readonly url: string;
  readonly database: string;
  /** Retention policy to write to; absent: the database's default. */
  readonly retentionPolicy?: string;
  /** The whole Authorization header, asked for at each request, so that a rotated secret holds; absent: none is sent. */
  readonly authorization?: () => Promise<string>;
  /** Default 30 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** How long somebody waits for an answer. */
export interface Patience {
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal;
  /** All of the answer to a request is to be there within so many ms. Default: the client's own. */
  readonly withinMs?: number;
}

/** What came of sending a body. */
export type SendOutcome =
  | { readonly kind: 'taken' }
  /** The body itself is wrong, in part or whole; sending it again would change nothing. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Too large; smaller ones may be taken. `own`: for InfluxDB itself, not for somebody in between. */
  | { readonly kind: 'too-large'; readonly own?: true }
  /** It may be taken later. `slow`: it took too long, and a smaller one may not. */
  | { readonly kind: 'away'; readonly reason: string; readonly slow?: true };

export interface InfluxRow {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | string | null)[])[];
}

/** The client keeps away from a host that failed; when to ask again is decided here, so it does so for a moment only. */
const BRIEFLY = { getDelay: () => 50, next: () => BRIEFLY, reset: () => BRIEFLY };

const gzipAsync = promisify(gzip);

/**
 * InfluxDB as this store uses it: bodies of our own line protocol go by HTTP as they are, questions and definitions go through the client
 * library.
 */
export class InfluxClient {
  readonly #options: InfluxOptions;
  #library: { readonly authorization: string | undefined; readonly influx: InfluxDB } | undefined;

  readonly #end = new AbortController();

  constructor(options: InfluxOptions) {
    this.#options = options;
  }

  /** Ends what waits for an answer, and whatever is asked from now on. */
  end(): void {
    this.#end.abort(new Error('the store is closed'));
  }

  /** Where it is, for messages. */
  get origin(): string {
    return new URL(this.#options.url).origin;
  }

  get database(): string {
    return this.#options.database;
  }

  get retentionPolicy(): string | undefined {
    return this.#options.retentionPolicy;
  }

  /** `http://localhost:8086, database gateline`, for messages. */
  get address(): string {
    return `${this.origin}, database ${this.database}`;
  }

  /** Makes the database; one that is there already is left as it is. */
  async createDatabase(): Promise<void> {
    await this.query([`CREATE DATABASE ${quoted(this.database)}`]);
  }

  /** Makes a retention policy that keeps data for ever. */
  async createRetentionPolicy(name: string): Promise<void> {
    const of = `${quoted(name)} ON ${quoted(this.database)}`;
    await this.query([`CREATE RETENTION POLICY ${of} DURATION INF REPLICATION 1`]);
  }

  async retentionPolicies(): Promise<RetentionPolicy[]> {
    const [rows] = await this.query([`SHOW RETENTION POLICIES ON ${quoted(this.database)}`]);
    const row = rows?.[0];
    if (row === undefined) return [];
    const at = (name: string) => row.columns.indexOf(name);
    const [name, duration, byDefault] = [at('name'), at('duration'), at('default')];
    return row.values.map((values) => {
      const keptMs = parseGoDuration(String(values[duration]));
      return {
        name: String(values[name]),
        isDefault: String(values[byDefault]) === 'true',
        ...(keptMs === undefined ? {} : { keptMs }),
      };
    });
  }

  /**
   * One array of rows for each statement. Statements go in a body, so that they may be long, and in several where they are very long.
   *
   * @throws InfluxError
   */
  async query(statements: readonly string[], patience: Patience = {}): Promise<InfluxRow[][]> {
    const answers: InfluxRow[][] = [];
    for (const some of inRequests(statements)) answers.push(...(await this.#query(some, patience)));
    return answers;
  }

  async #query(statements: readonly string[], patience: Patience): Promise<InfluxRow[][]> {
    const { retentionPolicy } = this.#options;
    const answer = (await this.#ask(
      (influx, ends) =>
        influx.queryRaw(statements.join(';'), {
          precision: 'ms',
          method: 'POST',
          signal: ends,
          ...(retentionPolicy === undefined ? {} : { retentionPolicy }),
        }),
      patience,
    )) as { results?: RawResult[] } | null;
    if (!Array.isArray(answer?.results)) {
      throw new InfluxError('away', strangerReason(200, JSON.stringify(answer) ?? ''));
    }
    const failed = answer.results.findIndex(({ error }) => error === NOT_EXECUTED);
    if (failed >= 0 && statements.length > 1) {
      // Of several, InfluxDB 1.x says this of the one that failed, too; asked alone it tells why.
      await this.query([statements[failed] as string], patience);
    }
    return answer.results.map((result) => {
      if (result.error !== undefined) throw new InfluxError('refused', result.error);
      if (isCutShort(result)) throw new InfluxError('refused', CUT_SHORT);
      return (result.series ?? []).map((series) => ({
        measurement: series.name ?? '',
        tags: series.tags ?? {},
        columns: series.columns,
        values: series.values ?? [],
      }));
    });
  }

  /** Sends one body of line protocol with times in nanoseconds. Never throws. */
  async send(body: string, signal: AbortSignal): Promise<SendOutcome> {
    const { database, retentionPolicy } = this.#options;
    const url = new URL(this.#options.url);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/write`;
    url.search = '';
    url.searchParams.set('db', database);
    url.searchParams.set('precision', 'ns');
    if (retentionPolicy !== undefined) url.searchParams.set('rp', retentionPolicy);
    try {
      const authorization = await this.#options.authorization?.();
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          ...(authorization === undefined ? {} : { Authorization: authorization }),
          'Content-Encoding': 'gzip',
          'Content-Type': 'text/plain; charset=utf-8',
        },
        body: await gzipAsync(body, { level: 1 }),
        // Elsewhere the points would not come along: a POST that is sent on becomes a GET.
        redirect: 'manual',
        signal: AbortSignal.any([signal, this.#end.signal, AbortSignal.timeout(this.#timeoutMs)]),
      });
      const text = await response.text();
      return outcomeOf(response, text);
    } catch (error) {
      const slow = error instanceof Error && error.name === 'TimeoutError';
      return { kind: 'away', reason: causeOf(error), ...(slow ? { slow } : {}) };
    }
  }

  /**
   * The library settles nothing where a connection ends, or falls silent, in the middle of an answer: whoever asks would wait for ever.
   *
   * @throws InfluxError
   */
  async #ask<T>(
    question: (influx: InfluxDB, ends: AbortSignal) => Promise<T>,
    { signal, withinMs = this.#timeoutMs }: Patience = {},
  ): Promise<T> {
    const ended = Promise.withResolvers<never>();
    const ends = new AbortController();
    const end = (reason: unknown): void => {
      ended.reject(new InfluxError('away', causeOf(reason)));
      ends.abort();
    };
    const signals = [this.#end.signal, ...(signal === undefined ? [] : [signal])];
    const listeners = signals.map((one) => ({ one, listen: () => end(one.reason) }));
    const timer = setTimeout(end, withinMs, new Error(`no whole answer in ${withinMs / 1000} s`));
    try {
      for (const { one, listen } of listeners) {
        if (one.aborted) listen();
        else one.addEventListener('abort', listen, { once: true });
      }
      const asked = this.#influx().then((influx) => question(influx, ends.signal));
      return await Promise.race([ended.promise, asked]);
    } catch (error) {
      throw error instanceof GatelineError ? error : asInfluxError(error);
    } finally {
      clearTimeout(timer);
      for (const { one, listen } of listeners) one.removeEventListener('abort', listen);
    }
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? TIMEOUT_MS;
  }

  /** The client library, which is made for one way of signing in; a new one for a new secret. */
  async #influx(): Promise<InfluxDB> {
    const authorization = await this.#options.authorization?.();
    if (this.#library === undefined || this.#library.authorization !== authorization) {
      this.#library = { authorization, influx: openLibrary(this.#options, authorization) };
    }
    return this.#library.influx;
  }
}

function openLibrary(options: InfluxOptions, authorization: string | undefined): InfluxDB {
  const url = new URL(options.url);
  return new InfluxDB({
    hosts: [
      {
        protocol: url.protocol === 'https:' ? 'https' : 'http',
        // Put together again there: an IPv6 address keeps its brackets.
        host: url.hostname,
        port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
        path: url.pathname.replace(/\/$/, ''),
        options: { headers: authorization === undefined ? {} : { Authorization: authorization } },
      },
    ],
    database: options.database,
    // Left out, the library signs in as root:root, and over our own header.
    username: null as unknown as string,
    pool: {
      // Each question has its own limit, and is ended by it.
      requestTimeout: 0,
      maxRetries: 0,
      backoff: BRIEFLY,
    },
  });
}

/** How long a database keeps what is written to it. */
export interface RetentionPolicy {
  readonly name: string;
  readonly isDefault: boolean;
  /** Absent: for ever. */
  readonly keptMs?: number;
}

interface RawResult {
  readonly error?: string;
  readonly partial?: boolean;
  readonly series?: readonly RawSeries[];
}

interface RawSeries {
  readonly partial?: boolean;
  readonly name?: string;
  readonly tags?: Record<string, string>;
  readonly columns: string[];
  readonly values?: (number | string | null)[][];
}

const NOT_EXECUTED = 'not executed';
const CUT_SHORT =
  'its answer is cut short, and a part of the numbers would look like all of them. Set max-row-limit = 0 (its default) in the section [http] of influxdb.conf';

/** https://docs.influxdata.com/influxdb/v1/administration/config/#max-row-limit */
function isCutShort({ partial, series = [] }: RawResult): boolean {
  return partial === true || series.some((one) => one.partial === true);
}

/** A name in InfluxQL. */
export function quoted(name: string): string {
  return `"${name.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}

/** A text in InfluxQL. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

/** https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint */
function outcomeOf({ status, headers }: Response, text: string): SendOutcome {
  const header = (name: string) => headers.get(name);
  // Anybody says 200; 204 is what InfluxDB says, and whatever else it says bears its name.
  if (status === 204) return { kind: 'taken' };
  if (status >= 200 && status < 300) {
    if (isFromInflux(header)) return { kind: 'taken' };
    return { kind: 'away', reason: strangerReason(status, text) };
  }
  const reason = reasonIn(text) ?? `it answers a write with status ${status}`;
  if (status === 413) return { kind: 'too-large', ...(isInfluxsOwn(header, text) ? { own: true } : {}) };
  if (status === 400 || status === 422) {
    if (isInfluxsOwn(header, text)) return { kind: 'refused', reason };
    return { kind: 'away', reason: strangerReason(status, text) };
  }
  // https://docs.influxdata.com/influxdb/v1/administration/config/#write-timeout; 504 is that of a proxy.
  const slow = status === 504 || (status === 500 && reason === 'timeout');
  return { kind: 'away', reason, ...(slow ? { slow } : {}) };
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** `2160h0m0s` as milliseconds; `0s` keeps for ever. */
function parseGoDuration(text: string): number | undefined {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([hms])/g))
    ms += Number(count) * (units[unit as string] ?? 0);
  return ms === 0 ? undefined : ms;
}
