import { join } from 'node:path';
import { findService, SERVICES } from '../../../test/setup/service-paths.ts';
import { ENVIRONMENT, PRODUCT } from '../batches.ts';
import type { Day } from '../day.ts';
import type { Extent } from '../extent.ts';
import type { Asked, Question } from '../questions.ts';
import { BOUNDS, type Column } from '../workload.ts';
import type { Peer, PeerKind } from './peer.ts';
import { askPromql } from './promql.ts';
import { bucketLabel, metricName, RunningTotals } from './running-totals.ts';
import { bytesIn, freePort, post, ServerProcess, versionOf } from './server-process.ts';
import { lineProtocolRate } from './write-rate.ts';

const NAME = 'VictoriaMetrics';
/** Lines of a series and day that are sent at once. */
const LINES_PER_BODY = 32;

/** Debian's package; totals as it would scrape them. */
export const victoriaMetrics: PeerKind = {
  name: NAME,
  async start(folder) {
    const program = findService(SERVICES.victoriaMetrics);
    if (program === undefined) return undefined;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const start = async () => {
      const server = new ServerProcess(program, [
        `-httpListenAddr=127.0.0.1:${port}`,
        `-storageDataPath=${folder}`,
        '-retentionPeriod=10y',
        '-loggerLevel=ERROR',
      ]);
      await server.ready(`${url}/health`);
      return server;
    };
    const version = versionOf(program, ['-version'], SERVICES.victoriaMetrics.debianPackage);
    return new VictoriaMetrics(start, await start(), url, folder, version);
  },
};

class VictoriaMetrics implements Peer {
  readonly name = NAME;
  readonly version: string;
  readonly takesYear = true;
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
    const totals = new RunningTotals();
    let isFirst = true;
    for (const day of days) {
      // Everything begins at nothing, so that the first day counts whole.
      const times = isFirst ? [day.start, ...day.times] : [...day.times];
      const stamps = times.join(',');
      let lines: string[] = [];
      for (const column of totals.next(day, wants)) {
        const values = isFirst ? `0,${column.values.join(',')}` : column.values.join(',');
        lines.push(
          `{"metric":${JSON.stringify(labelsOf(column))},"values":[${values}],"timestamps":[${stamps}]}`,
        );
        if (lines.length < LINES_PER_BODY) continue;
        await post(`${this.#url}/api/v1/import`, lines.join('\n'));
        lines = [];
      }
      if (lines.length > 0) await post(`${this.#url}/api/v1/import`, lines.join('\n'));
      isFirst = false;
    }
  }

  async settle(): Promise<void> {
    await fetch(`${this.#url}/internal/force_flush`);
    await fetch(`${this.#url}/internal/force_merge`);
    for (let quiet = 0; quiet < 3; ) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      quiet = (await this.#merges()) === 0 ? quiet + 1 : 0;
    }
    await this.#forget();
  }

  bytes(): number {
    return bytesIn(join(this.#folder, 'data'), join(this.#folder, 'indexdb'));
  }

  rss(): number {
    return this.#server.rss();
  }

  async restart(): Promise<void> {
    await this.#server.end();
    this.#server = await this.#start();
    // It keeps the results of range queries on disk from one start to the next.
    await this.#forget();
  }

  async ask(question: Question, asked: Asked): Promise<readonly number[]> {
    return await askPromql(this.#url, question, asked);
  }

  async writeRate(connections: number, extent: Extent): Promise<number> {
    return await lineProtocolRate(`${this.#url}/write?precision=ms`, connections, extent);
  }

  async end(): Promise<void> {
    await this.#server.end();
  }

  async #forget(): Promise<void> {
    await fetch(`${this.#url}/internal/resetRollupResultCache`);
  }

  async #merges(): Promise<number> {
    const metrics = await (await fetch(`${this.#url}/metrics`)).text();
    const active = metrics.matchAll(/^vm_active_merges\{[^}]*\} (\d+)$/gm);
    return [...active].reduce((sum, [, count]) => sum + Number(count), 0);
  }
}

function labelsOf(column: Column): Readonly<Record<string, string>> {
  return {
    __name__: metricName(column),
    product: PRODUCT,
    item: column.version,
    build: '1.0',
    environment: ENVIRONMENT,
    ...(column.bucket === undefined ? {} : { le: bucketLabel(column.bucket, BOUNDS) }),
  };
}
