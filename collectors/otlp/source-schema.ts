import { z } from 'zod';
import { labelConditionsSchema } from '../../core/measure/label-conditions.ts';
import { duration, sourceFields } from '../source.ts';
import { logsSchema, measuresOfEvaluation } from './logs/logs-schema.ts';
import { tracesSchema } from './traces/trace-schema.ts';

/**
 * A source of type `otlp`: what arrives by OTLP from the resources that `where` chooses. Several may share the listener; a resource that
 * two of them choose goes to both.
 */
export const otlpSourceSchema = z
  .strictObject({
    ...sourceFields,
    /** Resource attributes to anchored patterns; `!` in front negates. Absent: every resource. */
    where: labelConditionsSchema.default({}),
    /** What is made of traces; absent: none are taken. */
    traces: tracesSchema.optional(),
    /** What is made of log records; absent: none are taken. */
    logs: logsSchema.optional(),
    /** Senders of traces and logs that are heard of with pauses up to this are watched in between; a longer silence is an outage. */
    max_silence: duration({ atLeast: '10s', atMost: '31d' }).prefault('5min'),
    /** Cap on streams (one set of attributes of one metric of one resource); points of further ones are refused. */
    max_streams: z.int().min(1).max(5_000_000).default(100_000),
    /**
     * Exponential histograms are kept at this scale at most: 2^scale buckets for each doubling. 5 is finer than senders reach over the
     * range of a latency, and keeps a lone value from becoming a bucket of its own.
     */
    exponential_scale: z.int().min(0).max(20).default(5),
  })
  .superRefine(({ metrics, traces, logs }, context) => {
    const refuse = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const owners = new Map(metrics.map(({ measure }) => [measure, 'metrics']));
    for (const [i, measure] of (traces?.measures ?? []).entries()) {
      if (owners.has(measure)) refuse(['traces', 'measures', i], twice(measure, owners.get(measure)));
      owners.set(measure, 'traces');
    }
    for (const [i, evaluation] of (logs?.evaluations ?? []).entries()) {
      for (const measure of measuresOfEvaluation(evaluation)) {
        if (owners.has(measure)) refuse(['logs', 'evaluations', i], twice(measure, owners.get(measure)));
        owners.set(measure, 'another evaluation');
      }
    }
  });

function twice(measure: string, owner: string | undefined): string {
  return `brings ${measure}, which ${owner} of this source bring${owner === 'another evaluation' ? 's' : ''} too: it would count twice`;
}

export type OtlpSourceConfig = z.infer<typeof otlpSourceSchema>;
