import { GatelineError } from '../../core/errors.ts';
import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import type { EvaluationDefaults } from '../../core/measure/evaluation-import.ts';
import type { EvaluationReader } from './apart/evaluation-reader.ts';
import type { EvaluationIntake, IntakeDeps, TakenRun } from './intake.ts';
import { type EvaluationProblem, formatEvaluationProblem } from './read-evaluation-files.ts';
import { retractRun, runToRetract } from './retraction.ts';

/** The source that runs come in by which somebody sends or imports. */
export const IMPORTS = 'evaluations';

export interface ImportDoorDeps extends IntakeDeps {
  readonly intake: EvaluationIntake;
  readonly reader: EvaluationReader;
  /** Judges a product anew; whoever sends runs then asks for its gates. */
  readonly judge: (product: string) => Promise<void>;
}

/** Where files of evaluations come in from outside, and runs are taken back. */
export class ImportDoor {
  readonly #deps: ImportDoorDeps;

  constructor(deps: ImportDoorDeps) {
    this.#deps = deps;
  }

  /** @throws GatelineError `evaluation-invalid`, `evaluation-conflict`, `not-found`, `store-…` */
  async take(upload: {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly says: Omit<EvaluationDefaults, 'now'>;
    readonly again: boolean;
  }): Promise<{ readonly runs: readonly TakenRun[]; readonly warnings: readonly string[] }> {
    const { reader, intake, clock, judge } = this.#deps;
    const { name, bytes, says, again } = upload;
    const { runs, problems } = await reader.read({ name, bytes }, { ...says, now: clock.now() });
    refuse(problems);
    const taken = await intake.take(runs, { source: IMPORTS, again });
    const changed = taken.filter(({ outcome }) => outcome === 'imported').map(({ run }) => run.product);
    for (const product of new Set(changed)) await judge(product);
    return { runs: taken, warnings: problems.map(({ message }) => message) };
  }

  /** @throws GatelineError `not-found`, `evaluation-retracted`, `store-…` */
  async retract(
    product: string,
    id: string,
    { by, why }: { readonly by: string; readonly why: string },
  ): Promise<EvaluationRunSummary> {
    const { store, clock, judge } = this.#deps;
    const run = await runToRetract(store, product, id);
    const retracted = { at: clock.now(), by, why };
    await retractRun(this.#deps, run, retracted);
    await judge(product);
    return { ...run, retracted };
  }
}

/** @throws GatelineError `evaluation-invalid` with every error, each with its place */
export function refuse(problems: readonly EvaluationProblem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new GatelineError('evaluation-invalid', errors.map(formatEvaluationProblem).join('\n'), {
    details: {
      errors: errors.map(({ message, ...place }) => ({
        place: formatEvaluationProblem({ ...place, message: '' }).replace(/: $/, ''),
        message,
      })),
    },
  });
}
