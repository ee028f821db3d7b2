import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { findService, SERVICES } from '../../../test/setup/service-paths.ts';
import { ENVIRONMENT, PRODUCT } from '../batches.ts';
import type { Day } from '../day.ts';
import type { Asked, Question } from '../questions.ts';
import { BOUNDS, type Column } from '../workload.ts';
import type { Peer, PeerKind } from './peer.ts';
import { askPromql } from './promql.ts';
import { bucketLabel, metricName, RunningTotals } from './running-totals.ts';
import { bytesIn, freePort, ServerProcess, versionOf } from './server-process.ts';

const NAME = 'Prometheus';
/** Days of a file that promtool makes blocks of, and the longest blocks that it may make: it reads the file once for each. */
const DAYS_PER_FILE = 7;
const LONGEST_BLOCK = '162h';

/** Debian's package; a past comes in as promtool takes it, in files of OpenMetrics. */
export const prometheus: PeerKind = {
  name: NAME,
  async start(folder) {
    const program = findService(SERVICES.prometheus);
    const promtool = findService(SERVICES.promtool);
    if (program === undefined || promtool === undefined) return undefined;
    writeFileSync(join(folder, 'prometheus.yml'), '{}');
    mkdirSync(join(folder, 'data'));
    return new Prometheus(program, promtool, folder);
  },
};

class Prometheus implements Peer {
  readonly name = NAME;
  readonly version: string;
  readonly takesYear = false;
  /** It extrapolates to the edges of a window, from points that lie a minute within them. */
  readonly tolerance = 0.03;
  readonly #program: string;
  readonly #promtool: string;
  readonly #folder: string;
  #server: ServerProcess | undefined;
  #url = '';

  constructor(program: string, promtool: string, folder: string) {
    this.#program = program;
    this.#promtool = promtool;
    this.#folder = folder;
    this.version = versionOf(program, ['--version'], SERVICES.prometheus.debianPackage);
  }

  async load(days: Iterable<Day>, wants: (measure: string) => boolean): Promise<void> {
    await this.#server?.end();
    const totals = new RunningTotals();
    let week: WeekFile | undefined;
    let count = 0;
    for (const day of days) {
      week ??= new WeekFile(join(this.#folder, 'week.om'));
      await week.add(day, totals.next(day, wants), count === 0);
      count += 1;
      if (count % DAYS_PER_FILE !== 0) continue;
      await this.#makeBlocks(week);
      week = undefined;
    }
    if (week !== undefined) await this.#makeBlocks(week);
    await this.#start();
  }

  async settle(quick: boolean): Promise<void> {
    // It joins blocks soon after its start.
    let bytes = Number.NaN;
    for (let quiet = 0; quiet < (quick ? 1 : 5); ) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const now = this.bytes();
      quiet = now === bytes ? quiet + 1 : 0;
      bytes = now;
    }
  }

  bytes(): number {
    return bytesIn(join(this.#folder, 'data'));
  }

  rss(): number {
    return this.#server?.rss() ?? Number.NaN;
  }

  async restart(): Promise<void> {
    await this.#server?.end();
    await this.#start();
  }

  async ask(question: Question, asked: Asked): Promise<readonly number[]> {
    return await askPromql(this.#url, question, asked);
  }

  /** It takes data by scraping, not by requests of ten thousand increments. */
  async writeRate(): Promise<undefined> {
    return undefined;
  }

  async end(): Promise<void> {
    await this.#server?.end();
  }

  async #makeBlocks(week: WeekFile): Promise<void> {
    await week.end();
    const block = `--max-block-duration=${LONGEST_BLOCK}`;
    const args = ['tsdb', 'create-blocks-from', 'openmetrics', block, week.path, join(this.#folder, 'data')];
    const promtool = spawn(this.#promtool, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = await once(promtool, 'exit');
    if (code !== 0) throw new Error(`promtool ended with ${code}.`);
    rmSync(week.path);
  }

  async #start(): Promise<void> {
    const port = await freePort();
    this.#url = `http://127.0.0.1:${port}`;
    this.#server = new ServerProcess(this.#program, [
      `--config.file=${join(this.#folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(this.#folder, 'data')}`,
      '--storage.tsdb.retention.time=10y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ]);
    await this.#server.ready(`${this.#url}/-/ready`);
  }
}

/** A file of OpenMetrics that grows day by day. */
class WeekFile {
  readonly path: string;
  readonly #out;

  constructor(path: string) {
    this.path = path;
    this.#out = createWriteStream(path);
  }

  /** @param isFirst everything begins at nothing, so that the first day counts whole */
  async add(
    day: Day,
    columns: Iterable<Column & { readonly values: Float64Array }>,
    isFirst: boolean,
  ): Promise<void> {
    const stamps = Array.from(day.times, (at) => ` ${at / 1_000}\n`);
    for (const column of columns) {
      const series = seriesOf(column);
      const lines: string[] = isFirst ? [`${series} 0 ${day.start / 1_000}\n`] : [];
      for (let point = 0; point < stamps.length; point += 1) {
        lines.push(`${series} ${column.values[point]}${stamps[point]}`);
      }
      if (!this.#out.write(lines.join(''))) await once(this.#out, 'drain');
    }
  }

  async end(): Promise<void> {
    this.#out.end('# EOF\n');
    await finished(this.#out);
  }
}

function seriesOf(column: Column): string {
  const le = column.bucket === undefined ? '' : `,le="${bucketLabel(column.bucket, BOUNDS)}"`;
  return `${metricName(column)}{product="${PRODUCT}",item="${column.version}",build="1.0",environment="${ENVIRONMENT}"${le}}`;
}
