import { resolve } from 'node:path';
import { Child } from './child-process.ts';
import { ServiceControls } from './ticket-service.ts';

const LAUNCHER = resolve('server/cli/gateline.js');

/** `gateline demo` as a process of one test. */
export class Demo extends Child {
  constructor(folder: string, ...args: string[]) {
    super([LAUNCHER, 'demo', '--data', folder, ...args], { group: true });
  }

  /** Waits until it says that it is ready. @returns where its pages are */
  async ready(): Promise<string> {
    // A year of history comes first, and other tests run beside it.
    await this.said(/Ctrl-C stops all of it/, 110_000);
    return this.#told(/Gateline is on (http:\S+)/);
  }

  /** The example service that it started. */
  get service(): ServiceControls & { readonly pid: number } {
    const [address, pid] = [
      this.#told(/metrics on (http:\S+)\/metrics/),
      this.#told(/service\s+process (\d+)/),
    ];
    return Object.assign(new ServiceControls(address), { pid: Number(pid) });
  }

  #told(what: RegExp): string {
    const [, told] = what.exec(this.out) ?? [];
    if (told === undefined) throw new Error(`it did not say ${what}:\n${this.out}\n${this.err}`);
    return told;
  }
}

/** Whether a process of this id is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
