import type { WriteStream } from 'node:tty';

/** A log without a terminal is told of progress at most this often. */
const LOG_EVERY_MS = 15_000;

/** One line that is written over while the bench works; where there is no terminal, a line now and then. */
export class ProgressLine {
  readonly #out: Pick<WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly #began = performance.now();
  #loggedAt = Number.NEGATIVE_INFINITY;

  constructor(out: Pick<WriteStream, 'write' | 'isTTY' | 'columns'>) {
    this.#out = out;
  }

  show(part: string, what: string): void {
    const now = performance.now();
    const text = `${Math.round((now - this.#began) / 1000)} s  ${part}: ${what}`;
    if (this.#out.isTTY) {
      this.#out.write(`\r\u001b[2K${text.slice(0, (this.#out.columns || 80) - 1)}`);
    } else if (now - this.#loggedAt >= LOG_EVERY_MS) {
      this.#loggedAt = now;
      this.#out.write(`${text}\n`);
    }
  }

  clear(): void {
    if (this.#out.isTTY) this.#out.write('\r\u001b[2K');
  }
}
