import type { EvaluationRun } from '../../core/measure/evaluation.ts';
import type { EvaluationDefaults } from '../../core/measure/evaluation-import.ts';
import { oneLine } from '../../core/text/one-line.ts';
import { assemble } from './assemble.ts';
import { FileFaults, pathText } from './fault.ts';
import { joinSamples } from './join-samples.ts';
import { type EvaluationLimits, LIMITS } from './limits.ts';
import { type FileReading, type GivenFile, readFile } from './read-file.ts';

/** What is wrong with a file of evaluations, or what somebody should know of it, in one sentence with its place. */
export interface EvaluationProblem {
  /** An error: nothing of the file was taken. A warning: all of it was. */
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** 1-based; absent: the file as a whole. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** The runs of one file. */
export interface FileRuns {
  readonly file: string;
  readonly runs: readonly EvaluationRun[];
}

export interface EvaluationsRead {
  /** In the order of the files. */
  readonly runs: readonly EvaluationRun[];
  /** The same by file; without files that could not be read. */
  readonly files: readonly FileRuns[];
  readonly problems: readonly EvaluationProblem[];
}

/** Problems of one file that are told; of more only the number. */
const MOST_TOLD = 10;
/** Letters of a problem: it may have a piece of the file in it. */
const LONGEST_MESSAGE = 900;

/**
 * Reads files of evaluations of any format that is known. Each is taken whole or not at all; one that is wrong takes nothing from the
 * others. A run's results and its samples (lm-evaluation-harness), given together, are one run.
 *
 * @param files names and contents; a name may tell the dataset, never the format
 */
export async function readEvaluationFiles(
  files: readonly (GivenFile | { readonly name: string; readonly text: string })[],
  defaults: EvaluationDefaults,
  limits: EvaluationLimits = LIMITS,
): Promise<EvaluationsRead> {
  const problems: EvaluationProblem[] = [];
  const readings: { readonly name: string; readonly reading: FileReading }[] = [];
  for (const file of files) {
    const reading = await attempt(file.name, problems, () => readFile(asGiven(file), limits));
    if (reading !== undefined) readings.push({ name: file.name, reading });
  }
  const joined = joinSamples(readings.map(({ reading }) => reading));
  const read: FileRuns[] = [];
  for (const [i, { name }] of readings.entries()) {
    const reading = joined[i];
    if (reading === undefined) continue;
    const assembled = await attempt(name, problems, async () => assemble(reading, defaults));
    if (assembled === undefined) continue;
    for (const note of assembled.notes) {
      problems.push({ severity: 'warning', file: name, message: oneLine(note, LONGEST_MESSAGE) });
    }
    read.push({ file: name, runs: assembled.runs });
  }
  return { runs: read.flatMap(({ runs }) => runs), files: read, problems };
}

/** One problem as a line: `golden.json:3:14: …`. */
export function formatEvaluationProblem({ file, line, column, message }: EvaluationProblem): string {
  const place = [line, column].filter((part) => part !== undefined).map((part) => `:${part}`);
  return `${oneLine(file, LONGEST_MESSAGE)}${place.join('')}: ${message}`;
}

async function attempt<T>(
  file: string,
  problems: EvaluationProblem[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileFaults)) throw error;
    problems.push(...problemsOf(file, error));
    return undefined;
  }
}

function problemsOf(file: string, { faults }: FileFaults): EvaluationProblem[] {
  const told = faults.slice(0, MOST_TOLD).map(
    ({ message, path, place }): EvaluationProblem => ({
      severity: 'error',
      file,
      ...place,
      message: oneLine(path === undefined ? message : `${pathText(path)}: ${message}`, LONGEST_MESSAGE),
    }),
  );
  const more = faults.length - told.length;
  return more > 0 ? [...told, { severity: 'error', file, message: `and ${more} more.` }] : told;
}

function asGiven(file: GivenFile | { readonly name: string; readonly text: string }): GivenFile {
  return 'chunks' in file ? file : { name: file.name, chunks: [Buffer.from(file.text)] };
}
