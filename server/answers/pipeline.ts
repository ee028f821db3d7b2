import type { Actual, GateVerdict } from '../../core/gate/verdict.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import type { Lifecycle, Roadmap } from '../../core/roadmap/roadmap.ts';
import { readActuals, readSteps, shownWindow } from '../evaluation/actuals.ts';
import { signalOf } from '../evaluation/places.ts';

const SIGNAL = 'pipeline_error_rate';
const HOUR_MS = 3_600_000;
/** A week in steps of two hours. */
const STEP_MS = 2 * HOUR_MS;
const STEPS = 84;

/** The error rate of the data pipeline over its usual window, and its last week as a line. */
export interface PipelineReading {
  readonly actual: Actual;
  /** What the roadmap asks of it in production. */
  readonly target: number | undefined;
  /** Ascending; the last step is up to the last full hour. */
  readonly line: readonly (number | null)[];
}

/** Reads the pipeline; `undefined` when no source tells of one and no gate asks for it. */
export async function readPipeline(
  store: MeasurementStore,
  roadmap: Roadmap,
  gates: readonly GateVerdict[],
  now: number,
): Promise<PipelineReading | undefined> {
  const signal = signalOf(roadmap, SIGNAL);
  const end = Math.floor(now / HOUR_MS) * HOUR_MS;
  const boundaries = Array.from({ length: STEPS + 1 }, (_, i) => end - (STEPS - i) * STEP_MS);
  const [[actual], [steps = []]] = await Promise.all([
    readActuals(store, roadmap.product, [
      { item: undefined, signal, window: shownWindow(roadmap, signal, now) },
    ]),
    readSteps(store, roadmap.product, [{ item: undefined, signal, boundaries }]),
  ]);
  const target = pipelineTarget(roadmap, gates);
  if (actual === undefined || (actual.observedAt === undefined && target === undefined)) return undefined;
  return { actual, target, line: steps.map(({ value }) => value ?? null) };
}

const SERVING: readonly Lifecycle[] = ['live', 'rollout'];

/**
 * The pipeline's target: that of what is live before that of what is in rollout, and of several the strictest; advisory and waived
 * criteria, staging and parts of the traffic left aside.
 */
export function pipelineTarget(
  { items }: Pick<Roadmap, 'items'>,
  gates: readonly GateVerdict[],
): number | undefined {
  const waived = (item: string, text: string) =>
    gates.some(
      (gate) =>
        gate.item === item && gate.criteria.some((one) => one.text === text && one.waiver !== undefined),
    );
  for (const lifecycle of SERVING) {
    const targets = items
      .filter((item) => item.lifecycle === lifecycle)
      .flatMap((item) =>
        (item.gate?.criteria ?? []).flatMap(({ criterion }) =>
          criterion.kind === 'measured' && isPipeline(criterion) && !waived(item.id, criterion.text)
            ? [criterion.target.kind === 'absolute' ? criterion.target.quantity.value : undefined]
            : [],
        ),
      )
      .filter((target) => target !== undefined);
    if (targets.length > 0) return Math.min(...targets);
  }
  return undefined;
}

function isPipeline({ signal, op, evidence, environment, where, advisory }: MeasuredCriterion): boolean {
  const isWhole =
    evidence.kind === 'production' && environment === 'production' && Object.keys(where).length === 0;
  return signal === SIGNAL && (op === '<' || op === '<=') && isWhole && !advisory;
}
