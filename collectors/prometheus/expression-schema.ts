import { z } from 'zod';
import { attributionSchema, metricMappingSchema } from '../../core/measure/mapping.ts';
import { duration } from '../source.ts';

/** Longer than any that a person writes; a query travels with each question. */
const LONGEST_QUERY = 10_000;

const { measure, keep, labels, scale } = metricMappingSchema.shape;

/** One expression of PromQL beside the metrics of a source of type `prometheus`. */
export const expressionSchema = z.strictObject({
  /** Gives one value, or one for each set of labels. */
  query: z
    .string()
    .max(LONGEST_QUERY)
    .refine((text) => text.trim() !== '', { message: 'an expression of PromQL is missing' }),
  /** What the values are called here; each stands once among the expressions of a source. */
  measure,
  /**
   * `ratio`: one thing by another, such as errors by requests. NaN, which is nothing by nothing, says then that nothing happened; of a
   * gauge it is no value. How many things a ratio is made of is not known in either case.
   */
  kind: z.enum(['gauge', 'ratio']).default('gauge'),
  /** From one evaluation to the next; at whole multiples of it. */
  step: duration({ atLeast: '1s', atMost: '24h' }).prefault('1min'),
  /** So long after its time a step is asked for: what it is made of must have arrived at the server. */
  delay: duration({ atLeast: '0s', atMost: '24h' }).prefault('1min'),
  scale,
  keep,
  labels,
  /** In place of the source's, part by part. */
  attribution: attributionSchema.optional(),
});

export type Expression = z.infer<typeof expressionSchema>;
