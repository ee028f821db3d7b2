import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GatelineError } from '../../core/errors.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { hasErrors } from '../../core/text/problem.ts';
import { formatListenAddress } from '../config/scalars.ts';
import type { Config } from '../config.ts';
import { RoadmapFiles } from '../roadmap-file/roadmap-files.ts';
import { formatProblem } from '../yaml/format-problem.ts';
import { readConfig, type SharedOptions } from './shared-options.ts';
import type { Terminal } from './terminal.ts';

/** A roadmap of a file that has no error. */
export interface GoodFile {
  /** Absolute. */
  readonly file: string;
  readonly roadmap: Roadmap;
  /** Hash of its content. */
  readonly revision: string;
  /** Its content. */
  readonly text: string;
}

/**
 * The roadmaps that a command is about: of the files that were named; else those of the configuration; else `roadmap.yaml` beside us.
 *
 * @throws GatelineError `roadmap-invalid` with every error; `config-missing`, `config-invalid`
 */
export async function roadmapsOf(
  given: readonly string[],
  options: SharedOptions,
  terminal: Terminal,
): Promise<readonly GoodFile[]> {
  const files =
    given.length > 0
      ? given.map((file) => resolve(terminal.cwd, file))
      : ((await configIfThere(options, terminal))?.roadmaps ?? [resolve(terminal.cwd, 'roadmap.yaml')]);
  const checked = await RoadmapFiles.check(files);
  const errors = checked.flatMap(({ problems }) => problems).filter(({ severity }) => severity === 'error');
  if (hasErrors(errors)) {
    const [first, ...more] = errors.map(formatProblem);
    const rest = more.length === 0 ? '' : ` and ${more.length} more; gateline validate names them all`;
    throw new GatelineError('roadmap-invalid', `${first}${rest}`, { details: { problems: errors } });
  }
  return checked.flatMap(({ file, good }) => (good === undefined ? [] : [{ file, ...good }]));
}

/** The configuration; `undefined` where none was named and none is there. @throws GatelineError `config-missing`, `config-invalid` */
export async function configIfThere(options: SharedOptions, terminal: Terminal): Promise<Config | undefined> {
  const named = options.config ?? terminal.environment.GATELINE_CONFIG;
  if (named === undefined) {
    const usual = resolve(terminal.cwd, 'gateline.yaml');
    const there = await access(usual).then(
      () => true,
      () => false,
    );
    if (!there) return undefined;
  }
  return readConfig(options, terminal);
}

/** Where people reach the server of a configuration. */
export function addressOfServer(config: Config | undefined): string {
  if (config === undefined) return 'http://localhost:4600';
  return config.publicUrl ?? `http://${formatListenAddress(config.listen)}`;
}
