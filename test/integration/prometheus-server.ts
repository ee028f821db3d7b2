import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '../../collectors/http/connection.ts';
import { request } from '../../collectors/http/request.ts';
import { freePort } from '../setup/free-port.ts';
import { SERVICES, servicePath } from '../setup/service-paths.ts';

export interface PrometheusServerOptions {
  /** On top of the usual ones. */
  readonly flags?: readonly string[];
  /** Content of `--web.config.file`: TLS and sign-in. */
  readonly web?: object;
  /** How its own API is reached, where `web` asks for it. */
  readonly credentials?: Credentials;
  /** What its paths begin with. */
  readonly prefix?: string;
  /** Fills the folder of its data before it starts. */
  readonly fill?: (folder: string) => void;
}

/** A real Prometheus server of one test: scrapes these targets every second, on a free port, in a folder of its own. */
export class PrometheusServer {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #options: PrometheusServerOptions;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, options: PrometheusServerOptions) {
    this.#port = port;
    this.#folder = folder;
    this.#options = options;
    const scheme = options.web === undefined ? 'http' : 'https';
    this.url = `${scheme}://127.0.0.1:${port}${options.prefix ?? ''}`;
  }

  /** @param targets `host:port` of each */
  static async start(
    targets: readonly string[],
    options: PrometheusServerOptions = {},
  ): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), 'gateline-prometheus-'));
    const jobs = { job_name: 'service', static_configs: [{ targets }] };
    const config = { global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: [jobs] };
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    if (options.web !== undefined) writeFileSync(join(folder, 'web.yml'), JSON.stringify(options.web));
    options.fill?.(join(folder, 'data'));
    const server = new PrometheusServer(await freePort(), folder, options);
    await server.up();
    return server;
  }

  async up(): Promise<void> {
    const { flags = [], web, prefix } = this.#options;
    this.#process = spawn(
      servicePath(SERVICES.prometheus),
      [
        `--config.file=${join(this.#folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(this.#folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${this.#port}`,
        ...(web === undefined ? [] : [`--web.config.file=${join(this.#folder, 'web.yml')}`]),
        ...(prefix === undefined ? [] : [`--web.route-prefix=${prefix}`]),
        ...flags,
      ],
      { stdio: 'ignore' },
    );
    await eventually('Prometheus is ready', async () => (await this.#get('/-/ready')).status === 200);
  }

  async down(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server === undefined || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Value of an expression that gives one. */
  async value(expression: string): Promise<number> {
    const { body } = await this.#get(`/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { data } = JSON.parse(body) as { data: { result: { value: [number, string] }[] } };
    return Number(data.result[0]?.value[1] ?? Number.NaN);
  }

  /** Sum of the newest samples of a selector. */
  sum(selector: string): Promise<number> {
    return this.value(`sum(${selector})`);
  }

  #get(path: string) {
    return request({
      url: `${this.url}${path}`,
      credentials: this.#options.credentials ?? {},
      limits: { timeoutMs: 5_000, maxBytes: 10_000_000, maxRedirects: 0 },
      signal: new AbortController().signal,
    });
  }
}

/** Waits until something holds; what it throws meanwhile is no answer yet. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    if (await holds().catch(() => false)) return;
    if (Date.now() > until) throw new Error(`not within ${timeoutMs / 1_000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
