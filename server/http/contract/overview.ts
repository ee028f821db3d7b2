import { z } from 'zod';
import { LIFECYCLES } from '../../../core/roadmap/roadmap.ts';
import {
  actual,
  calendarDate,
  criterionVerdict,
  instant,
  regression,
  ungatedTraffic,
  verdictState,
} from './verdict.ts';

export const signalDescription = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.enum(['share', 'seconds', 'currency', 'tokens', 'count', 'score']),
  better: z.enum(['higher', 'lower']),
});
export type SignalDescription = z.infer<typeof signalDescription>;

/** A line for drawing: equal steps of time; `null` is a gap, which is neither joined nor zero. */
export const sparkline = z.object({
  from: instant,
  stepMs: z.number(),
  values: z.array(z.number().nullable()),
});
export type Sparkline = z.infer<typeof sparkline>;

export const overviewCell = z.object({
  version: z.string(),
  signal: z.string(),
  /** The version's gate has a criterion on this signal: its verdict decides the look. */
  criterion: criterionVerdict.optional(),
  /** Without a criterion: what production shows over the signal's default window, not judged. */
  actual: actual.optional(),
  sparkline: sparkline.optional(),
});

/** `GET /api/v1/products/:product/overview`: versions × signals, one read. */
export const overviewResponse = z.object({
  asOf: instant,
  product: z.string(),
  name: z.string(),
  currency: z.string(),
  zone: z.string(),
  /** The one sentence that matters now. */
  sentence: z.string(),
  sentenceState: verdictState,
  versions: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      lifecycle: z.enum(LIFECYCLES),
      due: calendarDate.optional(),
      /** Share of the product's production requests in the last 24 hours; absent when there were none at all. */
      trafficShare: z.number().optional(),
      state: verdictState.optional(),
      waived: z.boolean(),
      sentence: z.string().optional(),
      /** It passed and was shipped, and fails now by what was met. */
      regressed: regression.optional(),
      /** It serves production traffic although its gate never passed. */
      ungated: ungatedTraffic.optional(),
    }),
  ),
  signals: z.array(signalDescription),
  cells: z.array(overviewCell),
});
export type OverviewResponse = z.infer<typeof overviewResponse>;
