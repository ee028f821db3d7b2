import { z } from 'zod';
import type { CriterionStanding, ProductEvidence } from '../../../core/diagnosis/facts.ts';
import { actual, criterionVerdict, instant } from './verdict.ts';

const place = z.object({
  /** `''`: no rule attributes it. */
  item: z.string(),
  environment: z.string(),
  /** A counter's total, observations of a distribution, samples of a gauge. */
  n: z.number(),
});

/** A criterion as judged last, as far as a diagnosis asks. */
const standing = criterionVerdict
  .pick({ text: true, state: true, reason: true, sentence: true, outlook: true })
  .extend({
    actual: actual.pick({ n: true, from: true, to: true, coverage: true, bucket: true }).optional(),
  });

/** `GET /api/v1/products/:product/evidence`: what the store has of a product, of the last 28 days; `gateline doctor` asks for it. */
export const evidenceResponse = z.object({
  asOf: instant,
  product: z.string(),
  measures: z.array(
    z.object({
      measure: z.string(),
      kind: z.enum(['counter', 'distribution', 'gauge']),
      places: z.array(place),
      /** Labels that its series have kept. */
      labels: z.array(z.string()),
      lastObservedAt: instant.optional(),
    }),
  ),
  /** Criteria of gates as judged last; those of success metrics have no item. */
  criteria: z.array(z.object({ item: z.string(), verdict: standing })),
  /** Datasets of evaluation runs. */
  datasets: z.array(z.string()),
  /** Production requests of the last 24 hours; of 28 days where there were none. */
  traffic: z.object({ total: z.number(), unattributed: z.number(), ofLastDay: z.boolean() }),
  /** Tokens of the last 24 hours; of 28 days where there were none. */
  pricing: z.object({
    priced: z.number(),
    /** By model, largest first. */
    unpriced: z.array(z.object({ model: z.string(), tokens: z.number() })),
    ofLastDay: z.boolean(),
  }),
  /** What sources bring only to be compared, beside the owner: production totals over the days on which both were there. */
  compared: z.array(
    z.object({
      source: z.string(),
      measure: z.string(),
      days: z.number(),
      owned: z.number(),
      compared: z.number(),
    }),
  ),
});
export type EvidenceResponse = z.infer<typeof evidenceResponse>;

/** What the core has, as JSON. */
export function toEvidenceJson(
  { measures, criteria, datasets, pricing, compared, ...rest }: ProductEvidence,
  asOf: number,
): EvidenceResponse {
  return {
    asOf,
    ...rest,
    measures: measures.map(({ places, labels, ...one }) => ({
      ...one,
      places: [...places],
      labels: [...labels],
    })),
    criteria: criteria.map(({ item, verdict }) => ({ item, verdict: standingJson(verdict) })),
    datasets: [...datasets],
    pricing: { ...pricing, unpriced: [...pricing.unpriced] },
    compared: [...compared],
  };
}

function standingJson({
  text,
  state,
  reason,
  sentence,
  outlook,
  actual: of,
}: CriterionStanding): EvidenceResponse['criteria'][number]['verdict'] {
  return {
    text,
    state,
    reason,
    sentence,
    ...(outlook === undefined ? {} : { outlook }),
    ...(of === undefined ? {} : { actual: actualJson(of) }),
  };
}

function actualJson({ n, from, to, coverage, bucket }: NonNullable<CriterionStanding['actual']>) {
  const { lower = 0, upper } = bucket ?? {};
  const isClosed = upper !== undefined && Number.isFinite(upper);
  return {
    n,
    from,
    to,
    coverage,
    ...(bucket === undefined ? {} : { bucket: isClosed ? { lower, upper } : { lower } }),
  };
}
