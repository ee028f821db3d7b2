import { readEvaluationFiles } from '../../../collectors/evaluations/read-evaluation-files.ts';
import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import { promised, promisedWords } from '../promises.ts';
import type { FuzzOutcome, FuzzTarget } from '../target.ts';
import { EVALUATION_SEEDS } from './evaluation-seeds.ts';

const NOW = Date.UTC(2026, 10, 24);
const DAY_MS = 86_400_000;

/** The readers of evaluation files, each with files of its own tool. */
export const evaluationTargets: readonly FuzzTarget[] = EVALUATION_SEEDS.map(
  ({ format, name, texts, words }) => ({
    name: `evaluations-${format}`,
    seeds: texts,
    words,
    // Of lines and tables this does nothing.
    json: true,
    take: (input) => take(name, input),
  }),
);

/** Every file has an answer: runs that a store may take, or what is wrong with it, in words. */
async function take(name: string, input: Uint8Array): Promise<FuzzOutcome> {
  const { runs, problems } = await readEvaluationFiles([{ name, chunks: [input] }], {
    product: 'desk',
    versions: [{ item: 'v2' }],
    now: NOW,
  });
  const isRefused = problems.some(({ severity }) => severity === 'error');
  promised(runs.length > 0 || isRefused, 'a file is taken or refused');
  promised(runs.length === 0 || !isRefused, 'nothing of a refused file is taken');
  for (const { message } of problems) promisedWords(message);
  runs.forEach(promisedRun);
  if (isRefused) return 'refused';
  return problems.length > 0 ? 'in part' : 'taken';
}

function promisedRun(run: EvaluationRun): void {
  promised(run.id !== '' && run.id.length <= 200 && run.dataset !== '', 'a run has a name and a dataset');
  promised(run.at > 0 && run.at < NOW + 2 * DAY_MS, `a run is of a time that was: ${run.at}`);
  promised(run.items.length > 0 || run.aggregates !== undefined, 'a run has something in it');
  for (const { id, cluster, values } of run.items) {
    promised(id !== '' && id.length <= 220 && cluster !== '', 'an item has a name');
    promised(Object.values(values).every(Number.isFinite), `values are numbers: ${JSON.stringify(values)}`);
  }
  for (const { value, n } of Object.values(run.aggregates ?? {}))
    promised(Number.isFinite(value) && n > 0, `an aggregate is a number of some items: ${value} of ${n}`);
}
