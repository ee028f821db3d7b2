import { z } from 'zod';
import { STANDINGS } from '../../../core/chain/standing.ts';
import { LIFECYCLES, MILESTONE_STATUSES, TRACKS } from '../../../core/roadmap/roadmap.ts';
import { fileProblem } from './common.ts';
import { attestedStatement, calendarDate, instant, verdictState, waiver } from './verdict.ts';

export const milestone = z.object({
  title: z.string(),
  owner: z.string().optional(),
  due: calendarDate.optional(),
  status: z.enum(MILESTONE_STATUSES),
  done: calendarDate.optional(),
  link: z.string().optional(),
  /** Not done and past its due date. */
  overdue: z.boolean(),
  /** How late it is, in whole days: so far, if it is open, or when it was done. Absent when it is not late. */
  slip: z.object({ days: z.int().positive(), kind: z.enum(['open', 'done-late']) }).optional(),
});

/** Where an item stands in the chain of what needs what, and the whole chain in one sentence. */
export const standing = z.object({
  state: z.enum(STANDINGS),
  sentence: z.string(),
  /** Ids from the item down to what holds it up, both included. */
  chain: z.array(z.string()),
  /** It waits for a model, and can ship with deterministic logic before that. */
  deterministicFirst: z.boolean(),
});
export type StandingJson = z.infer<typeof standing>;

/** What becomes of an item's due date when what is late is late, and the distances of the plan hold. */
export const itemSlip = z.object({
  due: calendarDate,
  /** The earliest date that is still possible. */
  expected: calendarDate,
  days: z.int().positive(),
  /** Ids from what is late by itself to the item, both included. */
  because: z.array(z.string()),
  /** The milestone that is late. */
  milestone: z.string(),
});
export type ItemSlipJson = z.infer<typeof itemSlip>;

/** A criterion as the file has it, with what was set down beside it, in force or not; in the order of its gate. */
export const roadmapCriterion = z.object({
  text: z.string(),
  waiver: waiver.optional(),
  attested: attestedStatement.optional(),
});
export type RoadmapCriterionJson = z.infer<typeof roadmapCriterion>;

/** An item with its live state. */
export const roadmapItem = z.object({
  id: z.string(),
  title: z.string(),
  track: z.enum(TRACKS),
  lifecycle: z.enum(LIFECYCLES),
  description: z.string().optional(),
  owner: z.string().optional(),
  start: calendarDate.optional(),
  due: calendarDate.optional(),
  /** The quarter its due date falls in, `2026-Q4`; absent without a due date. */
  quarter: z.string().optional(),
  /** Quarters before that in which milestones of it are due, and how many; absent where there are none. */
  earlier: z.array(z.object({ quarter: z.string(), milestones: z.int().min(1) })).optional(),
  needs: z.array(z.string()),
  milestones: z.array(milestone),
  gate: z
    .object({
      title: z.string().optional(),
      due: calendarDate.optional(),
      state: verdictState,
      waived: z.boolean(),
      sentence: z.string(),
      criteria: z.array(roadmapCriterion),
    })
    .optional(),
  deterministicFirst: z.boolean().optional(),
  flag: z.string().optional(),
  experience: z.array(z.object({ version: z.string(), text: z.string() })),
  standing: standing.optional(),
  slip: itemSlip.optional(),
});
export type RoadmapItemJson = z.infer<typeof roadmapItem>;

/** `GET /api/v1/products/:product/roadmap` */
export const roadmapResponse = z.object({
  asOf: instant,
  product: z.string(),
  name: z.string(),
  vision: z.string().optional(),
  capability: z.string().optional(),
  zone: z.string(),
  currency: z.string(),
  buildOrBuy: z
    .object({ decision: z.string(), why: z.string().optional(), link: z.string().optional() })
    .optional(),
  objectives: z.array(
    z.object({ title: z.string(), measure: z.string().optional(), target: z.string().optional() }),
  ),
  successMetrics: z.array(
    z.object({ title: z.string(), state: verdictState.optional(), sentence: z.string().optional() }),
  ),
  /** Quarters that hold items, ascending: `2026-Q3`. */
  quarters: z.array(z.string()),
  /** The quarter that today is in. */
  currentQuarter: z.string(),
  items: z.array(roadmapItem),
  /** Hash of the file that is in force. */
  revision: z.string(),
  loadedAt: instant,
  /** What is wrong with the file as it stands now. With an error among them, the roadmap above is the last good one. */
  problems: z.array(fileProblem),
});
export type RoadmapResponse = z.infer<typeof roadmapResponse>;
