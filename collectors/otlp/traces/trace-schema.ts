import { z } from 'zod';
import { labelConditionsSchema } from '../../../core/measure/label-conditions.ts';
import { duration } from '../../source.ts';
import { mayBeRead } from '../genai/contents.ts';
import { SPAN_MEASURES } from './span-measures.ts';

/** `10%` or a number between 0 and 1: how much of all traces is sent. */
const share = z.union([z.number(), z.string()]).transform((value, context) => {
  const match = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(value) : null;
  const probability = typeof value === 'number' ? value : Number(match?.[1] ?? Number.NaN) / 100;
  if (probability > 0 && probability <= 1) return probability;
  context.addIssue({ code: 'custom', message: 'expected tail, or a share such as 10%' });
  return z.NEVER;
});

/** A label that may be kept or asked for: not one that holds what users and models said. */
export const harmlessLabel = z
  .string()
  .min(1)
  .refine(mayBeRead, { message: 'may hold contents of prompts or answers, which are never read' });

const harmlessConditions = labelConditionsSchema.refine((where) => Object.keys(where).every(mayBeRead), {
  message: 'asks for a label that may hold contents of prompts or answers, which are never read',
});

/** What a source makes of traces; without it they are refused. */
export const tracesSchema = z.strictObject({
  /** Which of the measures that spans give the source brings. Absent: all that its `metrics` do not. */
  measures: z.array(z.enum(SPAN_MEASURES)).min(1).optional(),
  /** Labels that the series keep: attributes of the spans and their resources. */
  keep: z.array(harmlessLabel).max(50).default([]),
  /**
   * What a request is. `entry`: each trace with something of an AI product in it is one, told by its root, else by the span of a server,
   * else by that of an agent or a workflow. With `where`: each span with these labels is. `none`: only calls are counted.
   */
  requests: z
    .union([z.enum(['entry', 'none']), z.strictObject({ where: harmlessConditions })])
    .default('entry'),
  /** How long a trace without its root waits for it. */
  wait: duration({ atLeast: '100ms', atMost: '10min' }).prefault('5s'),
  /**
   * That not all traces are sent, where they do not say so themselves: `tail` for samplers that choose finished traces by what they are,
   * a share for those that choose by chance.
   */
  sampling: z.union([z.literal('tail'), share]).optional(),
  /** Spans that are remembered, so that none counts twice. */
  max_spans: z.int().min(1_000).max(20_000_000).default(1_000_000),
});

export type TracesConfig = z.infer<typeof tracesSchema>;
