import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../setup/free-port.ts';
import { SERVICES, servicePath } from '../setup/service-paths.ts';
import { eventually } from './prometheus-server.ts';

/** A real VictoriaMetrics of one test: scrapes these targets every second, on a free port, in a folder of its own. */
export class VictoriaMetricsServer {
  readonly url: string;
  readonly #folder: string;
  readonly #flags: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, flags: readonly string[]) {
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = folder;
    this.#flags = [
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${join(folder, 'data')}`,
      `-promscrape.config=${join(folder, 'scrape.yml')}`,
      '-loggerLevel=ERROR',
      ...flags,
    ];
  }

  /** @param targets `host:port` of each */
  static async start(
    targets: readonly string[],
    flags: readonly string[] = [],
  ): Promise<VictoriaMetricsServer> {
    const folder = mkdtempSync(join(tmpdir(), 'gateline-victoria-'));
    const jobs = { job_name: 'service', static_configs: [{ targets }] };
    const config = { global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: [jobs] };
    writeFileSync(join(folder, 'scrape.yml'), JSON.stringify(config));
    const server = new VictoriaMetricsServer(await freePort(), folder, flags);
    await server.up();
    return server;
  }

  async up(): Promise<void> {
    this.#process = spawn(servicePath(SERVICES.victoriaMetrics), this.#flags, { stdio: 'ignore' });
    await eventually('VictoriaMetrics is ready', async () => (await fetch(`${this.url}/health`)).ok);
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

  /** Sum of the newest raw samples of a selector; what is only in memory yet is made visible first. */
  async sum(selector: string): Promise<number> {
    await fetch(`${this.url}/internal/force_flush`);
    const answer = await fetch(`${this.url}/api/v1/export?match[]=${encodeURIComponent(selector)}`);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    return lines
      .map((line) => (JSON.parse(line) as { values: (number | null)[] }).values.at(-1) ?? 0)
      .reduce((sum, value) => sum + value, 0);
  }
}
