import type { EvaluationRun, EvaluationRunSummary } from './evaluation.ts';

/** How a run stands to those that are kept already. */
export type RunStanding =
  /** It is kept under this id. */
  | { readonly state: 'new'; readonly id: string }
  /** It is there already. */
  | { readonly state: 'known'; readonly as: EvaluationRunSummary }
  /** It was there, and was taken back; it stays so. */
  | { readonly state: 'retracted'; readonly as: EvaluationRunSummary }
  /** Another run has its identity. */
  | { readonly state: 'conflict'; readonly as: EvaluationRunSummary; readonly differs: string };

/** What a run must be a run of, to be the same one. */
const SUBJECT = ['item', 'build', 'environment'] as const;

/**
 * Whether a run is new. A run is immutable: its identity comes twice only with the same content, about the same version, build and
 * environment. Once it was taken back, another may come in its place; it has the identity with a number behind it.
 *
 * @param run with its content hash
 * @param before the run of this identity and those that came in its place, oldest first, each with its content hash
 * @param again whether a run that was taken back may come once more
 */
export function runStanding(
  run: EvaluationRun,
  before: readonly EvaluationRunSummary[],
  { again = false }: { readonly again?: boolean } = {},
): RunStanding {
  const last = before.at(-1);
  if (last === undefined) return { state: 'new', id: run.id };
  const differs = difference(run, last);
  if (last.retracted === undefined) {
    return differs === undefined ? { state: 'known', as: last } : { state: 'conflict', as: last, differs };
  }
  if (differs === undefined && !again) return { state: 'retracted', as: last };
  return { state: 'new', id: generationId(run.id, before.length) };
}

/** The identity of a run, and of those that came in its place after it was taken back: `ci-17`, `ci-17~2`. */
export function generationId(id: string, generation: number): string {
  return generation === 0 ? id : `${id}~${generation + 1}`;
}

/** What is not the same, in words; `undefined` when all that matters is. */
function difference(run: EvaluationRun, other: EvaluationRunSummary): string | undefined {
  const subject = SUBJECT.find((key) => run[key] !== other[key]);
  if (subject !== undefined) {
    const what = subject === 'item' ? 'version' : subject;
    return `it is of the ${what} ${other[subject] || 'without a name'}, and not of ${run[subject] || 'one without a name'}`;
  }
  return run.contentHash === other.contentHash ? undefined : 'its items or values are others';
}
