import { z } from 'zod';
import { VERDICTS } from '../../../core/gate/verdict.ts';
import { actual, calendarDate, instant, verdictState } from './verdict.ts';

/** How a criterion stood when its gate changed. */
const criterionStanding = z.object({
  text: z.string(),
  state: verdictState,
  advisory: z.literal(true).exactOptional(),
  waived: z.literal(true).exactOptional(),
});

/**
 * A change of a verdict, as the event log keeps it: everything that is needed to explain it after the roadmap and the data have changed.
 * What an older Gateline did not write down is absent.
 */
export const verdictChangeData = z.object({
  of: z.enum(['gate', 'criterion']),
  /** The criterion's text; absent for the gate. */
  criterion: z.string().exactOptional(),
  /** `null`: judged for the first time. */
  from: verdictState.nullable(),
  to: verdictState,
  /** Of a gate: it passes by waivers alone. */
  waived: z.literal(true).exactOptional(),
  /** Nobody judged it then: it was reckoned afterwards, by this reckoning. */
  reckoned: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  sentence: z.string(),
  /** Of a gate: how its criteria stood. */
  criteria: z.array(criterionStanding).exactOptional(),
  signal: z.string().exactOptional(),
  op: z.string().exactOptional(),
  lean: z.enum(['pass', 'fail']).exactOptional(),
  /** The actual that decided it. Infinite bounds do not exist in JSON: an open one is absent. */
  value: z.number().exactOptional(),
  lower: z.number().exactOptional(),
  upper: z.number().exactOptional(),
  n: z.number().exactOptional(),
  target: z.number().exactOptional(),
  /** What a relative target was resolved from. */
  baseline: z
    .object({ item: z.string(), value: z.number().exactOptional(), n: z.number().exactOptional() })
    .exactOptional(),
  evidence: z.enum(['production', 'evaluation']).exactOptional(),
  environment: z.string().exactOptional(),
  /** The window that was judged; of an evaluation the instant of its run. */
  window: z.object({ from: instant, to: instant }).exactOptional(),
  coverage: z.number().exactOptional(),
  /** How the bounds came about: docs/judgment.md. */
  method: z.string().exactOptional(),
  evaluation: actual.shape.evaluation.unwrap().exactOptional(),
  builds: z.array(z.object({ build: z.string(), share: z.number() })).exactOptional(),
  advisory: z.literal(true).exactOptional(),
  waiver: z.object({ by: z.string(), why: z.string(), until: calendarDate }).exactOptional(),
  /** Defaults that applied, in words. */
  defaults: z.array(z.string()).exactOptional(),
  /** Which revision of the roadmap was in force. */
  revision: z.string(),
});
export type VerdictChangeData = z.infer<typeof verdictChangeData>;

/** A time in which a gate stood as it was. */
const gateStretch = z.object({
  state: verdictState,
  /** It passed by waivers alone. */
  waived: z.boolean(),
  /** Its beginning was reckoned afterwards, and not judged then. */
  reckoned: z.boolean(),
  from: instant,
  /** Absent: it still stands so. */
  to: instant.optional(),
  sentence: z.string(),
  /** Of the roadmap that it was judged by. */
  revision: z.string(),
});

/** How a gate has stood since anything is known of it. */
export const gateHistory = z.object({
  knownSince: instant.optional(),
  /** Since when it has been judged while it happened; what was before was reckoned afterwards. */
  judgedSince: instant.optional(),
  /** The first time that it passed by itself. */
  firstPassed: gateStretch.optional(),
  /** The first time that it passed by waivers. */
  firstWaived: gateStretch.optional(),
  /** The last time that it failed; without an end while it does. */
  lastFailed: gateStretch.optional(),
  /** How long it was in each state that it ever was in. */
  timeIn: z.array(z.object({ state: z.enum([...VERDICTS, 'waived']), ms: z.number() })),
  /** Newest first. */
  stretches: z.array(gateStretch),
});
export type GateHistoryJson = z.infer<typeof gateHistory>;

/** Query of `GET /api/v1/products/:product/gates/:item/history`. */
export const gateHistoryQuery = z.object({
  /** Only what changed before this, Unix ms: for the page after this one. */
  to: z.coerce.number().optional(),
  /** So many changes of verdicts, and so many of the promise. */
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** `GET /api/v1/products/:product/gates/:item/history`: how a gate stood, why, and what was promised meanwhile. */
export const gateHistoryResponse = z.object({
  asOf: instant,
  product: z.string(),
  item: z.string(),
  zone: z.string(),
  history: gateHistory,
  /** Every change of the gate and of its criteria, newest first. */
  changes: z.array(verdictChangeData.extend({ at: instant, text: z.string() })),
  /** What the roadmap promised otherwise of the item: targets, due dates, waivers; newest first. */
  promises: z.array(
    z.object({
      at: instant,
      type: z.string(),
      /** `2026-11-30`, or the text of a criterion; absent where there was none. */
      from: z.string().optional(),
      to: z.string().optional(),
      criterion: z.string().optional(),
      about: z.string().optional(),
      of: z.enum(['item', 'gate', 'milestone']).optional(),
      /** Which revision of the roadmap brought it, and which was recorded before. */
      revision: z.string().optional(),
      previous: z.string().optional(),
      text: z.string(),
    }),
  ),
});
export type GateHistoryResponse = z.infer<typeof gateHistoryResponse>;
