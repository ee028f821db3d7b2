import { z } from 'zod';
import { instant } from './verdict.ts';

/** One text, or several of the same name. */
const texts = z
  .union([z.string(), z.array(z.string()).max(100)])
  .transform((given) => (typeof given === 'string' ? [given] : given))
  .optional();
const text = z.string().max(200).optional();

/** Query of `POST /api/v1/evaluations`: what the file itself does not say. */
export const importEvaluationsQuery = z.strictObject({
  /** Needed where there are several. */
  product: text,
  /** The version of the roadmap: `v2`, or `gpt-4o=v3` for one provider, prompt or task of a file that has several. */
  version: texts,
  build: text,
  environment: text,
  /** Several runs of one file are told apart by what stands behind it: `golden/gpt-4o`. */
  dataset: text,
  revision: text,
  judge: text,
  judge_version: text,
  /** Who ran it. */
  author: text,
  /** When it was finished: Unix ms, or an ISO instant. */
  at: z.union([z.coerce.number().int().positive(), z.iso.datetime({ offset: true })]).optional(),
  /** Takes only these parts: `task=mmlu_*`, `provider=gpt-4o`. */
  only: texts,
  /** Calls a metric otherwise: `correct=acc_norm`. */
  metric: texts,
  /** The file's name, for messages and for what it tells of the dataset. */
  name: text,
  /** `true`: takes runs once more that were taken back. */
  again: z.enum(['true', 'false']).optional(),
});
export type ImportEvaluationsQuery = z.infer<typeof importEvaluationsQuery>;

/** An evaluation run without its items. */
export const evaluationRun = z.object({
  id: z.string(),
  item: z.string(),
  build: z.string(),
  environment: z.string(),
  dataset: z.string(),
  revision: z.string(),
  judge: z.string(),
  judgeVersion: z.string(),
  author: z.string(),
  at: instant,
  tool: z.string().optional(),
  model: z.string().optional(),
  metrics: z.record(z.string(), z.enum(['outcome', 'score'])),
  /** Of metrics that are known as a whole only. */
  aggregates: z
    .record(z.string(), z.object({ value: z.number(), n: z.number(), standardError: z.number().optional() }))
    .optional(),
  /** Datasets whose runs this one sums up; its items are theirs. */
  madeOf: z.array(z.string()).optional(),
  items: z.number(),
  /** Items on which the run failed; no wrong answers. */
  errors: z.number(),
  /** Items of which nothing was asked. */
  skipped: z.number(),
  /** Items, not failed, of which some metric gave no value. */
  unscored: z.number(),
  retracted: z.object({ at: instant, by: z.string(), why: z.string() }).optional(),
});
export type EvaluationRunJson = z.infer<typeof evaluationRun>;

/** `POST /api/v1/evaluations` */
export const importEvaluationsResponse = z.object({
  product: z.string(),
  runs: z.array(
    z.object({
      outcome: z.enum(['imported', 'known', 'retracted']),
      run: evaluationRun,
      /** The run known as a whole only whose place this one has taken. */
      instead: z.string().optional(),
    }),
  ),
  /** What somebody should know of the file. */
  warnings: z.array(z.string()),
});
export type ImportEvaluationsResponse = z.infer<typeof importEvaluationsResponse>;

/** Query of `GET /api/v1/products/:product/evaluations` */
export const evaluationsQuery = z.object({
  item: z.string().optional(),
  dataset: z.string().optional(),
  build: z.string().optional(),
  /** `false` leaves out what was taken back. Default: `true`. */
  retracted: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** `GET /api/v1/products/:product/evaluations`: newest first. */
export const evaluationsResponse = z.object({
  asOf: instant,
  /** The roadmap's time zone, for dates. */
  zone: z.string(),
  runs: z.array(evaluationRun),
});
export type EvaluationsResponse = z.infer<typeof evaluationsResponse>;

/** Query of `GET /api/v1/products/:product/evaluations/:run` */
export const evaluationItemsQuery = z.object({
  /** Items to leave out at the beginning. */
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});

/** `GET /api/v1/products/:product/evaluations/:run` */
export const evaluationResponse = z.object({
  run: evaluationRun,
  items: z.array(
    z.object({
      id: z.string(),
      cluster: z.string(),
      values: z.record(z.string(), z.number()),
      error: z.string().optional(),
      notAsked: z.array(z.string()).optional(),
    }),
  ),
});
export type EvaluationResponse = z.infer<typeof evaluationResponse>;

/** Body of `POST /api/v1/products/:product/evaluations/:run/retraction` */
export const retractionRequest = z.strictObject({
  why: z.string().trim().min(1).max(500),
  /** Who says so, where the server cannot know; else the name of the token. */
  by: z.string().trim().min(1).max(100).optional(),
});
export type RetractionRequest = z.infer<typeof retractionRequest>;

/** The run as it is kept now. */
export const retractionResponse = z.object({ run: evaluationRun });
