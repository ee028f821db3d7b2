import { z } from 'zod';
import { DECISIONS } from '../../../core/history/decision.ts';
import { LIMITS } from '../../../core/roadmap/document/limits.ts';
import { isOneLine } from '../../../core/text/one-line.ts';
import { verdictChangeData } from './history.ts';
import { instant, verdictState } from './verdict.ts';

const letters = z.string().trim().min(1).refine(isOneLine, 'must be one line of letters');
const line = letters.max(LIMITS.line);
const build = letters.max(200);
const link = z.url({ protocol: /^https?$/ }).max(2_000);

/** Body of `POST /api/v1/products/:product/gates/:item/decisions`. */
export const decisionRequest = z.strictObject({
  decision: z.enum(DECISIONS),
  /** The role that answers for it. */
  by: line,
  /** Asked for where something ships whose gate does not pass. */
  why: z.string().trim().min(1).max(LIMITS.paragraph).optional(),
  /** Judge and record this build alone; absent: all of the item's builds together. */
  build: build.optional(),
  /** Where it happened: the address of a CI run, a release. */
  link: link.optional(),
  /** Commit or tag. */
  commit: letters.max(200).optional(),
  /** Record it only if the verdict is this: what whoever decides has seen. */
  expect: verdictState.optional(),
});
export type DecisionRequest = z.infer<typeof decisionRequest>;

/** A criterion as it stood at a decision, with everything that explains it afterwards. */
const decidedCriterion = verdictChangeData
  .omit({
    of: true,
    criterion: true,
    from: true,
    to: true,
    waived: true,
    reckoned: true,
    criteria: true,
    revision: true,
  })
  .extend({ text: z.string(), state: verdictState });

/** A decision, as the event log keeps it. */
export const decisionData = z.object({
  decision: z.enum(DECISIONS),
  by: z.string(),
  /** Who wrote it down: the name of the token. */
  recordedBy: z.string(),
  why: z.string().exactOptional(),
  build: z.string().exactOptional(),
  link: z.string().exactOptional(),
  commit: z.string().exactOptional(),
  /** The gate's verdict at the time. */
  state: verdictState,
  /** It passed by waivers. */
  waived: z.boolean(),
  /** What the verdict said. */
  verdict: z.string(),
  criteria: z.array(decidedCriterion),
  /** Of the roadmap that it was judged by. */
  revision: z.string(),
  /** The whole thing in words. */
  sentence: z.string(),
});
export type DecisionData = z.infer<typeof decisionData>;

/** A decision with its time. */
export const decision = decisionData.extend({ at: instant });
export type DecisionJson = z.infer<typeof decision>;

/** The answer to a decision. */
export const decisionResponse = z.object({
  asOf: instant,
  product: z.string(),
  item: z.string(),
  /** `false`: the same was recorded before, and that is what is told. */
  recorded: z.boolean(),
  decision,
});
export type DecisionResponse = z.infer<typeof decisionResponse>;

/** `GET /api/v1/products/:product/gates/:item/decisions`: who shipped what on which verdict and build, newest first. */
export const decisionsResponse = z.object({
  asOf: instant,
  product: z.string(),
  item: z.string(),
  zone: z.string(),
  decisions: z.array(decision),
});
export type DecisionsResponse = z.infer<typeof decisionsResponse>;
