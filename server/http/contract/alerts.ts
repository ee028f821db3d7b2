import { z } from 'zod';
import { instant } from './verdict.ts';

/** How much a source's list of alerts can be trusted now. */
const alertList = z.object({
  source: z.string(),
  /** `read`: the whole list, again and again. `told`: only what changes, by its webhook. */
  kind: z.enum(['read', 'told']),
  /**
   * `current`: read a moment ago. `stale`: it cannot be read, and this is how it was. `told`: as far as was told. `unknown`: nothing was
   * read or told yet, so whether anything fires is not known.
   */
  state: z.enum(['current', 'stale', 'told', 'unknown']),
  asOf: instant.optional(),
  /** Why it cannot be read. */
  message: z.string().optional(),
  /** Alerts that are not in the list, because there are too many. */
  leftOut: z.number(),
});

const alert = z.object({
  source: z.string(),
  fingerprint: z.string(),
  name: z.string(),
  severity: z.string(),
  gravity: z.enum(['critical', 'warning', 'info']),
  summary: z.string(),
  description: z.string(),
  /** Only http(s). */
  runbook: z.string().optional(),
  /** What raised it. Only http(s). */
  origin: z.string().optional(),
  item: z.string(),
  environment: z.string(),
  labels: z.record(z.string(), z.string()),
  since: instant,
  /** Neither silenced nor kept quiet by another alert. */
  audible: z.boolean(),
  inhibited: z.boolean(),
  silences: z.array(
    z.object({ id: z.string(), by: z.string(), comment: z.string(), until: instant.optional() }),
  ),
});

const silence = z.object({
  source: z.string(),
  id: z.string(),
  by: z.string(),
  comment: z.string(),
  from: instant,
  until: instant,
  matchers: z.array(z.string()),
  /** How many of the alerts it keeps quiet now. */
  alerts: z.number(),
});

/** What fires, what is kept quiet by whom, and how old that is. */
export const alertsContent = z.object({
  lists: z.array(alertList),
  /** The most urgent first. */
  alerts: z.array(alert),
  silences: z.array(silence),
});
export type AlertsContent = z.infer<typeof alertsContent>;

/** `GET /api/v1/products/:product/alerts` */
export const alertsResponse = alertsContent.extend({ asOf: instant, zone: z.string() });
export type AlertsResponse = z.infer<typeof alertsResponse>;

/** Query of `POST /api/v1/alertmanager/webhook`. */
export const notificationQuery = z.object({
  /** Only for this source; absent: for every one that the alerts match. */
  source: z.string().min(1).max(100).optional(),
});

/** Body of `POST /api/v1/alertmanager/webhook`: version 4, as an Alertmanager sends it; what is in it is checked one by one. */
export const notification = z.looseObject({});

/** What became of a notification. */
export const notificationOutcome = z.object({
  taken: z.number(),
  /** Alerts that match no source. */
  unmatched: z.number(),
  unreadable: z.number(),
});
export type NotificationOutcome = z.infer<typeof notificationOutcome>;
