import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import type { EvaluationDefaults } from '../../core/measure/evaluation-import.ts';

/** A file that was sent. */
export interface EvaluationUpload {
  /** What messages call it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly says: Omit<EvaluationDefaults, 'now'>;
  /** Takes runs once more that were taken back. */
  readonly again: boolean;
}

/** What became of a file. */
export interface EvaluationsTaken {
  readonly runs: readonly {
    readonly outcome: 'imported' | 'known' | 'retracted';
    readonly run: EvaluationRunSummary;
    readonly instead?: string;
  }[];
  readonly warnings: readonly string[];
}

/** Where evaluations come in and are taken back; actuals are judged anew before it answers. */
export interface EvaluationDoor {
  /**
   * @throws GatelineError `evaluation-invalid` with each problem and its place under `details.errors`, `evaluation-conflict`,
   *   `not-found`, `store-…`
   */
  take(upload: EvaluationUpload): Promise<EvaluationsTaken>;
  /** @throws GatelineError `not-found`, `evaluation-retracted`, `store-…` */
  retract(product: string, run: string, said: { by: string; why: string }): Promise<EvaluationRunSummary>;
}
