import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GatelineError } from '../../../core/errors.ts';
import type { Story } from './story.ts';

const MAIN = fileURLToPath(new URL('../../../examples/ticket-routing/service/main.ts', import.meta.url));

/** A busy machine takes its time to start a process. */
const START_MS = 30_000;
/** From the wish to stop to the end; the last push to OTLP takes 2 s at most. */
const STOP_MS = 5_000;

export interface ServiceEvents {
  /** A line that it wrote to standard error. */
  onLine(line: string): void;
  /** It ended by itself: how, in words. */
  onDeath(how: string): void;
}

/**
 * The example service as a process of its own: without tickets until {@link resume}, and gone with us, however we end. It does not hear
 * the terminal's Ctrl-C, so that what it counted last can still be read.
 */
export class ExampleService implements AsyncDisposable {
  /** `http://127.0.0.1:40123` */
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #stopping = false;

  private constructor(child: ChildProcess, ended: Promise<void>, address: string) {
    this.#child = child;
    this.#ended = ended;
    this.address = address;
  }

  /**
   * @param otlp where it pushes to, `http://127.0.0.1:4318`
   * @throws GatelineError `source-unreachable` when it does not come up
   */
  static async start(story: Story, otlp: string, events: ServiceEvents): Promise<ExampleService> {
    const { today, zone, seed } = story;
    const args = [
      '--port',
      '0',
      '--otlp',
      otlp,
      '--today',
      today,
      '--zone',
      zone,
      '--seed',
      seed,
      '--paused',
    ];
    const child = spawn(process.execPath, [MAIN, ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    if (child.stderr !== null) createInterface(child.stderr).on('line', events.onLine);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    try {
      const service = new ExampleService(child, ended, await listening(child));
      child.once('exit', (code, signal) => {
        if (!service.#stopping) events.onDeath(signal ?? `exit code ${code}`);
      });
      return service;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** `undefined` once it has ended. */
  get pid(): number | undefined {
    return this.#running ? this.#child.pid : undefined;
  }

  get #running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Lets tickets arrive. */
  async resume(): Promise<void> {
    await this.#control('resume');
  }

  /** Lets no more tickets arrive; resolves when everything that had begun is counted. */
  async pause(): Promise<void> {
    if (this.#running) await this.#control('pause');
  }

  /** Asks it to push its last counts and to end, and waits for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    if (!this.#running) return;
    this.#child.kill('SIGTERM');
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await this.#ended;
    clearTimeout(patience);
  }

  /** When it does not answer, it is about to end: that is told where it ends. */
  async #control(what: 'pause' | 'resume'): Promise<void> {
    const url = `${this.address}/control/${what}`;
    await fetch(url, { method: 'POST', signal: AbortSignal.timeout(STOP_MS) }).catch(() => undefined);
  }
}

/** The first line says where it listens. */
function listening(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (why: string) =>
    reject(new GatelineError('source-unreachable', `The example service did not start: ${why}.`));
  const patience = setTimeout(() => fail(`it said nothing for ${START_MS / 1_000} s`), START_MS);
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code, signal) => fail(`it ended with ${signal ?? `exit code ${code}`}`));
  if (child.stdout === null) fail('it has no output');
  else {
    createInterface(child.stdout).once('line', (line) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (address === undefined) fail(`it said "${line}"`);
      else resolve(address);
    });
  }
  return promise.finally(() => clearTimeout(patience));
}
