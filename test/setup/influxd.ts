import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { SERVICES, servicePath } from './service-paths.ts';

/** A real InfluxDB 1.x of one test, on free ports, in a folder of its own. */
export class Influxd {
  readonly url: string;
  readonly #folder: string;
  readonly #ports: { http: number; rpc: number };
  readonly #environment: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;

  private constructor(
    folder: string,
    ports: { http: number; rpc: number },
    environment: Readonly<Record<string, string>>,
  ) {
    this.#folder = folder;
    this.#environment = environment;
    this.#ports = ports;
    this.url = `http://127.0.0.1:${ports.http}`;
  }

  /** @param environment further settings, `INFLUXDB_…` */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Influxd> {
    for (let attempt = 1; ; attempt += 1) {
      const folder = mkdtempSync(join(tmpdir(), 'gateline-influxd-'));
      const ports = { http: await freePort(), rpc: await freePort() };
      const server = new Influxd(folder, ports, environment);
      try {
        await server.up();
        return server;
      } catch (error) {
        // Somebody else may have taken a port since it was found free.
        await server.remove();
        if (attempt === 5) throw error;
      }
    }
  }

  /**
   * Starts it, or starts it again over the same data.
   *
   * @param environment further settings for this time
   */
  async up(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const { http, rpc } = this.#ports;
    const child = spawn(servicePath(SERVICES.influxdb), [], {
      stdio: 'ignore',
      env: {
        ...process.env,
        INFLUXDB_REPORTING_DISABLED: 'true',
        INFLUXDB_BIND_ADDRESS: `127.0.0.1:${rpc}`,
        INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${http}`,
        INFLUXDB_HTTP_LOG_ENABLED: 'false',
        INFLUXDB_META_DIR: join(this.#folder, 'meta'),
        INFLUXDB_DATA_DIR: join(this.#folder, 'data'),
        INFLUXDB_DATA_WAL_DIR: join(this.#folder, 'wal'),
        INFLUXDB_DATA_QUERY_LOG_ENABLED: 'false',
        INFLUXDB_MONITOR_STORE_ENABLED: 'false',
        ...this.#environment,
        ...environment,
      },
    });
    this.#process = child;
    for (let attempt = 0; attempt < 300; attempt += 1) {
      if (child.exitCode !== null) throw new Error(`influxd ended with ${child.exitCode}`);
      const answered = await fetch(`${this.url}/ping`).then(
        // One that speaks TLS answers too, if only to say so.
        () => true,
        () => false,
      );
      if (answered) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('influxd did not answer within 30 s');
  }

  /** @param signal `SIGKILL` to see what a crash leaves */
  async down(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
