import { z } from 'zod';
import { labelPattern } from '../../../core/measure/label-conditions.ts';
import { metricMappingSchema } from '../../../core/measure/mapping.ts';
import { duration } from '../../source.ts';
import { harmlessLabel } from '../traces/trace-schema.ts';

const measure = metricMappingSchema.shape.measure;

const evaluationSchema = z
  .strictObject({
    /** An anchored pattern of `gen_ai.evaluation.name`. */
    name: labelPattern,
    /** Counts the answers that were graded; each evaluation needs a measure of its own, or an answer would count twice in it. */
    graded: measure.default('graded'),
    /** Counts those that pass. */
    passed: measure.optional(),
    /** Counts those that do not. */
    failed: measure.optional(),
    /** Takes the scores. */
    score: measure.optional(),
    /** What passing means, where the grader's words do not say it themselves. */
    pass: z
      .strictObject({
        labels: z.array(z.string().min(1)).min(1).optional(),
        at_least: z.number().optional(),
        at_most: z.number().optional(),
      })
      .optional(),
  })
  .refine(({ passed, failed, score }) => (passed ?? failed ?? score) !== undefined, {
    message: 'needs at least one of passed, failed and score',
  });

/** What is taken without a word of configuration: whether answers were right. */
const CORRECTNESS = {
  name: '(?i:(answer[ _-]?)?correctness|accuracy|correct|exact[ _-]?match)',
  passed: 'graded_correct',
};

/** What a source makes of log records; without it they are refused. */
export const logsSchema = z.strictObject({
  /** Which evaluations become which measures; the first that matches a name counts. */
  evaluations: z.array(evaluationSchema).min(1).max(100).prefault([CORRECTNESS]),
  /** Labels that the series keep: attributes of the records and their resources. */
  keep: z.array(harmlessLabel).max(50).default([]),
  /** For how long answers are remembered for those who grade them later. */
  remember: duration({ atLeast: '1min', atMost: '30d' }).prefault('7d'),
  max_answers: z.int().min(1_000).max(10_000_000).default(500_000),
});

export type LogsConfig = z.infer<typeof logsSchema>;
export type EvaluationConfig = LogsConfig['evaluations'][number];

/** The measures that an evaluation gives. */
export function measuresOfEvaluation({ graded, passed, failed, score }: EvaluationConfig): readonly string[] {
  return [graded, passed, failed, score].filter((name) => name !== undefined);
}
