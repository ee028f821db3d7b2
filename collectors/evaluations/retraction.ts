import { GatelineError } from '../../core/errors.ts';
import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import type { EventLog, MeasurementStore } from '../../core/ports.ts';
import { nearest } from '../../core/text/nearest.ts';

/** The event that says that a run was taken back. */
export const EVALUATION_RETRACTED = 'evaluation-retracted';

export interface Retraction {
  /** Unix ms. */
  readonly at: number;
  /** Who says so. */
  readonly by: string;
  readonly why: string;
}

export interface RetractionDeps {
  readonly store: MeasurementStore;
  readonly events: EventLog;
}

/** Takes a run back, which stays visible as that, and records who did, and why. Nothing happens to one that is taken back already. */
export async function retractRun(
  { store, events }: RetractionDeps,
  run: EvaluationRunSummary,
  { at, by, why }: Retraction,
): Promise<void> {
  if (!(await store.retractEvaluation(run.product, run.id, { at, by, why }))) return;
  const when = new Date(run.at).toISOString().slice(0, 10);
  const build = run.build === '' ? '' : ` (build ${run.build})`;
  const sentence = `${by} took back the evaluation of ${run.item}${build} on ${run.dataset} of ${when}, run ${run.id}: ${why}`;
  await events.append([
    {
      at,
      product: run.product,
      item: run.item,
      type: EVALUATION_RETRACTED,
      data: { sentence, run: run.id, dataset: run.dataset, build: run.build, by, why },
    },
  ]);
}

/**
 * The run of a product that somebody names.
 *
 * @throws GatelineError `not-found`, with the nearest id; `evaluation-retracted` when it is taken back already
 */
export async function runToRetract(
  store: MeasurementStore,
  product: string,
  id: string,
): Promise<EvaluationRunSummary> {
  const [found] = await store.evaluationRuns({ product, ids: [id], includeRetracted: true });
  if (found === undefined) {
    const known = await store.evaluationRuns({ product, limit: 1_000 });
    const meant = nearest(
      id,
      known.map((run) => run.id),
    );
    const hint = meant === undefined ? '. See: gateline evaluations list' : `. Is it ${meant}?`;
    throw new GatelineError('not-found', `${product} has no evaluation run ${JSON.stringify(id)}${hint}`);
  }
  if (found.retracted === undefined) return found;
  const { at, by, why } = found.retracted;
  const when = new Date(at).toISOString().slice(0, 10);
  throw new GatelineError(
    'evaluation-retracted',
    `The run ${id} was taken back on ${when} by ${by} already: ${why}`,
  );
}
