import { z } from 'zod';
import { anything, maybeText } from '../values.ts';

const values = z.record(z.string(), anything);
/** The results of a run of the harness, as far as they are used. */
export const lmEvalSchema = z.looseObject({
  /** By task and by group of tasks; `acc,none` since 0.4, `acc` before. */
  results: z.record(z.string(), values),
  groups: z.record(z.string(), values).nullish(),
  group_subtasks: z.record(z.string(), z.array(z.string())).nullish(),
  'n-samples': z.record(z.string(), z.looseObject({ original: anything, effective: anything })).nullish(),
  versions: z.record(z.string(), anything).nullish(),
  'n-shot': z.record(z.string(), anything).nullish(),
  config: z.looseObject({ model: anything, model_args: anything, limit: anything }).nullish(),
  model_name: maybeText,
  date: anything,
  total_evaluation_time_seconds: anything,
  lm_eval_version: maybeText,
  git_hash: maybeText,
});
export type LmEvalFile = z.infer<typeof lmEvalSchema>;
