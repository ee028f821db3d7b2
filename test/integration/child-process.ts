import { type ChildProcess, spawn } from 'node:child_process';
import { eventually } from './prometheus-server.ts';

export interface ChildOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Signals go to everything that it started in its group as well, as a terminal sends them. */
  readonly group?: boolean;
  /** Instead of Node. */
  readonly program?: string;
  /** Who it runs as, user and group; only root may choose. */
  readonly user?: number;
}

/** A real process of one test: what it says is kept, and it is gone when the test is. */
export class Child implements AsyncDisposable {
  out = '';
  err = '';
  readonly #process: ChildProcess;
  readonly #group: boolean;
  readonly #exit: Promise<number | NodeJS.Signals>;

  /** Starts `node`, or another program, with these arguments. */
  constructor(
    args: readonly string[],
    { cwd = process.cwd(), environment = {}, group = false, program, user }: ChildOptions = {},
  ) {
    this.#group = group;
    this.#process = spawn(program ?? process.execPath, args, {
      cwd,
      env: { ...process.env, ...environment },
      detached: group,
      ...(user === undefined ? {} : { uid: user, gid: user }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.#exit = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => resolve(signal ?? code ?? -1));
    });
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Waits until it has said this. */
  async said(what: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    const found = () => what.exec(this.out) ?? what.exec(this.err);
    await eventually(`the process says ${what}`, async () => found() !== null || !this.running, timeoutMs);
    const match = found();
    if (match === null) throw new Error(`it ended without saying ${what}:\n${this.out}\n${this.err}`);
    return match;
  }

  /** How it ends: the exit code, or the signal. */
  exit(): Promise<number | NodeJS.Signals> {
    return this.#exit;
  }

  /** Sends a signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    if (this.running) process.kill(this.#group ? -this.pid : this.pid, signal);
    return await this.#exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.running) await this.kill('SIGKILL');
  }
}
