import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { GatelineError } from '../../core/errors.ts';
import { readTargetFile } from './read-target-file.ts';
import type { ScrapeTarget } from './schema.ts';
import { type TargetDefaults, targetOfFile } from './target-of-file.ts';

/** A file that is larger is no list of targets. */
const LARGEST_BYTES = 2 * 1024 ** 2;
/** More files than this behind one pattern are not looked at. */
const MOST_FILES = 1_000;

/** What a file said when it was last right. */
interface KnownFile {
  text: string | undefined;
  targets: readonly ScrapeTarget[];
  /** What is wrong with it now. */
  trouble: string | undefined;
  /** What is wrong with single targets of it. */
  remarks: readonly string[];
}

/** The targets of all files, and what is wrong with any of them. */
export interface FileTargets {
  readonly targets: readonly ScrapeTarget[];
  readonly warnings: readonly string[];
}

/**
 * Files of targets, looked at again before each run, so that a change holds at once whatever it was made with (editors, links that are
 * exchanged as a whole, network folders). A file that cannot be read keeps its last good list.
 */
export class TargetFiles {
  readonly #patterns: readonly string[];
  readonly #folder: string;
  readonly #defaults: TargetDefaults;
  readonly #known = new Map<string, KnownFile>();

  /**
   * @param patterns paths, the last part of which may have stars
   * @param folder where relative ones begin
   */
  constructor(patterns: readonly string[], folder: string, defaults: TargetDefaults) {
    this.#patterns = patterns;
    this.#folder = folder;
    this.#defaults = defaults;
  }

  async read(): Promise<FileTargets> {
    const warnings: string[] = [];
    const paths = new Set<string>();
    for (const pattern of this.#patterns) {
      const found = await filesOf(resolve(this.#folder, pattern));
      if (found.length === 0) warnings.push(`There is no file of targets ${pattern}.`);
      for (const path of found) paths.add(path);
    }
    for (const path of this.#known.keys()) if (!paths.has(path)) this.#known.delete(path);
    for (const path of paths) await this.#look(path);
    const known = [...paths].flatMap((path) => this.#known.get(path) ?? []);
    return {
      targets: known.flatMap(({ targets }) => targets),
      warnings: [
        ...warnings,
        ...known.flatMap(({ trouble, remarks }) => [...(trouble ? [trouble] : []), ...remarks]),
      ],
    };
  }

  async #look(path: string): Promise<void> {
    const known = this.#known.get(path) ?? {
      text: undefined,
      targets: [],
      trouble: undefined,
      remarks: [],
    };
    this.#known.set(path, known);
    try {
      const text = await textOf(path, this.#shown(path));
      if (text !== known.text) this.#take(path, known, text);
      known.trouble = undefined;
    } catch (error) {
      if (!(error instanceof GatelineError)) throw error;
      const kept = known.text === undefined ? '' : ' The last good list is used.';
      known.trouble = `${error.message}${kept}`;
    }
  }

  #take(path: string, known: KnownFile, text: string): void {
    const targets: ScrapeTarget[] = [];
    const remarks: string[] = [];
    for (const { addresses, labels } of readTargetFile(this.#shown(path), text)) {
      for (const { text: address, line } of addresses) {
        const target = targetOfFile(address, labels, this.#defaults);
        if (typeof target === 'string') remarks.push(`${this.#shown(path)}:${line}: ${address}: ${target}.`);
        else targets.push(target);
      }
    }
    known.text = text;
    known.targets = targets;
    known.remarks = remarks;
  }

  #shown(path: string): string {
    const near = relative(this.#folder, path);
    return near.startsWith('..') ? path : near;
  }
}

/** The files that a path stands for: itself, or in its folder those whose names its stars match. A named file may be missing. */
async function filesOf(pattern: string): Promise<readonly string[]> {
  const name = basename(pattern);
  if (!name.includes('*')) return [pattern];
  const expression = new RegExp(`^${name.split('*').map(escaped).join('.*')}$`);
  const names = await readdir(dirname(pattern)).catch(() => []);
  const matching = names.filter((one) => expression.test(one)).sort();
  return matching.slice(0, MOST_FILES).map((one) => join(dirname(pattern), one));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

async function textOf(path: string, shown: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) throw new GatelineError('limit-exceeded', `${shown} is larger than 2 MiB.`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof GatelineError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new GatelineError('config-invalid', `The file of targets ${shown} cannot be read (${reason}).`);
  }
}
