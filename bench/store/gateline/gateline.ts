import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Extent } from '../extent.ts';
import type { Answers, Command, Reply } from './commands.ts';

/** Gateline's embedded store in a process of its own, with nothing of the bench beside it but what makes the points. */
export class Gateline {
  readonly #process: ChildProcess;

  /** @param file of the store; its folder exists */
  constructor(file: string, extent: Extent, rawRetentionDays: number) {
    const settings = JSON.stringify({ file, extent, rawRetentionDays });
    this.#process = fork(join(import.meta.dirname, 'process.ts'), [settings], {
      serialization: 'advanced',
      // As the server is started (server/cli/gateline.js).
      execArgv: ['--max-semi-space-size=4'],
    });
    // Whoever started the bench ends it: the store must not live on.
    process.once('exit', () => this.#process.kill());
  }

  /** One at a time. @throws Error with what the process says, or when it has ended */
  async tell<K extends keyof Answers>(command: Command & { readonly do: K }): Promise<Answers[K]> {
    const child = this.#process;
    return await new Promise((resolve, reject) => {
      const done = (act: () => void) => {
        child.removeListener('message', answered);
        child.removeListener('exit', ended);
        act();
      };
      const answered = (reply: Reply) =>
        done(() => ('error' in reply ? reject(new Error(reply.error)) : resolve(reply.value as Answers[K])));
      const ended = () => done(() => reject(new Error('The process of the store has ended.')));
      child.on('message', answered);
      child.once('exit', ended);
      child.send(command);
    });
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.tell({ do: 'end' });
    this.#process.disconnect();
    await gone;
  }
}
