import { join } from 'node:path';
import { findService, SERVICES } from '../../../test/setup/service-paths.ts';
import type { Day } from '../day.ts';
import type { Extent } from '../extent.ts';
import {
  type Asked,
  besideWindows,
  CRITERIA_COUNTERS,
  criteriaOf,
  criteriaWindows,
  distributionOf,
  QUARTER_MEASURE,
  QUARTER_VERSION,
  type Question,
  quantilesOf,
  type Window,
} from '../questions.ts';
import { BUCKETS, VERSIONS } from '../workload.ts';
import { bucketField, dayLines } from './line-protocol.ts';
import type { Peer, PeerKind } from './peer.ts';
import { bytesIn, freePort, getJson, post, ServerProcess, versionOf } from './server-process.ts';
import { lineProtocolRate } from './write-rate.ts';

const NAME = 'InfluxDB';
const DATABASE = 'bench';
/** Bodies that are on their way at once while a history comes in. */
const CONNECTIONS = 2;
const COLD_AFTER = '5s';

/** Debian's package, 1.x: what each minute added, in line protocol, a field for each bucket of a distribution. */
export const influxdb: PeerKind = {
  name: NAME,
  async start(folder) {
    const program = findService(SERVICES.influxdb);
    if (program === undefined) return undefined;
    const [http, rpc] = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${http}`;
    const start = async () => {
      const server = new ServerProcess(program, [], {
        INFLUXDB_REPORTING_DISABLED: 'true',
        INFLUXDB_BIND_ADDRESS: `127.0.0.1:${rpc}`,
        INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${http}`,
        INFLUXDB_HTTP_LOG_ENABLED: 'false',
        INFLUXDB_META_DIR: join(folder, 'meta'),
        INFLUXDB_DATA_DIR: join(folder, 'data'),
        INFLUXDB_DATA_WAL_DIR: join(folder, 'wal'),
        INFLUXDB_DATA_QUERY_LOG_ENABLED: 'false',
        INFLUXDB_DATA_CACHE_SNAPSHOT_WRITE_COLD_DURATION: COLD_AFTER,
        INFLUXDB_DATA_COMPACT_FULL_WRITE_COLD_DURATION: COLD_AFTER,
        INFLUXDB_MONITOR_STORE_ENABLED: 'false',
      });
      await server.ready(`${url}/ping`);
      return server;
    };
    const version = versionOf(program, ['version'], SERVICES.influxdb.debianPackage);
    const peer = new InfluxDb(start, await start(), url, folder, version);
    await post(`${url}/query?${new URLSearchParams({ q: `CREATE DATABASE ${DATABASE}` })}`, '');
    return peer;
  },
};

/** Rows of a series: the time, then one column a field. */
interface Series {
  readonly name: string;
  readonly tags?: { readonly item: string };
  readonly values: readonly (readonly (number | null)[])[];
}

class InfluxDb implements Peer {
  readonly name = NAME;
  readonly version: string;
  readonly takesYear = false;
  readonly tolerance = 1e-6;
  readonly #start: () => Promise<ServerProcess>;
  #server: ServerProcess;
  readonly #url: string;
  readonly #folder: string;

  constructor(
    start: () => Promise<ServerProcess>,
    server: ServerProcess,
    url: string,
    folder: string,
    version: string,
  ) {
    this.#start = start;
    this.#server = server;
    this.#url = url;
    this.#folder = folder;
    this.version = version;
  }

  async load(days: Iterable<Day>, wants: (measure: string) => boolean): Promise<void> {
    for (const day of days) {
      const bodies = dayLines(day, wants)[Symbol.iterator]();
      const send = async () => {
        for (let next = bodies.next(); next.done !== true; next = bodies.next()) {
          await post(this.#writeUrl, next.value);
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, send));
    }
  }

  async settle(quick: boolean): Promise<void> {
    // Files are rewritten as a whole when nothing has been written for a while.
    let bytes = Number.NaN;
    for (let quiet = 0; quiet < (quick ? 1 : 15); ) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const now = this.bytes();
      quiet = now === bytes ? quiet + 1 : 0;
      bytes = now;
    }
  }

  bytes(): number {
    return bytesIn(join(this.#folder, 'data'), join(this.#folder, 'wal'));
  }

  rss(): number {
    return this.#server.rss();
  }

  async restart(): Promise<void> {
    await this.#server.end();
    this.#server = await this.#start();
  }

  async ask(question: Question, asked: Asked): Promise<readonly number[]> {
    if (question === 'quarter') return await this.#quarter(asked);
    return question === 'year' ? await this.#year(asked) : await this.#criteria(asked.now);
  }

  async writeRate(connections: number, extent: Extent): Promise<number> {
    return await lineProtocolRate(this.#writeUrl, connections, extent);
  }

  async end(): Promise<void> {
    await this.#server.end();
  }

  get #writeUrl(): string {
    return `${this.#url}/write?db=${DATABASE}&precision=ms`;
  }

  async #quarter({ quarter: { from, to } }: Asked): Promise<number[]> {
    const scope = `item = '${QUARTER_VERSION}' AND ${within(from, to)} GROUP BY time(1d)`;
    const [series] = await this.#query(`SELECT ${BUCKET_SUMS} FROM ${QUARTER_MEASURE} WHERE ${scope}`);
    return quantilesOf((series?.values ?? []).map(([, ...counts]) => distributionOf(counts.map(Number))));
  }

  async #year({ year: { from, to } }: Asked): Promise<number[]> {
    const series = await this.#query(
      `SELECT sum(v) FROM cost_usd, requests WHERE ${within(from, to)} GROUP BY time(1d), item`,
    );
    const days = (measure: string, version: string) =>
      series.find(({ name, tags }) => name === measure && tags?.item === version)?.values ?? [];
    return VERSIONS.flatMap((version) => {
      const requests = days('requests', version);
      return days('cost_usd', version).map(([, cost], day) => Number(cost) / Number(requests[day]?.[1]));
    });
  }

  async #criteria(now: number): Promise<number[]> {
    const { closed, running } = criteriaWindows(now);
    const named = (wanted: (untilNow: boolean) => boolean) =>
      CRITERIA_COUNTERS.filter(({ untilNow }) => wanted(untilNow)).map(({ name }) => name);
    const counters = (names: readonly string[], { from, to }: Window) =>
      this.#query(`SELECT sum(v) FROM ${names.join(', ')} WHERE ${within(from, to)} GROUP BY item`);
    const buckets = ({ from, to }: Window) =>
      this.#query(`SELECT ${BUCKET_SUMS} FROM ${QUARTER_MEASURE} WHERE ${within(from, to)} GROUP BY item`);
    const [answers] = await Promise.all([
      Promise.all([
        counters(
          named((untilNow) => !untilNow),
          closed,
        ),
        counters(
          named((untilNow) => untilNow),
          running,
        ),
        buckets(closed),
      ]),
      ...besideWindows(now).flatMap((window) => [
        counters(
          named(() => true),
          window,
        ),
        buckets(window),
      ]),
    ]);
    const all = answers.flat();
    const row = (measure: string, version: string) =>
      all.find(({ name, tags }) => name === measure && tags?.item === version)?.values[0] ?? [];
    return criteriaOf(
      (version, counter) => Number(row(counter, version)[1]),
      (version) => row(QUARTER_MEASURE, version).slice(1).map(Number),
    );
  }

  async #query(q: string): Promise<readonly Series[]> {
    const parameters = new URLSearchParams({ db: DATABASE, epoch: 'ms', q });
    const { results } = (await getJson(`${this.#url}/query?${parameters}`)) as {
      results: { series?: readonly Series[]; error?: string }[];
    };
    const error = results.find((one) => one.error !== undefined)?.error;
    if (error !== undefined) throw new Error(`InfluxDB does not answer ${q.slice(0, 200)}: ${error}`);
    return results.flatMap(({ series = [] }) => series);
  }
}

const BUCKET_SUMS = Array.from({ length: BUCKETS }, (_, i) => `sum(${bucketField(i)})`).join(', ');

function within(from: number, to: number): string {
  return `time >= ${from}ms AND time < ${to}ms`;
}
