import { z } from 'zod';
import { anything, maybeBoolean, maybeNumber, maybeText } from '../values.ts';

const tokens = z.looseObject({ total: maybeNumber, prompt: maybeNumber, completion: maybeNumber }).nullish();

/** One test of one prompt by one provider (`EvaluateResult` of promptfoo 0.121), as far as it is used. */
export const resultSchema = z.looseObject({
  success: maybeBoolean,
  score: maybeNumber,
  /** `ResultFailureReason`: 0 none, 1 an assertion failed, 2 an error. */
  failureReason: maybeNumber,
  error: anything,
  latencyMs: maybeNumber,
  cost: maybeNumber,
  namedScores: z.record(z.string(), maybeNumber).nullish(),
  gradingResult: z
    .looseObject({ pass: maybeBoolean, reason: anything, componentResults: anything })
    .nullish(),
  provider: z
    .union([z.string(), z.looseObject({ id: maybeText, label: maybeText })], {
      error: 'the name of a provider',
    })
    .nullish(),
  prompt: z.looseObject({ raw: anything, label: maybeText }).nullish(),
  promptId: maybeText,
  promptIdx: maybeNumber,
  testIdx: maybeNumber,
  response: z.looseObject({ cached: maybeBoolean, tokenUsage: tokens }).nullish(),
  testCase: z.looseObject({ description: maybeText, vars: anything, assert: anything }).nullish(),
  vars: anything,
});
/** One test of one prompt by one provider. */
export type Result = z.infer<typeof resultSchema>;

const summarySchema = z.looseObject({
  timestamp: anything,
  results: z.array(resultSchema).min(1),
  prompts: z.array(z.looseObject({ id: maybeText, raw: anything, label: maybeText })).nullish(),
  stats: z.looseObject({ durationMs: maybeNumber }).nullish(),
});
/** The file as a whole. */
export const fileSchema = z.looseObject({
  evalId: maybeText,
  results: summarySchema,
  config: anything,
  metadata: anything,
  author: anything,
});
