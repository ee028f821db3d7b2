import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GatelineError } from '../../../core/errors.ts';
import type { EvaluationDefaults } from '../../../core/measure/evaluation-import.ts';
import type { Collector } from '../../../core/ports.ts';
import { present } from '../../../core/present.ts';
import type { SourceDeps } from '../../source.ts';
import type { EvaluationReader } from '../apart/evaluation-reader.ts';
import type { EvaluationIntake } from '../intake.ts';
import { formatEvaluationProblem } from '../read-evaluation-files.ts';
import { type ListedFile, listFiles } from './list-files.ts';
import type { EvaluationsSource } from './schema.ts';
import { Settling } from './settling.ts';
import { entryOf, hashOf, TakenFiles } from './taken-files.ts';

/** What a watched folder needs beside what every collector is given. */
export interface EvaluationFolderDeps extends SourceDeps {
  readonly intake: EvaluationIntake;
  readonly reader: EvaluationReader;
}

/** A file that could not be taken, and why. */
interface Trouble {
  readonly size: number;
  readonly changedAt: number;
  readonly message: string;
  /** It may be taken as it is, once something else has changed. */
  readonly mayPass: boolean;
  readonly since: number;
}

/** One look takes in files for so long; the next goes on. */
const LOOK_MS = 20_000;
/** What may pass is tried again after this time. */
const RETRY_MS = 60_000;
/** Files that are named when they fail; of more only the number. */
const MOST_NAMED = 19;

/** What concerns the file and not the store. */
const OF_THE_FILE: ReadonlySet<string> = new Set(['evaluation-invalid', 'evaluation-conflict', 'not-found']);

/**
 * Takes in the evaluation files of a folder as they come: each once, when it has stood still for a while. A file that cannot be taken is
 * named at the source with the reason, and the others go on.
 */
export class EvaluationFolder implements Collector {
  readonly source: string;
  readonly intervalMs: number;
  readonly #config: EvaluationsSource;
  readonly #deps: EvaluationFolderDeps;
  readonly #folder: string;
  readonly #settling: Settling;
  readonly #troubles = new Map<string, Trouble>();
  #taken: TakenFiles | undefined;

  constructor(config: EvaluationsSource, deps: EvaluationFolderDeps) {
    this.source = config.name;
    this.intervalMs = config.interval;
    this.#config = config;
    this.#deps = deps;
    this.#folder = resolve(deps.folder ?? '.', config.folder);
    this.#settling = new Settling(config.settle);
  }

  async collect(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#deps;
    this.#taken ??= new TakenFiles(await store.state(this.source));
    const { path, max_files } = this.#config;
    const { files, isCut } = await listFiles(this.#folder, path, max_files);
    await this.#forgetGone(files);
    const until = clock.now() + LOOK_MS;
    for (const file of files) {
      if (signal.aborted || clock.now() > until) break;
      if (this.#isDue(file)) await this.#take(file, this.#taken, signal);
    }
    this.#tell(isCut);
  }

  async #forgetGone(files: readonly ListedFile[]): Promise<void> {
    const paths = new Set(files.map(({ path }) => path));
    this.#settling.forgetAllBut(paths);
    for (const path of this.#troubles.keys()) if (!paths.has(path)) this.#troubles.delete(path);
    const state = this.#taken?.forgetAllBut(paths) ?? [];
    if (state.length > 0) await this.#deps.intake.take([], { source: this.source, state });
  }

  /** A file that stands still, and was neither taken nor refused as it is. */
  #isDue(file: ListedFile): boolean {
    if (this.#taken?.has(file)) return false;
    const now = this.#deps.clock.now();
    const trouble = this.#troubles.get(file.path);
    const isSame = trouble?.size === file.size && trouble.changedAt === file.changedAt;
    if (trouble !== undefined && isSame) return trouble.mayPass && now - trouble.since >= RETRY_MS;
    return this.#settling.isStill(file, now);
  }

  async #take(file: ListedFile, taken: TakenFiles, signal: AbortSignal): Promise<void> {
    const { reader, intake, clock, monitor } = this.#deps;
    const { path, absolute, size, changedAt } = file;
    try {
      const hash = await hashOf(absolute, size);
      const early = await this.#readEarly(file, taken);
      if (early !== undefined) return this.#refuse(file, early, true);
      const defaults = this.#defaults(file);
      const { runs, problems } = await reader.read({ name: path, path: absolute }, defaults, signal);
      if (!(await isStill(file))) return this.#settling.forget(path);
      const errors = problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) return this.#refuse(file, errors.map(formatEvaluationProblem).join(' '), false);
      const record = { size, changedAt, hash, runs: runs.map(({ id }) => id) };
      const outcomes = await intake.take(runs, { source: this.source, state: [entryOf(path, record)] });
      taken.keep(path, { ...record, runs: outcomes.map(({ run }) => run.id) });
      this.#troubles.delete(path);
      const items = outcomes.filter(({ outcome }) => outcome === 'imported').map(({ run }) => run.itemCount);
      monitor.count(
        this.source,
        'accepted',
        items.reduce((sum, n) => sum + n, 0),
      );
      monitor.count(this.source, 'duplicate', outcomes.length - items.length);
      monitor.succeeded(this.source, clock.now());
    } catch (error) {
      if (!(error instanceof GatelineError && OF_THE_FILE.has(error.code))) throw error;
      this.#refuse(file, `${path}: ${error.message}`, error.code !== 'evaluation-invalid');
    }
  }

  /** A file that only grew was taken before it was whole; what was taken of it must not stand beside it. */
  async #readEarly({ path, absolute, size }: ListedFile, taken: TakenFiles): Promise<string | undefined> {
    const before = taken.get(path);
    if (before === undefined || before.size >= size) return undefined;
    if ((await hashOf(absolute, before.size)) !== before.hash) return undefined;
    const { product } = this.#config;
    const counting = await this.#deps.store.evaluationRuns({ product, ids: before.runs });
    const [run] = counting;
    if (run === undefined) return undefined;
    return `${path}: It has grown since it was taken as the run ${run.id}, so it was not whole then. Take that run back, and all of it is taken: gateline evaluations retract ${run.id} --why …`;
  }

  #defaults({ facts }: ListedFile): EvaluationDefaults {
    const {
      product,
      version,
      build,
      environment,
      dataset,
      revision,
      judge,
      judge_version,
      author,
      only,
      metrics,
    } = this.#config;
    const { version: item, ...said } = facts;
    return {
      product,
      now: this.#deps.clock.now(),
      ...present({
        build,
        environment,
        dataset,
        revision,
        judge,
        judgeVersion: judge_version,
        author,
        only,
        metrics,
      }),
      ...said,
      ...present({ versions: item === undefined ? version : [{ item }] }),
    };
  }

  #refuse({ path, size, changedAt }: ListedFile, message: string, mayPass: boolean): void {
    if (!this.#troubles.has(path))
      this.#deps.monitor.count(this.source, 'rejected', 1, 'a file of evaluations');
    const since = this.#deps.clock.now();
    this.#troubles.set(path, { size, changedAt, message, mayPass, since });
  }

  #tell(isCut: boolean): void {
    const named = [...this.#troubles.values()].slice(0, MOST_NAMED).map(({ message }) => message);
    const more = this.#troubles.size - named.length;
    const { max_files } = this.#config;
    this.#deps.monitor.warned(this.source, [
      ...(isCut
        ? [`There are more than ${max_files} files in the folder; only so many are looked at (max_files).`]
        : []),
      ...named,
      ...(more > 0 ? [`${more} more files could not be taken.`] : []),
    ]);
  }
}

/** Whether a file is still as it was when it was listed. */
async function isStill({ absolute, size, changedAt }: ListedFile): Promise<boolean> {
  const now = await stat(absolute).catch(() => undefined);
  return now !== undefined && now.size === size && Math.round(now.mtimeMs) === changedAt;
}
