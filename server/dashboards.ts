import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Problem } from '../core/roadmap/roadmap.ts';
import { durationMs } from './config/scalars.ts';
import { type DashboardFile, dashboardFile } from './http/contract/dashboard.ts';
import { schemaProblems } from './yaml/schema-problems.ts';
import { YamlSource } from './yaml/yaml-source.ts';

const MOST_FILES = 200;
const LARGEST_FILE_BYTES = 256 * 1024;

export interface DashboardsReading {
  readonly dashboards: readonly DashboardFile[];
  readonly problems: readonly Problem[];
}

interface ReadFile {
  readonly signature: string;
  readonly dashboard: DashboardFile | undefined;
  readonly problems: readonly Problem[];
}

/** The folder of walls and dashboards, one YAML file each. An edit shows at the next read; only changed files are read again. */
export class Dashboards {
  readonly #folder: string | undefined;
  #files = new Map<string, ReadFile>();

  /** @param folder absent: there are none */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Every good file, by name of file, and what is wrong with the others. */
  async read(): Promise<DashboardsReading> {
    if (this.#folder === undefined) return { dashboards: [], problems: [] };
    const names = await filesIn(this.#folder);
    if (names === undefined) return { dashboards: [], problems: [missing(this.#folder)] };
    const files = new Map<string, ReadFile>();
    for (const name of names.slice(0, MOST_FILES)) files.set(name, await this.#readFile(name));
    this.#files = files;
    return together(files);
  }

  async #readFile(name: string): Promise<ReadFile> {
    const path = join(this.#folder ?? '', name);
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const signature = `${ino}:${mtimeMs}:${size}`;
      const known = this.#files.get(name);
      if (known?.signature === signature) return known;
      if (size > LARGEST_FILE_BYTES) return unusable(name, signature, 'is larger than 256 KiB');
      return { signature, ...parseDashboard(name, await readFile(path, 'utf8')) };
    } catch {
      return unusable(name, '', 'cannot be read');
    }
  }
}

/** As it is written in a file: durations as people write them. */
const writtenDashboard = dashboardFile.omit({ rotateSeconds: true, staleAfterSeconds: true }).extend({
  /** How long each screen stays. */
  rotate: durationMs({ atLeastMs: 5_000, atMostMs: 3_600_000, example: '20s' }).optional(),
  /** Production data older than this are shown as stale. */
  stale_after: durationMs({ atLeastMs: 30_000, atMostMs: 86_400_000, example: '5min' }).optional(),
});

function asDashboard({ rotate, stale_after, ...rest }: z.infer<typeof writtenDashboard>): DashboardFile {
  return dashboardFile.parse({
    ...rest,
    ...(rotate === undefined ? {} : { rotateSeconds: rotate / 1000 }),
    ...(stale_after === undefined ? {} : { staleAfterSeconds: stale_after / 1000 }),
  });
}

/** Reads one dashboard's text. @param file the name that problems give */
export function parseDashboard(
  file: string,
  text: string,
): { dashboard: DashboardFile | undefined; problems: readonly Problem[] } {
  const source = new YamlSource(file, text);
  const syntax = source.syntaxProblems();
  if (syntax.length > 0) return { dashboard: undefined, problems: syntax };
  const value = source.value();
  const result = writtenDashboard.safeParse(value);
  if (result.success) return { dashboard: asDashboard(result.data), problems: [] };
  const options = { schema: writtenDashboard, value };
  return { dashboard: undefined, problems: schemaProblems(source, result.error.issues, options) };
}

async function filesIn(folder: string): Promise<string[] | undefined> {
  const entries: Dirent[] | undefined = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  return entries
    ?.filter((entry) => !entry.isDirectory() && /^[^.].*\.ya?ml$/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

function together(files: ReadonlyMap<string, ReadFile>): DashboardsReading {
  const byId = new Map<string, DashboardFile>();
  const problems: Problem[] = [];
  for (const [name, { dashboard, problems: found }] of files) {
    problems.push(...found);
    if (dashboard === undefined) continue;
    if (byId.has(dashboard.id))
      problems.push(problem(name, `The id \`${dashboard.id}\` is taken by another file.`));
    else byId.set(dashboard.id, dashboard);
  }
  return { dashboards: [...byId.values()], problems };
}

function unusable(name: string, signature: string, why: string): ReadFile {
  return { signature, dashboard: undefined, problems: [problem(name, `This file ${why}.`)] };
}

function missing(folder: string): Problem {
  return problem(folder, 'There is no such folder.');
}

function problem(file: string, message: string): Problem {
  return { severity: 'error', file, line: 1, column: 1, message };
}
