import { z } from 'zod';
import type { DocumentPath } from '../../../core/roadmap/document/problem.ts';
import { LAST_INSTANT } from '../values.ts';

const name = z.string().min(1).max(200);
const text = z.string().max(500);
const instant = z.union(
  [
    z.int().positive().lt(LAST_INSTANT),
    z.iso
      .datetime({ offset: true })
      .transform((iso) => Date.parse(iso))
      .refine((at) => at > 0),
  ],
  { error: 'a time: Unix ms, or such as 2026-11-23T10:00:00Z' },
);

const runSchema = z.strictObject({
  /** The run's own identity. Absent: one that follows from the content. */
  id: name.optional(),
  product: name.optional(),
  /** The version of the roadmap that was evaluated. */
  item: name.optional(),
  build: name.optional(),
  environment: name.optional(),
  dataset: name.optional(),
  revision: text.optional(),
  judge: text.optional(),
  judgeVersion: text.optional(),
  author: text.optional(),
  /** When it was finished: Unix ms, or an ISO instant. */
  at: instant.optional(),
  tool: text.optional(),
  model: text.optional(),
  /** `outcome`: 1 or 0; `score`: any number. Absent: as the values are. */
  metrics: z.record(name, z.enum(['outcome', 'score'])).optional(),
  /** Metrics that are known as a whole only. */
  aggregates: z
    .record(
      name,
      z.strictObject({
        value: z.number(),
        n: z.int().positive(),
        standardError: z.number().nonnegative().optional(),
      }),
    )
    .optional(),
  /** Datasets whose runs this one sums up. */
  madeOf: z.array(name).optional(),
});

const itemSchema = z
  .strictObject({
    id: name,
    cluster: name.optional(),
    /** `null`: the metric gave no value, as when it is left out. An item that failed needs none. */
    values: z.record(name, z.number().nullable()).optional(),
    /** Of a long one the beginning is kept. */
    error: z.string().optional(),
    /** Metrics that were not asked of this item. */
    notAsked: z.array(name).optional(),
  })
  .refine(({ values, error }) => values !== undefined || error !== undefined, {
    error: 'values, or the error why there are none',
    path: ['values'],
  });

/** One run with its items; without any where it has `aggregates`. */
export const plainRunSchema = z.strictObject({ run: runSchema, items: z.array(itemSchema).default([]) });
export type PlainRun = z.infer<typeof plainRunSchema>;

/** Several runs in one file. */
export const plainRunsSchema = z.strictObject({ runs: z.array(plainRunSchema).min(1) });

/** The keys that there are at a path, for the nearest to one that there is not. */
export function plainKeys(path: DocumentPath): readonly string[] {
  const last = path.findLast((part) => typeof part === 'string');
  if (last === 'run') return Object.keys(runSchema.shape);
  if (last === 'items') return Object.keys(itemSchema.shape);
  if (path.includes('aggregates')) return ['value', 'n', 'standardError'];
  return path.length === 0 ? ['run', 'items', 'runs'] : Object.keys(plainRunSchema.shape);
}
