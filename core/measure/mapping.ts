import { z } from 'zod';
import { isZone } from '../time/zone.ts';
import { breakerMappingSchema } from './breaker-mapping.ts';
import { labelConditionsSchema } from './label-conditions.ts';
import { valueFromSchema } from './label-value.ts';

const measureName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a measure is named in lower_snake_case');

/** Names of ours to where their values come from: labels that a series gets, whatever its source calls them. */
export const ownLabelsSchema = z.record(z.string().min(1), valueFromSchema);

/**
 * Which metric becomes which measure. One metric may feed several measures; where several mappings of a metric give the same measure,
 * the first that matches a series counts, so that nothing is added twice.
 */
export const metricMappingSchema = z.strictObject({
  /**
   * Name as the source gives it: the exposition's family name, with or without `_total`, or the OTLP instrument's name. In an exposition
   * also `…_count` and `…_sum` of a histogram or a summary, which are counters of their own.
   */
  metric: z.string().min(1),
  measure: measureName,
  /** Overrides what the source declares: `gauge` for an accumulator that is not a counter, `counter` for an untyped one. */
  kind: z.enum(['counter', 'distribution', 'gauge']).optional(),
  where: labelConditionsSchema.optional(),
  /** Labels that the series keeps. */
  keep: z.array(z.string()).optional(),
  /** Labels that the series gets under names of ours. */
  labels: ownLabelsSchema.optional(),
  /** Multiplies values and bounds: 0.001 turns milliseconds into seconds. */
  scale: z.number().positive().finite().optional(),
  /**
   * Metrics that tell the same under other names, as a library does that changes them: this one counts only where none of those is there
   * at the same target.
   */
  unless: z.array(z.string().min(1)).max(20).optional(),
  /**
   * A label that says when it happened, for what becomes known later (a grade, days after the answer): an ISO date or instant, or Unix
   * seconds or milliseconds. What it adds counts at that time.
   */
  counts_at: valueFromSchema.optional(),
});

/** Where a series' item, build and environment come from. */
export const attributionSchema = z.strictObject({
  item: valueFromSchema.optional(),
  build: valueFromSchema.optional(),
  environment: valueFromSchema.optional(),
  /** In which the dates of rules begin and end. */
  zone: z.string().refine(isZone, { message: 'expected a time zone such as Europe/Berlin' }).optional(),
});

/** By which labels tokens are priced. */
export const pricingSchema = z.strictObject({
  /** The model that a price is looked up for. */
  model: valueFromSchema.optional(),
  /** `batch`, `flex` or `priority`, where the price depends on it. */
  tier: valueFromSchema.optional(),
});

export const sourceMappingSchema = z.strictObject({
  product: z.string().min(1),
  attribution: attributionSchema.default({}),
  metrics: z.array(metricMappingSchema).default([]),
  breakers: z.array(breakerMappingSchema).default([]),
  /** Cap on label sets for each (measure, item, build, environment); what is beyond shares one overflow series. */
  maxLabelSets: z.number().int().positive().default(100),
  /** Labels that every series keeps. */
  keep: z.array(z.string()).optional(),
  /** Labels that every series gets under names of ours. */
  labels: ownLabelsSchema.optional(),
  /** Traffic that counts for nothing (load tests): series that match any of these. It is kept as the environment {@link EXCLUDED}. */
  exclude: z.array(labelConditionsSchema).optional(),
  /** Measures that another source owns, and that are kept beside it to be compared, never added; `all` of them. */
  compare: z
    .strictObject({ source: z.string(), measures: z.union([z.literal('all'), z.array(measureName)]) })
    .optional(),
  /** Absent: tokens are not priced. */
  pricing: pricingSchema.optional(),
});

export type MetricMapping = z.infer<typeof metricMappingSchema>;
export type Attribution = z.infer<typeof attributionSchema>;
export type SourceMapping = z.infer<typeof sourceMappingSchema>;
export type PricingMapping = z.infer<typeof pricingSchema>;

/** The environment of traffic that is excluded: counted, shown, and never anybody's production. */
export const EXCLUDED = 'excluded';

/**
 * The environment of what a source brings only to be compared with the owner of the same measure; its series have the labels `source` and
 * `environment`.
 */
export const COMPARED = 'compared';

/**
 * The one measure that several sources bring without counting anything twice: each counts the breakers that it knows of.
 */
export const BREAKER_OPENS = 'breaker_opens';

/** The label that token series have where they are priced, and what their costs are told apart by. */
export const MODEL_LABEL = 'model';
/** The label of token series that belong to a tier of prices. */
export const TIER_LABEL = 'tier';

/** The family's name without the suffix that OpenMetrics demands of counters, so that either spelling is understood. */
export function bareName(metric: string): string {
  return metric.endsWith('_total') ? metric.slice(0, -'_total'.length) : metric;
}
