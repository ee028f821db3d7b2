import { z } from 'zod';
import { DECISIONS } from '../../../core/history/decision.ts';

/**
 * `GET /api/v1/stream`: server-sent events. Every event tells that something changed, not what: pages fetch again what they show.
 * A comment line is sent every 10 s, so that a reader knows within 15 s that the server is lost.
 */
export const streamEvent = z.discriminatedUnion('type', [
  /** First event of each connection. `startedAt` changes when the server was restarted. */
  z.object({ type: z.literal('hello'), at: z.number(), startedAt: z.number(), version: z.string() }),
  /** New actuals were committed for a product; at most one a second. */
  z.object({ type: z.literal('actuals'), at: z.number(), product: z.string() }),
  z.object({
    type: z.literal('verdict'),
    at: z.number(),
    product: z.string(),
    /** `''` for a success metric of the product. */
    item: z.string(),
    /** Absent: the gate itself changed. */
    criterion: z.string().optional(),
    /** `''` when it is judged for the first time. */
    from: z.string(),
    to: z.string(),
  }),
  z.object({
    type: z.literal('roadmap'),
    at: z.number(),
    product: z.string(),
    revision: z.string(),
    problems: z.number(),
  }),
  z.object({
    type: z.literal('breaker'),
    at: z.number(),
    product: z.string(),
    breaker: z.string(),
    state: z.string(),
  }),
  z.object({
    type: z.literal('alert'),
    at: z.number(),
    product: z.string(),
    alert: z.string(),
    /** `alert-fired`, `alert-resolved`, `alert-silenced`, `alert-unsilenced`. */
    change: z.string(),
  }),
  /** Somebody decided about an item. */
  z.object({
    type: z.literal('decision'),
    at: z.number(),
    product: z.string(),
    item: z.string(),
    decision: z.enum(DECISIONS),
  }),
  /** Every 10 s, so that silence is noticed. */
  z.object({ type: z.literal('alive'), at: z.number() }),
]);
export type StreamEvent = z.infer<typeof streamEvent>;
