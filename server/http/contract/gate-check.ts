import { z } from 'zod';
import { decision } from './decisions.ts';
import { gateVerdict, instant } from './verdict.ts';

const build = z.string().min(1).max(200);

/** Query of `GET /api/v1/products/:product/gates/:item`; without a build all of the item's builds together. */
export const gateCheckQuery = z.object({ build: build.optional() });

/** `GET /api/v1/products/:product/gates/:item`: one gate, judged when it was asked for. */
export const gateCheckResponse = z.object({
  asOf: instant,
  product: z.string(),
  item: z.string(),
  build: z.string().optional(),
  /** Of the roadmap that it was judged by. */
  revision: z.string(),
  /** Name of the roadmap's file, without its folders. */
  file: z.string(),
  currency: z.string(),
  gate: gateVerdict,
  /** What was decided about the item last. */
  decision: decision.optional(),
  /** Beside each criterion of the gate, in the same order: where it stands in the file, and what it is counted in. */
  criteria: z.array(
    z.object({
      line: z.number().int(),
      unit: z.enum(['share', 'seconds', 'currency', 'tokens', 'count', 'score']).optional(),
      evidence: z.enum(['production', 'evaluation']).optional(),
    }),
  ),
});
export type GateCheckResponse = z.infer<typeof gateCheckResponse>;

/** Body of `POST /api/v1/products/:product/gates/:item/allowances`: what went ahead although its gate is unproven. */
export const allowanceRequest = z.strictObject({
  build: build.optional(),
  /** What went ahead: the address of a CI run, a release. */
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  /** Commit or tag. */
  commit: z.string().min(1).max(200).optional(),
});
export type AllowanceRequest = z.infer<typeof allowanceRequest>;
