import { z } from 'zod';
import { breakerMappingSchema } from '../../core/measure/breaker-mapping.ts';
import { valueFromSchema } from '../../core/measure/label-value.ts';
import { attributionSchema, metricMappingSchema } from '../../core/measure/mapping.ts';

/** How OpenTelemetry's instruments are named in an exposition depends on what they are. */
const instrument = z.enum(['counter', 'gauge', 'histogram']);

const presetMetric = metricMappingSchema.extend({
  /** Of OpenTelemetry's names: what the instrument is; and its units, where libraries differ several. */
  instrument: instrument.optional(),
  unit: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
});

const presetBreaker = breakerMappingSchema.extend({
  instrument: instrument.optional(),
  unit: z.string().optional(),
});

const example = z.strictObject({
  /** In the folder `examples`. */
  file: z.string(),
  /** `spans` is an ExportTraceServiceRequest, `otlp` one of metrics, both as OTLP/JSON. */
  format: z.enum(['text', 'openmetrics', 'otlp', 'spans']),
  /** `captured`: what the real program shows; `written`: by us, after its documentation. */
  origin: z.enum(['captured', 'written']),
  /** Where it comes from, with its licence; or what it was written after. */
  from: z.string(),
  /** What each measure is after the example was read: of a counter its total, of a distribution its number of observations. */
  expect: z.record(z.string(), z.number()),
  /** How the breakers stand then. */
  breakers: z.record(z.string(), z.enum(['closed', 'half-open', 'open'])).optional(),
});

/** A preset: how the metrics of a known program become our measures. One YAML file each. */
export const presetSchema = z.strictObject({
  title: z.string(),
  /** What it reads, in one sentence. */
  about: z.string(),
  /**
   * What its numbers are of: requests (what a user asked for), calls of a model, what a pipeline takes in, circuit breakers. A program that
   * stands behind another one sees calls, whatever it calls them itself.
   */
  gives: z.array(z.enum(['requests', 'calls', 'pipeline', 'breakers'])).min(1),
  /** `opentelemetry`: names and labels are those of instruments and attributes; in expositions they are looked for as they are translated. */
  names: z.enum(['prometheus', 'opentelemetry']),
  documentation: z.array(z.url()).min(1),
  /** Which version's names these are. */
  seen: z.string(),
  /** The label that usually carries the version, in words. */
  version: z.string(),
  attribution: attributionSchema.default({}),
  /** The model that tokens are priced for. */
  model: valueFromSchema.optional(),
  tier: valueFromSchema.optional(),
  metrics: z.array(presetMetric).default([]),
  breakers: z.array(presetBreaker).default([]),
  /** It is (also) spans that are read: a source of type `otlp` with this preset reads traces. */
  spans: z.boolean().default(false),
  /** Metrics of which any tells that the program is there, beside the ones that are mapped. */
  recognised_by: z.array(z.string()).default([]),
  /** Mapped metrics that other programs show as well: by these alone it is not known. As they stand under `metrics`. */
  also_of_others: z.array(z.string()).default([]),
  /** What to know before believing the numbers. */
  notes: z.array(z.string()).default([]),
  examples: z.array(example).min(1),
});

export type Preset = z.infer<typeof presetSchema>;
export type PresetMetric = Preset['metrics'][number];
export type PresetBreaker = Preset['breakers'][number];
