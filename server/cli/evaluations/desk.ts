import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import type { EvaluationRunJson, EvaluationsResponse } from '../../http/contract/evaluations.ts';

/** The runs of one file, on their way. */
export interface FileOfRuns {
  readonly file: string;
  readonly runs: readonly EvaluationRun[];
}

/** What became of a run. */
export interface TakenRunJson {
  readonly outcome: 'imported' | 'known' | 'retracted';
  readonly run: EvaluationRunJson;
  readonly instead?: string | undefined;
}

/** A file, and what became of its runs; without that where nothing was written. */
export interface ImportedFile extends FileOfRuns {
  readonly taken: readonly TakenRunJson[] | undefined;
}

export interface RunQuery {
  readonly item?: string | undefined;
  readonly dataset?: string | undefined;
  readonly build?: string | undefined;
  readonly limit: number;
}

/** Where evaluation runs are kept, as a command sees it: a server, or the store itself. */
export interface EvaluationDesk {
  /** For people: `http://localhost:4600`, `the store in ./data`. */
  readonly name: string;
  /** The product that runs are of which do not say one; `undefined` where the server knows. @throws GatelineError */
  productFor(named: string | undefined): Promise<string | undefined>;
  /** @throws GatelineError `evaluation-conflict`, `not-found`, … */
  take(
    file: FileOfRuns,
    options: { readonly product?: string; readonly again: boolean },
  ): Promise<readonly TakenRunJson[]>;
  list(
    product: string | undefined,
    query: RunQuery,
  ): Promise<EvaluationsResponse & { readonly product: string }>;
  retract(
    product: string | undefined,
    run: string,
    said: { readonly why: string; readonly by?: string },
  ): Promise<EvaluationRunJson>;
  close(): Promise<void>;
}
