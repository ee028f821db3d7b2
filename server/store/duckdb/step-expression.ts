import { equalRuns } from './step-runs.ts';

/**
 * SQL that gives the number of the step that an instant falls into: one division for each run of equally long steps.
 *
 * @param time SQL of an instant in Unix ms, inside the boundaries
 */
export function stepExpression(time: string, boundaries: readonly number[]): string {
  const runs = equalRuns(boundaries);
  const branches = runs.map((run, i) => {
    const step =
      run.steps === 1 ? `${run.first}` : `${run.first} + (${time} - ${run.from}) // ${run.lengthMs}`;
    return i === runs.length - 1 ? `ELSE ${step}` : `WHEN ${time} < ${run.to} THEN ${step}`;
  });
  const [only] = branches;
  const sql =
    branches.length === 1 ? (only as string).slice('ELSE '.length) : `CASE ${branches.join(' ')} END`;
  return `CAST(${sql} AS INTEGER)`;
}
