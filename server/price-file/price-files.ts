import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { PRICE_LIMITS } from '../../core/price/document.ts';
import { type PriceBook, priceBook } from '../../core/price/price-book.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import type { Problem } from '../../core/roadmap/roadmap.ts';
import { FileWatch, type FileWatchOptions } from '../roadmap-file/file-watch.ts';
import { readPriceText } from './read-price-text.ts';

/** What became of a file of prices. */
export interface PriceChange {
  readonly file: string;
  /** Other prices than before are in force. */
  readonly replaced: boolean;
  readonly problems: readonly Problem[];
}

export interface PriceFilesOptions extends Partial<FileWatchOptions> {
  /** Told after each change of a file, good or bad. It does not throw. */
  readonly onChange?: (change: PriceChange) => void;
}

const DEBOUNCE_MS = 100;
const POLL_MS = 5_000;
/** An editor that replaces a file takes it away for a moment. */
const ABSENCE_MS = 250;

interface PriceFile {
  readonly path: string;
  /** The last good one. */
  table: PriceTable | undefined;
  problems: readonly Problem[];
  seen: string | undefined;
}

/**
 * The files of prices of a server, read at the start and watched from then on. A good edit holds for what is priced from then on, and for
 * nothing that was priced before; a bad one leaves the last good prices in force.
 */
export class PriceFiles {
  readonly #files: readonly PriceFile[];
  readonly #onChange: (change: PriceChange) => void;
  #watches: readonly FileWatch[] = [];

  private constructor(paths: readonly string[], onChange: (change: PriceChange) => void) {
    this.#files = [...new Set(paths)].map((path) => ({
      path,
      table: undefined,
      problems: [],
      seen: undefined,
    }));
    this.#onChange = onChange;
  }

  /** Reads the files and begins to watch them. Never fails because of what is in them. @param paths the first that names a model decides */
  static async open(paths: readonly string[], options: PriceFilesOptions = {}): Promise<PriceFiles> {
    const { debounceMs = DEBOUNCE_MS, pollMs = POLL_MS, onChange = () => {} } = options;
    const opened = await PriceFiles.check(paths, onChange);
    opened.#watches = opened.#files.map(
      (file) => new FileWatch(file.path, () => opened.#look(file), { debounceMs, pollMs }),
    );
    return opened;
  }

  /** Reads files once, without watching them. */
  static async check(
    paths: readonly string[],
    onChange: (change: PriceChange) => void = () => {},
  ): Promise<PriceFiles> {
    const files = new PriceFiles(paths, onChange);
    await Promise.all(files.#files.map((file) => read(file)));
    return files;
  }

  /** The tables that are in force, in the order of the files. */
  tables(): readonly PriceTable[] {
    return this.#files.flatMap(({ table }) => table ?? []);
  }

  /** A book that always answers by the tables in force. @param currency that costs of the product are counted in */
  book(currency: () => string): PriceBook {
    return priceBook(() => this.tables(), currency);
  }

  /** What is wrong with any of the files as they stand now. */
  problems(): readonly Problem[] {
    return this.#files.flatMap((file) => file.problems);
  }

  async close(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.close()));
  }

  async #look(file: PriceFile): Promise<void> {
    const { table } = file;
    if (!(await read(file))) return;
    this.#onChange({ file: file.path, replaced: file.table !== table, problems: file.problems });
  }
}

/** @returns whether anything is different from before */
async function read(file: PriceFile): Promise<boolean> {
  const content = await contentOf(file);
  const seen = typeof content === 'string' ? content : createHash('sha256').update(content).digest('hex');
  if (seen === file.seen) return false;
  file.seen = seen;
  if (typeof content === 'string') {
    file.problems = [{ severity: 'error', file: file.path, line: 1, column: 1, message: content }];
    return true;
  }
  const { table, problems } = readPriceText(content, file.path);
  file.table = table ?? file.table;
  file.problems = problems;
  return true;
}

/** The bytes, or one sentence that says why there are none. */
async function contentOf({ path, table }: PriceFile): Promise<Uint8Array | string> {
  try {
    return await bytesOf(path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || table === undefined) throw error;
      await wait(ABSENCE_MS);
      return bytesOf(path);
    });
  } catch (error) {
    return unreadablePrices(path, (error as NodeJS.ErrnoException).code ?? 'unknown error').message;
  }
}

async function bytesOf(path: string): Promise<Uint8Array | string> {
  const { size } = await stat(path);
  if (size > PRICE_LIMITS.bytes) {
    return `The file has ${size} bytes, and prices have at most ${PRICE_LIMITS.bytes}.`;
  }
  return readFile(path);
}

/** What is wrong with a file of prices that cannot be read. @param code of the system's error */
export function unreadablePrices(file: string, code: string): Problem {
  const message = REASONS[code] ?? `The file of prices cannot be read (${code}).`;
  return { severity: 'error', file, line: 1, column: 1, message };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'The file of prices is not there.',
  EACCES: 'The file of prices may not be read: its permissions forbid it.',
  EPERM: 'The file of prices may not be read: its permissions forbid it.',
  EISDIR: 'This is a folder, where a file of prices was expected.',
};
