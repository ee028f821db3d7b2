import { z } from 'zod';

/** `GET /healthz`: the process answers. */
export const healthResponse = z.object({ status: z.literal('ok'), version: z.string() });
export type HealthResponse = z.infer<typeof healthResponse>;

const check = z.object({
  name: z.string(),
  /** `degraded` still serves: a roadmap whose last good edition is in force, a store that only reads. */
  state: z.enum(['ok', 'degraded', 'failing']),
  /** What is wrong, in one sentence. */
  reason: z.string().optional(),
});
export type HealthCheck = z.infer<typeof check>;

/** `GET /readyz`: 200 when ready, 503 with the same body when not. */
export const readyResponse = z.object({ status: z.enum(['ready', 'not-ready']), checks: z.array(check) });
export type ReadyResponse = z.infer<typeof readyResponse>;
