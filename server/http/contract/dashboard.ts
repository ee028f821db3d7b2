import { z } from 'zod';

/** One tile of a wall or dashboard. Each knows its age. */
const tile = z.discriminatedUnion('show', [
  /** One signal of one item: actual large, target beneath, shape. */
  z.strictObject({
    show: z.literal('signal'),
    item: z.string(),
    signal: z.string(),
    title: z.string().optional(),
  }),
  /** One gate: its state and its sentence. */
  z.strictObject({ show: z.literal('gate'), item: z.string(), title: z.string().optional() }),
  z.strictObject({ show: z.literal('spend'), limit: z.string().optional(), title: z.string().optional() }),
  z.strictObject({ show: z.literal('breakers'), title: z.string().optional() }),
  z.strictObject({ show: z.literal('pipeline'), title: z.string().optional() }),
  z.strictObject({ show: z.literal('sentence'), title: z.string().optional() }),
  z.strictObject({
    show: z.literal('chart'),
    item: z.string(),
    signal: z.string(),
    title: z.string().optional(),
  }),
]);

/** A file in `dashboards/`: screens of at most nine tiles, rotating. */
export const dashboardFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string(),
  kind: z.enum(['wall', 'dashboard']).default('wall'),
  /** Which product; absent: the only one. */
  product: z.string().optional(),
  theme: z.enum(['dark', 'light', 'auto']).default('dark'),
  /** Seconds that each screen stays. */
  rotateSeconds: z.number().min(5).max(3600).default(20),
  /** Production data older than this are shown as stale; when all of a screen's are, the whole screen is. */
  staleAfterSeconds: z.number().min(30).max(86_400).default(300),
  screens: z
    .array(z.strictObject({ title: z.string().optional(), tiles: z.array(tile).min(1).max(9) }))
    .min(1),
});
export type DashboardFile = z.infer<typeof dashboardFile>;
export type DashboardTile = DashboardFile['screens'][number]['tiles'][number];

/** `GET /api/v1/dashboards`, and `GET /api/v1/dashboards/:id`. */
export const dashboardsResponse = z.object({
  dashboards: z.array(z.object({ id: z.string(), title: z.string(), kind: z.string() })),
  problems: z.array(
    z.object({
      file: z.string(),
      message: z.string(),
      line: z.number().int().optional(),
      column: z.number().int().optional(),
      suggestion: z.string().optional(),
    }),
  ),
});
export const dashboardResponse = dashboardFile.extend({ product: z.string() });
export type DashboardsResponse = z.infer<typeof dashboardsResponse>;
export type DashboardResponse = z.infer<typeof dashboardResponse>;
