import { Command, InvalidArgumentError } from 'commander';
import {
  type EvaluationProblem,
  readEvaluationFiles,
} from '../../../collectors/evaluations/read-evaluation-files.ts';
import { GatelineError } from '../../../core/errors.ts';
import {
  type EvaluationDefaults,
  PART_KINDS,
  parseRename,
  parseVersionRule,
  parseWantedPart,
  type VersionRule,
  type WantedPart,
} from '../../../core/measure/evaluation-import.ts';
import { present } from '../../../core/present.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import type { CommandContext } from '../command-context.ts';
import { evaluationFiles } from '../evaluation-files.ts';
import { EXIT } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { EvaluationDesk, FileOfRuns, ImportedFile } from './desk.ts';
import { atDesk, type DeskOptions, withDesk } from './open-desk.ts';
import { tellImport } from './tell-import.ts';

interface Options extends DeskOptions {
  readonly version?: readonly VersionRule[];
  readonly build?: string;
  readonly environment?: string;
  readonly dataset?: string;
  readonly revision?: string;
  readonly judge?: string;
  readonly judgeVersion?: string;
  readonly by?: string;
  readonly at?: number;
  readonly only?: readonly WantedPart[];
  readonly metric?: readonly (readonly [string, string])[];
  readonly again?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `gateline import evaluations FILE…` */
export function importEvaluationsCommand({ terminal, end }: CommandContext): Command {
  return withDesk(new Command('evaluations'))
    .description('Take in the results of evaluation runs, of any tool that is known by its files')
    .argument(
      '<file...>',
      'promptfoo, lm-evaluation-harness, OpenAI evals, DeepEval, Inspect, Ragas, MLflow, JUnit XML, JSON, CSV',
    )
    .option(
      '--version <version>',
      'the version that was evaluated, such as v2; or gpt-4o=v3 for one provider, prompt or task of a file (repeat it)',
      several(version),
    )
    .option('--build <build>', 'the build that was evaluated, such as 2.4.0-rc2')
    .option('--environment <name>', 'where it ran (default: production)')
    .option('--dataset <name>', 'on what, as criteria name it (default: what the file says)')
    .option('--revision <text>', 'the revision of the dataset')
    .option('--judge <name>', 'who or what graded it')
    .option('--judge-version <text>', 'which version of that')
    .option('--by <name>', 'who ran it')
    .option(
      '--at <time>',
      'when it was finished, such as 2026-11-23T10:00:00Z (default: what the file says, else now)',
      instant,
    )
    .option(
      '--only <part=name>',
      `take only a part (${PART_KINDS.join(', ')}), such as task=mmlu_* (repeat it)`,
      several(part),
    )
    .option(
      '--metric <new=name>',
      'call a metric otherwise, such as correct=acc_norm (repeat it)',
      several(rename),
    )
    .option('--again', 'take runs once more that were taken back')
    .option('--dry-run', 'say what would be taken in, and write nothing')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  gateline import evaluations results.json --version v2 --build 2.4.0-rc2
  gateline import evaluations results_*.json samples_*.jsonl --version v2 --only task=mmlu_*
  gateline import evaluations compare.json --version gpt-4o=v2 --version gpt-5=v3 --dataset golden
  gateline import evaluations junit.xml --version v2 --server https://gateline.example.com

The same file changes nothing the second time, whatever it is called. A file that is wrong takes nothing from the others; the command then
ends with 1. A server that asks for tokens wants one of the role ingest or editor, in $GATELINE_TOKEN.`,
    )
    .action(async (files: string[], options: Options) => {
      const { imported, problems } = await importFiles(files, options, terminal);
      tellImport(
        { imported, problems, json: options.json ?? false, dryRun: options.dryRun ?? false },
        terminal,
      );
      if (problems.some(({ severity }) => severity === 'error')) end(EXIT.problem);
    });
}

interface ImportOutcome {
  readonly imported: readonly ImportedFile[];
  readonly problems: readonly EvaluationProblem[];
}

async function importFiles(
  files: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<ImportOutcome> {
  const given = evaluationFiles(files, terminal.cwd);
  if (options.dryRun) {
    const read = await readEvaluationFiles(given, { ...saidOf(options), productIsSaidLater: true });
    return { imported: read.files.map((one) => ({ ...one, taken: undefined })), problems: read.problems };
  }
  return atDesk(options, terminal, async (desk) => {
    const product = await desk.productFor(options.product);
    const said = { ...saidOf(options), ...present({ product }), ...(product === undefined ? LATER : {}) };
    const read = await readEvaluationFiles(given, said);
    const taken = await takeFiles(desk, read.files, {
      ...present({ product }),
      again: options.again ?? false,
    });
    return { imported: taken.imported, problems: [...read.problems, ...taken.problems] };
  });
}

const LATER = { productIsSaidLater: true } as const;

/** Each file by itself: what is in the way of one is not in the way of the others. */
async function takeFiles(
  desk: EvaluationDesk,
  files: readonly FileOfRuns[],
  options: { readonly product?: string; readonly again: boolean },
): Promise<ImportOutcome> {
  const imported: ImportedFile[] = [];
  const problems: EvaluationProblem[] = [];
  for (const file of files) {
    if (file.runs.length === 0) continue;
    try {
      imported.push({ ...file, taken: await desk.take(file, options) });
    } catch (error) {
      if (!(error instanceof GatelineError && OF_THE_FILE.has(error.code))) throw error;
      problems.push({ severity: 'error', file: file.file, message: error.message });
    }
  }
  return { imported, problems };
}

/** What is wrong with one file, and not with the server or the store. */
const OF_THE_FILE: ReadonlySet<string> = new Set([
  'evaluation-invalid',
  'evaluation-conflict',
  'not-found',
  'payload-too-large',
  'limit-exceeded',
]);

function saidOf(options: Options): EvaluationDefaults {
  const {
    product,
    version: versions,
    build,
    environment,
    dataset,
    revision,
    judge,
    judgeVersion,
    at,
    only,
  } = options;
  return {
    now: wallClock.now(),
    ...present({ product, versions, build, environment, dataset, revision, judge, judgeVersion, at, only }),
    ...present({ author: options.by, metrics: options.metric && Object.fromEntries(options.metric) }),
  };
}

/** Collects an option that may be given several times. */
function several<T>(read: (text: string) => T) {
  return (text: string, before: readonly T[] | undefined): readonly T[] => [...(before ?? []), read(text)];
}

function version(text: string): VersionRule {
  return accepted(
    parseVersionRule(text),
    'A version is written such as v2, or gpt-4o=v3 for a part of a file.',
  );
}

function part(text: string): WantedPart {
  return accepted(
    parseWantedPart(text),
    `A part is one of ${PART_KINDS.join(', ')}, with its name: task=mmlu_*.`,
  );
}

function rename(text: string): readonly [string, string] {
  return accepted(parseRename(text), 'A metric gets another name such as correct=acc_norm.');
}

function instant(text: string): number {
  const isInstant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = isInstant ? Date.parse(text) : Number.NaN;
  return accepted(
    Number.isFinite(at) ? at : undefined,
    'A time is written with its zone, such as 2026-11-23T10:00:00Z.',
  );
}

function accepted<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new InvalidArgumentError(message);
  return value;
}
