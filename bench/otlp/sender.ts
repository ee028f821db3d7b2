import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Prepare, Send, SenderAnswer, SenderCommand } from './sender-message.ts';

/** The process that sends, to everyone alike. */
export class Sender implements Disposable {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'sender-process.ts'));

  /** Makes bodies, in the place of those before. @returns their size, bytes */
  async prepare(what: Prepare['prepare']): Promise<number> {
    const answer = await this.#ask({ prepare: what });
    return 'prepared' in answer ? answer.prepared.bytes : 0;
  }

  /** Sends them. @returns how long it took until everything was acknowledged, ms @throws Error with what the server complained of */
  async send(to: Send['send']): Promise<number> {
    const answer = await this.#ask({ send: to });
    return 'sent' in answer ? answer.sent.ms : Number.NaN;
  }

  async #ask(command: SenderCommand): Promise<SenderAnswer> {
    const answered = once(this.#child, 'message') as Promise<[SenderAnswer]>;
    this.#child.send(command);
    const [answer] = await answered;
    if ('failed' in answer) throw new Error(answer.failed);
    return answer;
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}
