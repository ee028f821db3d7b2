import { z } from 'zod';
import { PART_KINDS, parseVersionRule, parseWantedPart } from '../../../core/measure/evaluation-import.ts';
import { duration } from '../../source.ts';
import { PathPattern } from './path-pattern.ts';

const text = z.string().min(1).max(200);

/** One text or several, each read by `read`. */
function texts<T>(read: (given: string) => T | undefined, expected: string) {
  const one = z.string().transform((given, context) => {
    const value = read(given);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `expected ${expected}` });
    return z.NEVER;
  });
  return z.union([one.transform((value) => [value]), z.array(one)], { error: `expected ${expected}` });
}

const pattern = z.string().transform((given, context) => {
  try {
    return new PathPattern(given);
  } catch (error) {
    const message = error instanceof RangeError ? error.message : 'expected a path such as {version}/*.json';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
});

/** A watched folder of evaluation files, as gateline.yaml has it. */
export const evaluationsSourceSchema = z.strictObject({
  name: z.string().min(1).max(100),
  product: z.string().min(1).max(100),
  /** Its folders too. Relative to gateline.yaml. */
  folder: z.string().min(1),
  /** Which files below it, and what their paths say. */
  path: pattern.prefault('**'),
  version: texts(parseVersionRule, 'a version such as v2, or gpt-4o=v2 for a part of a file').optional(),
  build: text.optional(),
  environment: text.optional(),
  dataset: text.optional(),
  revision: text.optional(),
  judge: text.optional(),
  judge_version: text.optional(),
  author: text.optional(),
  only: texts(parseWantedPart, `a part (${PART_KINDS.join(', ')}) such as task=mmlu_*`).optional(),
  /** New names of metrics, and those that they have. */
  metrics: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), text).optional(),
  /** How often it is looked at. */
  interval: duration({ atLeast: '1s', atMost: '24h' }).prefault('5s'),
  /** For so long a file must have stayed as it is before it is read. */
  settle: duration({ atLeast: '1s', atMost: '1h' }).prefault('2s'),
  max_files: z.int().min(1).max(1_000_000).default(10_000),
});
export type EvaluationsSource = z.infer<typeof evaluationsSourceSchema>;
