import { z } from 'zod';
import { FORECASTS, NO_FORECAST, UNCERTAIN_REASONS } from '../../../core/forecast/state.ts';
import { decision } from './decisions.ts';
import { gateHistory } from './history.ts';
import { signalDescription } from './overview.ts';
import { actual, calendarDate, criterionVerdict, instant, regression, ungatedTraffic } from './verdict.ts';

/** Query of `GET /api/v1/products/:product/actuals`. */
export const actualsQuery = z.object({
  item: z.string(),
  signal: z.string(),
  /** Unix ms or an ISO instant; default: 28 days ago. */
  from: z.union([z.coerce.number(), z.iso.datetime()]).optional(),
  /** Default: now. */
  to: z.union([z.coerce.number(), z.iso.datetime()]).optional(),
  /** `5m`, `1h`, or calendar steps of the roadmap's zone: `day`, `week`, `month`. Default: by the window's length. */
  step: z.string().optional(),
  environment: z.string().optional(),
  evidence: z.enum(['production', 'evaluation']).optional(),
});

export const chartPoint = z.object({
  from: instant,
  to: instant,
  /** `null`: nothing was observed or nothing happened; a gap. */
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  n: z.number(),
  coverage: z.number(),
  /** The step is still running, or cut by the window's edge. */
  partial: z.boolean(),
  /** The target at that time; moves when it is relative. `null` when it has no data then. */
  target: z.number().nullable().optional(),
  /** For a point that is an evaluation run: which. */
  run: z.string().optional(),
});
export type ChartPoint = z.infer<typeof chartPoint>;

/** `GET /api/v1/products/:product/actuals`: one signal of one item over time, and as one number over the whole window. */
export const actualsResponse = z.object({
  asOf: instant,
  item: z.string(),
  signal: signalDescription,
  currency: z.string(),
  zone: z.string(),
  evidence: z.enum(['production', 'evaluation']),
  from: instant,
  to: instant,
  step: z.string(),
  /** The window's edges were aligned to roll-ups, because raw data are past their retention. */
  aligned: z.boolean(),
  points: z.array(chartPoint),
  overall: actual,
});
export type ActualsResponse = z.infer<typeof actualsResponse>;

/** What is drawn on the lane under a chart. */
export const chartMark = z.object({
  at: instant,
  until: instant.optional(),
  kind: z.enum(['lifecycle', 'verdict', 'breaker', 'build', 'decision', 'target']),
  text: z.string(),
});
export type ChartMark = z.infer<typeof chartMark>;

/** Production and evaluation of one signal, side by side; both with ends that together are as sure as `confidence` says. */
export const drift = z.object({
  production: actual,
  evaluation: actual,
  /** Production − evaluation, in the signal's unit. */
  difference: z.number(),
  /** An open end is absent. */
  lower: z.number().optional(),
  upper: z.number().optional(),
  confidence: z.number(),
  beyondNoise: z.boolean(),
  sentence: z.string(),
});

const within = z.object({ value: z.number(), lower: z.number(), upper: z.number() });

/** Where the trend of a criterion's last weeks leads by the due date of its gate, if it goes on. */
export const criterionForecast = z.object({
  state: z.enum(FORECASTS),
  /** For `uncertain`: why. */
  reason: z.enum(UNCERTAIN_REASONS).optional(),
  /** A week, in the signal's unit; each end is sure by 95 %. */
  slope: within.optional(),
  /** The criterion's value now, as the trend has it. */
  level: within.optional(),
  /** The criterion's value at the due date. */
  expected: within.optional(),
  /** When the target is met; absent where it never is, or is met already. */
  reachedAt: instant.optional(),
  /** How many weeks it is made of. */
  weeks: z.number(),
  /** The present main build, and since when within the last 13 weeks it is that. */
  build: z.object({ build: z.string(), from: instant }).optional(),
  /** Some of the weeks were before that build. */
  crossed: z.literal(true).optional(),
  sentence: z.string(),
});

/** Query of `GET /api/v1/products/:product/versions/:item`. */
export const versionQuery = z.object({
  /** Charts begin here: Unix ms or an ISO instant; default: 28 days ago. They end now, their step follows from their length. */
  from: z.union([z.coerce.number(), z.iso.datetime()]).optional(),
});

/** `GET /api/v1/products/:product/versions/:item`: a page's worth about one item: its gate, and for each measured criterion what to draw. */
export const versionResponse = z.object({
  asOf: instant,
  product: z.string(),
  currency: z.string(),
  zone: z.string(),
  item: z.string(),
  title: z.string(),
  lifecycle: z.string(),
  description: z.string().optional(),
  gate: z
    .object({
      title: z.string().optional(),
      due: calendarDate.optional(),
      dueAt: instant.optional(),
      state: z.string(),
      waived: z.boolean(),
      sentence: z.string(),
      since: instant,
      /** Nobody judged it then: that was reckoned afterwards. */
      sinceReckoned: z.literal(true).optional(),
      /** How it has stood since anything is known of it; its newest stretches. */
      history: gateHistory,
      /** It passed and was shipped, and fails now by what was met. */
      regressed: regression.optional(),
      /** It serves production traffic although its gate never passed. */
      ungated: ungatedTraffic.optional(),
    })
    .optional(),
  criteria: z.array(
    z.object({
      verdict: criterionVerdict,
      signal: signalDescription.optional(),
      /** Absent for attested criteria. */
      chart: z
        .object({ step: z.string(), points: z.array(chartPoint), marks: z.array(chartMark) })
        .optional(),
      /** What production and the newest evaluation run say of it beside each other, whichever decides; absent where one is lacking. */
      drift: drift.optional(),
      /** Of what production decides, is not met yet and is due. */
      forecast: criterionForecast.optional(),
      /** Why there is none, of what is not met yet and is due all the same. */
      noForecast: z.object({ reason: z.enum(NO_FORECAST), sentence: z.string() }).optional(),
    }),
  ),
  builds: z.array(z.object({ build: z.string(), share: z.number(), lastAt: instant })),
  /** What was decided about it, newest first. */
  decisions: z.array(decision),
});
export type VersionResponse = z.infer<typeof versionResponse>;
