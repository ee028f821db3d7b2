import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

/** How far something long is. */
export interface Progress extends Disposable {
  /** @param done 0…1 @param detail what it has come to */
  show(done: number, detail: string): void;
}

const LINE_EVERY_MS = 1_000;

/**
 * A bar on a terminal; a line a second where nobody can see one. It ends when it is disposed of.
 *
 * @param what is under way: "Making the history"
 */
export function showProgress(terminal: Terminal, what: string): Progress {
  return terminal.interactive ? bar(what) : lines(terminal, what);
}

function bar(what: string): Progress {
  const shown = new SingleBar({
    format: `${what}  {bar}  {percentage} %  {detail}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 40,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stdout,
  });
  shown.start(100, 0, { detail: '' });
  return {
    show: (done, detail) => shown.update(Math.floor(100 * done), { detail }),
    [Symbol.dispose]: () => shown.stop(),
  };
}

function lines({ out }: Terminal, what: string): Progress {
  let last = Number.NEGATIVE_INFINITY;
  return {
    show: (done, detail) => {
      const now = performance.now();
      if (now - last < LINE_EVERY_MS && done < 1) return;
      last = now;
      out(`${what}: ${Math.floor(100 * done)} % (${detail})\n`);
    },
    [Symbol.dispose]: () => {},
  };
}
