import { z } from 'zod';
import { alertsContent } from './alerts.ts';
import { actual, criterionVerdict, instant, ungatedTraffic, verdictState } from './verdict.ts';

/** Query of `GET /api/v1/sources`. */
export const sourcesQuery = z.object({
  /** `true`: also how many bytes each kind of data takes, which means a look into every table. */
  sizes: z.enum(['true', 'false']).optional(),
});

/** `GET /api/v1/sources`: how each source fares. */
export const sourcesResponse = z.object({
  asOf: instant,
  sources: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['prometheus', 'scrape', 'otlp', 'evaluations', 'alertmanager', 'history']),
      product: z.string(),
      /** Where it reads, without credentials; or where it listens. */
      address: z.string(),
      state: z.enum(['waiting', 'ok', 'failing', 'stale']),
      intervalMs: z.number().optional(),
      lastSuccessAt: instant.optional(),
      lastError: z.object({ at: instant, message: z.string() }).optional(),
      /** What is amiss although it is read. */
      warnings: z.array(z.string()),
      /** Since start, by kind (see SourceCounter); rejected ones by reason too. */
      counts: z.record(z.string(), z.number()),
      rejectedReasons: z.record(z.string(), z.number()),
      /** Tokens without a price since start, by model. */
      unpricedModels: z.record(z.string(), z.number()),
      /** Of what sends by itself: programs of presets that show themselves by their metrics, and whether something is made of these. */
      recognised: z
        .array(z.object({ preset: z.string(), metrics: z.array(z.string()), isRead: z.boolean() }))
        .optional(),
    }),
  ),
  /** Share of each product's production requests over the last 24 hours that no attribution rule matched. */
  unattributed: z.array(z.object({ product: z.string(), share: z.number().optional() })),
  store: z.object({
    kind: z.string(),
    state: z.enum(['ready', 'read-only', 'write-only', 'unavailable']),
    reason: z.string().optional(),
    bytes: z.number().optional(),
    /** What is kept, how much of it, and for how long. */
    kinds: z.array(
      z.object({
        kind: z.string(),
        rows: z.number().optional(),
        /** On disk, as far as it can be told apart. */
        bytes: z.number().optional(),
        /** It holds the numbers that criteria are read from. */
        isNumbers: z.literal(true).optional(),
        /** Oldest data. */
        since: instant.optional(),
        /** Absent: for ever. */
        retentionMs: z.number().optional(),
      }),
    ),
    /** With InfluxDB: what is acknowledged here and not there yet. */
    spool: z.object({ points: z.number(), bytes: z.number(), limitBytes: z.number() }).optional(),
    /** With InfluxDB: what it refuses for good, and why, newest first. */
    setAside: z
      .object({
        points: z.number(),
        bytes: z.number(),
        /** Older ones that were refused, too, and are not kept any more. */
        dropped: z.number(),
        newest: z.array(z.object({ at: instant, reason: z.string(), point: z.string() })),
      })
      .optional(),
  }),
});
export type SourcesResponse = z.infer<typeof sourcesResponse>;

/** `GET /api/v1/products/:product/spend` */
export const spendResponse = z.object({
  asOf: instant,
  currency: z.string(),
  limits: z.array(
    z.object({
      title: z.string(),
      amount: z.number(),
      period: z.enum(['day', 'month', 'quarter']),
      item: z.string().optional(),
      from: instant,
      to: instant,
      spent: z.number(),
      /** Spent so far ÷ elapsed share of the period. */
      projected: z.number().optional(),
      /** Spend of the last 24 hours. */
      lastDay: z.number(),
      state: z.enum(['within', 'at-risk', 'exceeded', 'no-data']),
      /** At the present rate the limit is reached then; absent when it is not within the period. */
      reachedAt: instant.optional(),
      pricedShare: z.number().optional(),
      coverage: z.number(),
      observedAt: instant.optional(),
      sentence: z.string(),
      runbook: z.string().optional(),
      contact: z.string().optional(),
      byItem: z.array(z.object({ item: z.string(), spent: z.number() })),
    }),
  ),
});
export type SpendResponse = z.infer<typeof spendResponse>;

/** `GET /api/v1/products/:product/breakers`: the last 24 hours. */
export const breakersResponse = z.object({
  asOf: instant,
  from: instant,
  to: instant,
  breakers: z.array(
    z.object({
      breaker: z.string(),
      item: z.string(),
      environment: z.string(),
      state: z.enum(['closed', 'half-open', 'open']),
      since: instant,
      /** Half-open stretches that cover [from, to) as far as is known. */
      timeline: z.array(
        z.object({
          from: instant,
          to: instant,
          state: z.enum(['closed', 'half-open', 'open']),
        }),
      ),
      opened: z.number(),
    }),
  ),
});
export type BreakersResponse = z.infer<typeof breakersResponse>;

/** `GET /api/v1/products/:product/oncall`: what burns, in one answer. */
export const onCallResponse = z.object({
  asOf: instant,
  product: z.string(),
  currency: z.string(),
  zone: z.string(),
  sentence: z.string(),
  state: verdictState,
  spend: spendResponse.shape.limits,
  /** Measured production criteria of items in rollout or live whose reading of the last hour misses the target. */
  missing: z.array(
    z.object({
      item: z.string(),
      signal: z.string(),
      title: z.string(),
      unit: z.string(),
      text: z.string(),
      target: z.number(),
      op: z.string(),
      live: actual,
      /** First of the consecutive 5-minute readings that miss; absent when it began before the last 24 hours. */
      since: instant.optional(),
    }),
  ),
  breakers: breakersResponse.shape.breakers,
  alerts: alertsContent,
  failing: z.array(
    z.object({ item: z.string(), title: z.string(), since: instant, criteria: z.array(criterionVerdict) }),
  ),
  /** Versions that serve production traffic although their gates never passed; most traffic first. */
  ungated: z.array(ungatedTraffic.extend({ item: z.string(), title: z.string(), state: verdictState })),
  /** The whole product's pipeline error rate; its sparkline has equal steps over the actual's window. */
  pipeline: z
    .object({ actual: actual, target: z.number().optional(), sparkline: z.array(z.number().nullable()) })
    .optional(),
  runbook: z.string().optional(),
  contact: z.string().optional(),
});
export type OnCallResponse = z.infer<typeof onCallResponse>;

/** Query of `GET /api/v1/products/:product/events`; newest first. */
export const eventsQuery = z.object({
  item: z.string().optional(),
  /** Comma-separated. */
  types: z.string().optional(),
  /** Unix ms. */
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
  /** Only what came after this sequence number. */
  after: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  /** By when it was logged (as sequence numbers go), or by when it happened: what was reckoned afterwards lies before what was logged then. */
  order: z.enum(['logged', 'happened']).default('logged'),
});

/** `GET /api/v1/products/:product/events` */
export const eventsResponse = z.object({
  events: z.array(
    z.object({
      sequence: z.number(),
      at: instant,
      item: z.string(),
      type: z.string(),
      text: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type EventsResponse = z.infer<typeof eventsResponse>;
