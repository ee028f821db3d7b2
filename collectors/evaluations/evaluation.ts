import type {
  EvaluationAggregate,
  EvaluationItem,
  EvaluationMetricKind,
} from '../../core/measure/evaluation.ts';
import type { PartKind } from '../../core/measure/evaluation-import.ts';

/** What tells one evaluation of a file from the others in it: a task, a provider, a prompt. */
export interface EvaluationPart {
  readonly kind: PartKind;
  readonly name: string;
}

/** One evaluation as a file has it, before somebody says which version it is of. What the file does not say is absent. */
export interface ReadEvaluation {
  /** The tool's own id of the run; without one the content is the identity. */
  readonly runId?: string;
  /** What the file calls the dataset. */
  readonly dataset?: string;
  /** What the file's name calls the dataset: no part of the identity, for files are renamed. */
  readonly datasetByName?: string;
  /** Empty where a file is one evaluation. */
  readonly parts: readonly EvaluationPart[];
  readonly product?: string;
  readonly item?: string;
  readonly build?: string;
  readonly environment?: string;
  readonly revision?: string;
  readonly judge?: string;
  readonly judgeVersion?: string;
  readonly author?: string;
  /** When it was finished, Unix ms. */
  readonly at?: number;
  readonly tool?: string;
  readonly model?: string;
  readonly metrics: Readonly<Record<string, EvaluationMetricKind>>;
  readonly items: readonly EvaluationItem[];
  readonly aggregates?: Readonly<Record<string, EvaluationAggregate>>;
  readonly madeOf?: readonly string[];
  /** Why no metric of it is `correct` although several could be: a sentence with the way out, for who does not name one. */
  readonly undecided?: string;
}

/** A file that was read. */
export interface ReadFile {
  /** Name of the format: `promptfoo`; also the dataset of what names neither it nor a tool. */
  readonly format: string;
  readonly evaluations: readonly ReadEvaluation[];
  /** What somebody should know of the reading: what was left aside, recounted, not understood. */
  readonly notes: readonly string[];
}
