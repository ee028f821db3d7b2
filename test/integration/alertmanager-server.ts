import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../setup/free-port.ts';
import { SERVICES, servicePath } from '../setup/service-paths.ts';
import { eventually } from './prometheus-server.ts';

/** A real Alertmanager of one test, on a free port, in a folder of its own; it sends everything to one webhook. */
export class AlertmanagerServer {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
    this.url = `http://127.0.0.1:${port}/alerts`;
  }

  /** @param webhook where notifications go, and on top of that what the receiver has */
  static async start(
    webhook: { readonly url: string } & Record<string, unknown>,
  ): Promise<AlertmanagerServer> {
    const folder = mkdtempSync(join(tmpdir(), 'gateline-alertmanager-'));
    const config = {
      route: {
        receiver: 'gateline',
        group_by: ['service'],
        group_wait: '200ms',
        group_interval: '500ms',
        repeat_interval: '1h',
      },
      receivers: [{ name: 'gateline', webhook_configs: [webhook] }],
    };
    writeFileSync(join(folder, 'alertmanager.yml'), JSON.stringify(config));
    const server = new AlertmanagerServer(await freePort(), folder);
    await server.up();
    return server;
  }

  async up(): Promise<void> {
    this.#process = spawn(
      servicePath(SERVICES.alertmanager),
      [
        `--config.file=${join(this.#folder, 'alertmanager.yml')}`,
        `--storage.path=${join(this.#folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${this.#port}`,
        '--web.route-prefix=/alerts',
        '--cluster.listen-address=',
      ],
      { stdio: 'ignore' },
    );
    await eventually('Alertmanager is ready', async () => (await fetch(`${this.url}/-/ready`)).ok);
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

  /** Fires alerts, or ends them. */
  async post(alerts: readonly object[]): Promise<void> {
    await this.#send('alerts', alerts);
  }

  /** @returns its id */
  async silence(label: string, value: string, by: string): Promise<string> {
    const [startsAt, endsAt] = [Date.now() - 1_000, Date.now() + 3_600_000].map((at) =>
      new Date(at).toISOString(),
    );
    const matchers = [{ name: label, value, isRegex: false, isEqual: true }];
    const made = await this.#send('silences', {
      matchers,
      startsAt,
      endsAt,
      createdBy: by,
      comment: 'known',
    });
    return ((await made.json()) as { silenceID: string }).silenceID;
  }

  async unsilence(id: string): Promise<void> {
    await fetch(`${this.url}/api/v2/silence/${id}`, { method: 'DELETE' });
  }

  async #send(what: string, body: unknown): Promise<Response> {
    const answer = await fetch(`${this.url}/api/v2/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`Alertmanager refuses: ${await answer.text()}`);
    return answer;
  }
}
