import { z } from 'zod';
import { TRACKS } from '../../../core/roadmap/roadmap.ts';
import { decision } from './decisions.ts';
import { signalDescription, sparkline } from './overview.ts';
import { milestone } from './roadmap.ts';
import { actual, calendarDate, criterionVerdict, instant, verdictState } from './verdict.ts';

/** `GET /api/v1/products/:product/review/:period`, period `2026-Q4` or `current`. */
export const reviewResponse = z.object({
  asOf: instant,
  product: z.string(),
  name: z.string(),
  currency: z.string(),
  zone: z.string(),
  period: z.string(),
  previous: z.string(),
  next: z.string().optional(),
  from: instant,
  to: instant,
  /** The period is not over: figures are to date. */
  running: z.boolean(),
  sentence: z.string(),
  gates: z.array(
    z.object({
      item: z.string(),
      title: z.string(),
      track: z.enum(TRACKS),
      due: calendarDate.optional(),
      state: verdictState,
      waived: z.boolean(),
      sentence: z.string(),
      /** What is amiss beside the verdict now, while the period runs: it has regressed, it serves ungated. */
      beside: z.array(z.string()),
      /** What was decided about the item within the period, newest first. */
      decisions: z.array(decision),
      criteria: z.array(
        z.object({
          verdict: criterionVerdict,
          signal: signalDescription.optional(),
          /** Over the period. */
          actual: actual.optional(),
          /** Over the period before. */
          before: actual.optional(),
          /** (actual − before) ÷ before, where both are there and before is not 0. */
          change: z.number().optional(),
          /** By day or week over the period, for drawing. */
          sparkline: sparkline.optional(),
        }),
      ),
    }),
  ),
  milestones: z.object({
    planned: z.number(),
    done: z.number(),
    items: z.array(
      z.object({
        item: z.string(),
        track: z.enum(TRACKS),
        milestone,
        outcome: z.enum(['done', 'late', 'open', 'overdue', 'dropped']),
      }),
    ),
  }),
  events: z.array(z.object({ at: instant, item: z.string(), type: z.string(), text: z.string() })),
});
export type ReviewResponse = z.infer<typeof reviewResponse>;
