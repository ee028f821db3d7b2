import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

const READY_WITHIN_MS = 60_000;
/** A server that does not end when it is told to is ended by force. */
const ENDS_WITHIN_MS = 60_000;

/** A server of the bench; it ends with it. */
export class ServerProcess {
  readonly #process: ChildProcess;

  constructor(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#process = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...environment } });
    // A program that cannot be started has ended, and is told of where it does not answer.
    this.#process.once('error', () => {});
    process.once('exit', () => this.#process.kill());
  }

  /** Waits until it answers. @throws Error when it does not within a minute */
  async ready(url: string): Promise<void> {
    const until = Date.now() + READY_WITHIN_MS;
    while (Date.now() < until && !this.#isOver) {
      const answered = await fetch(url, { signal: AbortSignal.timeout(READY_WITHIN_MS) }).then(
        (response) => response.ok,
        () => false,
      );
      if (answered) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.end();
    throw new Error(`${this.#process.spawnfile} does not answer at ${url}.`);
  }

  /** What it has in memory, bytes; NaN where the system does not say. */
  rss(): number {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    } catch {
      return Number.NaN;
    }
  }

  async end(): Promise<void> {
    if (this.#isOver) return;
    const server = this.#process;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    const force = setTimeout(() => server.kill('SIGKILL'), ENDS_WITHIN_MS);
    await gone;
    clearTimeout(force);
  }

  /** Whether it has ended, by itself or by a signal. */
  get #isOver(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }
}

/** What a program says of its version, or what its Debian package does. */
export function versionOf(program: string, args: readonly string[], debianPackage: string): string {
  const dpkg = ['-s', debianPackage] as const;
  return said(program, args) ?? said('dpkg-query', dpkg) ?? 'of unknown version';
}

function said(program: string, args: readonly string[]): string | undefined {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return /\d+\.\d+(\.\d+)?/.exec(`${stdout}${stderr}`)?.[0];
}

/** A port of the loopback that nobody had a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Size of all files in folders, bytes. */
export function bytesIn(...folders: readonly string[]): number {
  let sum = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) sum += statSync(join(entry.parentPath, entry.name)).size;
    }
  }
  return sum;
}

/** The JSON that an address answers with. @throws Error with what it says when it refuses */
export async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(
      `${url.slice(0, 200)} answers ${response.status}: ${(await response.text()).slice(0, 300)}`,
    );
  return await response.json();
}

/** Sends a body. @throws Error with what the answer says when it is refused */
export async function post(url: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(url, { method: 'POST', body });
  const said = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${said.slice(0, 300)}`);
}
