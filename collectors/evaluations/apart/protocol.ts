import type { EvaluationItem, EvaluationRun } from '../../../core/measure/evaluation.ts';
import type { EvaluationDefaults } from '../../../core/measure/evaluation-import.ts';
import type { EvaluationLimits } from '../limits.ts';
import type { EvaluationProblem } from '../read-evaluation-files.ts';

/** A file for another process: its bytes, or where it stands. */
export type ApartFile =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly path: string };

/** What the other process is told: to read a file; without a path, the file's bytes piece by piece, then that there are no more. */
export type ToReader =
  | {
      readonly kind: 'read';
      readonly name: string;
      readonly path: string | undefined;
      readonly defaults: EvaluationDefaults;
      readonly limits: EvaluationLimits;
    }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'whole' };

/** What comes back: each run, its items in pieces, so that taking them over blocks nobody for long; then the end. */
export type FromReader =
  | { readonly kind: 'run'; readonly run: Omit<EvaluationRun, 'items'> }
  | { readonly kind: 'items'; readonly items: readonly EvaluationItem[] }
  | { readonly kind: 'end'; readonly problems: readonly EvaluationProblem[] }
  | { readonly kind: 'failed'; readonly message: string };
