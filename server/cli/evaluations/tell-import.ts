import {
  type EvaluationProblem,
  formatEvaluationProblem,
} from '../../../collectors/evaluations/read-evaluation-files.ts';
import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import { runJson } from '../../http/routes/evaluations.ts';
import { summarise } from '../../store/evaluations.ts';
import type { Terminal } from '../terminal.ts';
import type { ImportedFile, TakenRunJson } from './desk.ts';
import { metricWords, sizeWords } from './run-words.ts';
import { counted, inColumns } from './table.ts';

export interface ImportReport {
  readonly imported: readonly ImportedFile[];
  readonly problems: readonly EvaluationProblem[];
  readonly json: boolean;
  readonly dryRun: boolean;
}

const OUTCOMES = { imported: 'imported', known: 'known already', retracted: 'taken back' } as const;
/** Runs that are shown of one file; a harness has a hundred. */
const MOST_SHOWN = 40;

/** Says what became of files: results to standard output, problems beside it. */
export function tellImport({ imported, problems, json, dryRun }: ImportReport, terminal: Terminal): void {
  if (json) {
    const files = imported.map(({ file, runs, taken }) => ({ file, runs: taken ?? runs.map(asRead) }));
    terminal.out(`${JSON.stringify({ files, problems }, null, 2)}\n`);
    return;
  }
  for (const file of imported) terminal.out(fileText(file));
  terminal.out(sumOf(imported));
  terminal.err(problemLines(problems));
  if (dryRun) terminal.out('Nothing was written.\n');
}

/** Problems as lines, errors first. */
function problemLines(problems: readonly EvaluationProblem[]): string {
  return problems
    .toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'))
    .map((problem) => `${formatEvaluationProblem(problem)}\n`)
    .join('');
}

/** `76 runs imported, 2 known already.` of several. */
function sumOf(imported: readonly ImportedFile[]): string {
  const outcomes = imported.flatMap(({ taken = [] }) => taken.map(({ outcome }) => OUTCOMES[outcome]));
  if (outcomes.length < 2) return '';
  const counts = [...Map.groupBy(outcomes, (outcome) => outcome)].map(
    ([outcome, all]) => `${all.length} ${outcome}`,
  );
  return `${counted(outcomes.length, 'run')}: ${counts.join(', ')}.\n`;
}

function asRead(run: EvaluationRun) {
  return { outcome: 'read', run: runJson(summarise(run, undefined)) };
}

function fileText({ file, runs, taken }: ImportedFile): string {
  const rows = runs.slice(0, MOST_SHOWN).map((run, i) => ['', ...runCells(run, taken?.[i])]);
  const more = runs.length - rows.length;
  const rest = more > 0 ? `  and ${more} more\n` : '';
  return `${file}: ${counted(runs.length, 'run')}\n${inColumns(rows)}${rest}`;
}

function runCells(run: EvaluationRun, taken: TakenRunJson | undefined): string[] {
  const known = taken?.run ?? runJson(summarise(run, undefined));
  const outcome = taken === undefined ? 'read' : OUTCOMES[taken.outcome];
  const instead = taken?.instead === undefined ? '' : ` in the place of ${taken.instead}`;
  const of = known.build === '' ? known.item : `${known.item} (${known.build})`;
  return [outcome, of, known.dataset, sizeWords(known), metricWords(run), `run ${known.id}${instead}`];
}
