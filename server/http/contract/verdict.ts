import { z } from 'zod';
import type { Actual, CriterionVerdict, GateVerdict } from '../../../core/gate/verdict.ts';
import { VERDICTS } from '../../../core/gate/verdict.ts';
import type { Interval } from '../../../core/statistics/interval.ts';

/** Unix milliseconds. */
export const instant = z.number();
/** `2026-11-23` */
export const calendarDate = z.iso.date();

export const verdictState = z.enum(VERDICTS);

const endLevels = z.object({ lower: z.number(), upper: z.number() });

/** A value set beside that of another version; an open end is absent. */
const comparison = z.object({
  item: z.string(),
  paired: z.boolean(),
  n: z.number(),
  difference: z.number(),
  lower: z.number().optional(),
  upper: z.number().optional(),
  method: z.string(),
});

/** A signal's value for one item and one window, with everything that says whether to believe it. */
export const actual = z.object({
  signal: z.string(),
  item: z.string(),
  evidence: z.enum(['production', 'evaluation']),
  environment: z.string(),
  value: z.number().optional(),
  lower: z.number().optional(),
  upper: z.number().optional(),
  boundsKind: z.enum(['measurement', 'interval']),
  /** How the bounds came about: `census`, `wilson`, `mixture`, …; docs/judgment.md has all of them. */
  method: z.string().optional(),
  levels: endLevels.optional(),
  n: z.number(),
  events: z.number().optional(),
  from: instant,
  to: instant,
  coverage: z.number(),
  pricedShare: z.number().optional(),
  gradedShare: z.number().optional(),
  /** It was counted from samples of traces; `n` are the samples. */
  sampling: z.enum(['probability', 'unknown']).optional(),
  observedAt: instant.optional(),
  builds: z.array(z.object({ build: z.string(), share: z.number() })),
  evaluation: z
    .object({
      run: z.string(),
      dataset: z.string(),
      revision: z.string(),
      judge: z.string(),
      errors: z.number(),
      /** How many runs there are of this item on this revision of the dataset. */
      tried: z.number().optional(),
    })
    .optional(),
  bucket: z.object({ lower: z.number(), upper: z.number().optional() }).optional(),
  shareAtTarget: z.object({ lower: z.number(), upper: z.number() }).optional(),
  comparison: comparison.optional(),
});
export type ActualJson = z.infer<typeof actual>;

/** A miss that is accepted for a time. */
export const waiver = z.object({ by: z.string(), why: z.string(), until: calendarDate });

/** Who vouches for what, and the last word on it, expired or not. */
export const attestedStatement = z.object({
  role: z.string(),
  statement: z.string(),
  attestation: z
    .object({
      by: z.string(),
      on: calendarDate,
      link: z.string().optional(),
      expires: calendarDate.optional(),
    })
    .optional(),
});

export const criterionVerdict = z.object({
  text: z.string(),
  kind: z.enum(['measured', 'attested']),
  signal: z.string().optional(),
  op: z.enum(['>=', '>', '<=', '<', '=']).optional(),
  state: verdictState,
  reason: z.string(),
  sentence: z.string(),
  lean: z.enum(['pass', 'fail']).optional(),
  target: z.number().optional(),
  baseline: actual.optional(),
  actual: actual.optional(),
  /** What would settle what is unproven, if things go on as they were seen. */
  outlook: z
    .object({
      more: z.number().optional(),
      noun: z.string().optional(),
      by: calendarDate.optional(),
      outgrows: z.literal(true).optional(),
    })
    .optional(),
  /** What the day that closed last says otherwise; it counts when the next day agrees. */
  pending: z.object({ state: verdictState, at: instant, value: z.number().optional() }).optional(),
  /** The live reading beside a census window: "missing now". */
  live: actual.optional(),
  missingNow: z.boolean().optional(),
  /** Of a cost set beside another version's: how alike their traffic was. */
  mix: z
    .object({
      share: z.number(),
      inputTokens: z.object({ own: z.number(), baseline: z.number() }).optional(),
    })
    .optional(),
  advisory: z.boolean(),
  waiver: waiver.optional(),
  attested: attestedStatement.optional(),
  note: z.string().optional(),
  defaults: z.array(z.string()),
});
export type CriterionVerdictJson = z.infer<typeof criterionVerdict>;

/** A gate that passed, was shipped and fails now. */
export const regression = z.object({ since: instant, criteria: z.array(z.string()), sentence: z.string() });

/** Production traffic on a version whose gate never passed. */
export const ungatedTraffic = z.object({
  /** Of the product's production requests of the last 24 hours. */
  share: z.number(),
  /** When it first served. */
  since: instant.optional(),
  sentence: z.string(),
});

export const gateVerdict = z.object({
  product: z.string(),
  item: z.string(),
  due: calendarDate.optional(),
  state: verdictState,
  waived: z.boolean(),
  sentence: z.string(),
  criteria: z.array(criterionVerdict),
  judgedAt: instant,
  since: instant,
  /** Nobody judged it then: that was reckoned afterwards, from what the store holds. */
  sinceReckoned: z.literal(true).optional(),
  /** The decision by which the item is shipped. */
  shipped: z
    .object({
      at: instant,
      by: z.string(),
      build: z.string().optional(),
      state: verdictState,
      waived: z.boolean(),
    })
    .optional(),
  /** It passed and was shipped, and fails now by what was met. */
  regressed: regression.optional(),
  /** Production traffic on a version whose gate never passed. */
  ungated: ungatedTraffic.optional(),
});
export type GateVerdictJson = z.infer<typeof gateVerdict>;

/** `GET /api/v1/products/:product/gates`: every gate with its criteria, as last judged. */
export const gatesResponse = z.object({
  asOf: instant,
  gates: z.array(gateVerdict),
  /** The criteria of the product's success metrics. */
  successMetrics: z.array(criterionVerdict),
});
export type GatesResponse = z.infer<typeof gatesResponse>;

/** Infinite numbers do not exist in JSON: an open bound is absent. Everything else is as the core has it. */
export function toActualJson(from: Actual): ActualJson {
  const { lower, upper, bucket, comparison: compared, ...rest } = from;
  const json: ActualJson = { ...rest, builds: [...rest.builds] } as ActualJson;
  if (lower !== undefined && Number.isFinite(lower)) json.lower = lower;
  if (upper !== undefined && Number.isFinite(upper)) json.upper = upper;
  if (bucket !== undefined) {
    json.bucket = Number.isFinite(bucket.upper) ? { ...bucket } : { lower: bucket.lower };
  }
  if (compared !== undefined) json.comparison = withoutOpenEnds(compared);
  return json;
}

/** Infinite ends are absent. */
export function withoutOpenEnds<T extends Interval>({
  lower,
  upper,
  ...rest
}: T): Omit<T, 'lower' | 'upper'> & Partial<Interval> {
  return {
    ...rest,
    ...(Number.isFinite(lower) ? { lower } : {}),
    ...(Number.isFinite(upper) ? { upper } : {}),
  };
}

export function toCriterionVerdictJson(from: CriterionVerdict): CriterionVerdictJson {
  const { actual: decided, baseline, live, ...rest } = from;
  return {
    ...rest,
    defaults: [...rest.defaults],
    ...(decided === undefined ? {} : { actual: toActualJson(decided) }),
    ...(baseline === undefined ? {} : { baseline: toActualJson(baseline) }),
    ...(live === undefined ? {} : { live: toActualJson(live) }),
  } as CriterionVerdictJson;
}

export function toGateVerdictJson(from: GateVerdict): GateVerdictJson {
  const { regressed, ...rest } = from;
  return {
    ...rest,
    ...(regressed === undefined ? {} : { regressed: { ...regressed, criteria: [...regressed.criteria] } }),
    criteria: from.criteria.map(toCriterionVerdictJson),
  };
}
