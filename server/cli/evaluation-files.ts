import { resolve } from 'node:path';
import {
  type EvaluationProblem,
  formatEvaluationProblem,
} from '../../collectors/evaluations/read-evaluation-files.ts';
import type { GivenFile } from '../../collectors/evaluations/read-file.ts';
import { fileChunks } from '../../collectors/evaluations/text/file-chunks.ts';
import { GatelineError } from '../../core/errors.ts';

/** Files that somebody named, to be opened when it is their turn. */
export function evaluationFiles(names: readonly string[], cwd: string): readonly GivenFile[] {
  return names.map((name) => ({ name, chunks: fileChunks(resolve(cwd, name)) }));
}

/**
 * Tells what is wrong with files of evaluations.
 *
 * @param warn is told what is no error
 * @throws GatelineError `evaluation-invalid` with every error
 */
export function tellEvaluationProblems(
  problems: readonly EvaluationProblem[],
  warn: (sentence: string) => void,
): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new GatelineError('evaluation-invalid', errors.map(formatEvaluationProblem).join('\n'), {
      details: { problems: errors },
    });
  }
  for (const problem of problems) warn(formatEvaluationProblem(problem));
}
