import { z } from 'zod';
import { breakerMappingSchema } from '../core/measure/breaker-mapping.ts';
import { labelConditionsSchema } from '../core/measure/label-conditions.ts';
import {
  attributionSchema,
  metricMappingSchema,
  ownLabelsSchema,
  pricingSchema,
} from '../core/measure/mapping.ts';
import type { Clock, MeasurementStore, SourceMonitor } from '../core/ports.ts';
import type { PriceBook } from '../core/price/price-book.ts';
import { parseDuration } from '../core/time/duration.ts';
import type { SecretReader } from './http/secret-place.ts';
import { presetChoiceSchema } from './presets/choice.ts';

/** What every collector is given. Nothing in here is read from the environment or the clock of the machine by a collector itself. */
export interface SourceDeps {
  readonly store: MeasurementStore;
  readonly clock: Clock;
  readonly monitor: SourceMonitor;
  /** Where tokens and passwords come from; needed only by sources with `authorization`. */
  readonly secrets?: SecretReader;
  /** Where relative paths of the configuration begin. Default: the current folder. */
  readonly folder?: string;
  /** What tokens of a product cost; absent where nobody keeps prices. */
  readonly prices?: (product: string) => PriceBook;
  /** Whether costs are made of the tokens that a source counts: not where somebody brings the cost itself. Default: no. */
  readonly isPriced?: (source: string) => boolean;
}

/** What a source that Gateline reads by itself needs of a store: where it goes on, and where its batches go. */
export type IntakeStore = Pick<MeasurementStore, 'write' | 'state' | 'cursor'>;

/** What such a collector is given. */
export interface IntakeDeps extends Omit<SourceDeps, 'store'> {
  readonly store: IntakeStore;
}

/** A duration as people write it (`15s`, `1h30m`), read into ms. */
export function duration(bounds: { readonly atLeast: string; readonly atMost: string }) {
  const least = parseDuration(bounds.atLeast) ?? 0;
  const most = parseDuration(bounds.atMost) ?? Number.POSITIVE_INFINITY;
  return z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= least && ms <= most) return ms;
    const expected = ms === undefined ? 'such as 15s or 1h' : `from ${bounds.atLeast} to ${bounds.atMost}`;
    context.addIssue({ code: 'custom', message: `expected a duration ${expected}` });
    return z.NEVER;
  });
}

const UNIT_BYTES: Readonly<Record<string, number>> = {
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** A size as people write it (`50MiB`), read into bytes. */
export const byteSize = z.string().transform((text, context) => {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?b)$/i.exec(text.trim());
  const unit = UNIT_BYTES[match?.[2]?.toLowerCase() ?? ''];
  const bytes = match === null || unit === undefined ? 0 : Math.round(Number(match[1]) * unit);
  if (bytes > 0) return bytes;
  context.addIssue({ code: 'custom', message: 'expected a size such as 50MiB' });
  return z.NEVER;
});

/** An http(s) address. Credentials do not belong into it: they would show up in logs and pages. */
export const httpUrl = z
  .url({ protocol: /^https?$/, message: 'expected an address such as http://service:8080/metrics' })
  .refine((text) => !/^[a-z]+:\/\/[^/?#]*@/i.test(text), {
    message: 'put user and password under authorization, not into the address',
  });

const breakerSchema = z
  .strictObject({
    metric: breakerMappingSchema.shape.metric,
    name: breakerMappingSchema.shape.name,
    where: breakerMappingSchema.shape.where,
    values: breakerMappingSchema.shape.values,
    state_label: breakerMappingSchema.shape.stateLabel,
    event_label: breakerMappingSchema.shape.eventLabel,
    states: breakerMappingSchema.shape.states,
    event: breakerMappingSchema.shape.event,
    rejections: breakerMappingSchema.shape.rejections,
    closes_after: duration({ atLeast: '1ms', atMost: '24h' }).optional(),
  })
  .refine(hasOneReading, {
    message: 'needs one of values, state_label with states, event_label with states, event, and rejections',
  });

function hasOneReading(breaker: {
  values?: unknown;
  state_label?: unknown;
  event_label?: unknown;
  states?: unknown;
  event?: unknown;
  rejections?: boolean | undefined;
}): boolean {
  const { values, state_label, event_label, states, event, rejections } = breaker;
  const labels = [state_label, event_label].filter((label) => label !== undefined);
  const others = [values, event, rejections || undefined].filter((way) => way !== undefined);
  return labels.length + others.length === 1 && (states !== undefined) === (labels.length === 1);
}

/** What the configuration of every source of metrics has. Keys are written in snake_case. */
export const sourceFields = {
  /** Unique among the sources; names its memory in the store, so a renamed source starts anew. */
  name: z.string().min(1).max(100),
  product: z.string().min(1).max(100),
  /** Presets whose mappings the source has; `metrics` and `breakers` add to them or take their place. */
  preset: presetChoiceSchema.optional(),
  attribution: attributionSchema.prefault({}),
  metrics: z.array(metricMappingSchema).default([]),
  breakers: z.array(breakerSchema).default([]),
  /** Labels that every series keeps. */
  keep: z.array(z.string().min(1)).max(50).default([]),
  /** Labels that every series gets under names of ours, wherever their values come from. */
  labels: ownLabelsSchema.default({}),
  /** Series with the labels of any of these are load tests and the like: counted, shown, and nobody's production. */
  exclude: z
    .array(
      labelConditionsSchema.refine(isSomething, { message: 'an empty condition would exclude everything' }),
    )
    .default([]),
  /** This source owns nothing (or none of these measures): what it brings is kept beside the owner's, to be compared and never added. */
  compare: z.union([z.boolean(), z.array(metricMappingSchema.shape.measure).min(1)]).default(false),
  /** By which labels tokens are priced; `false`: they are not. Absent: by the usual labels, where nobody brings the cost. */
  pricing: z.union([z.literal(false), pricingSchema]).optional(),
  /** Cap on label sets for each (measure, item, build, environment), and on builds, items and environments. */
  max_label_sets: z.int().min(1).max(1_000_000).default(100),
  /** Samples older than this when they arrive are refused. */
  max_sample_age: duration({ atLeast: '1min', atMost: '366d' }).prefault('1h'),
  /** What a label of `counts_at` says to have happened longer ago than this is refused. */
  max_label_age: duration({ atLeast: '1h', atMost: '3660d' }).prefault('90d'),
};

function isSomething(conditions: object): boolean {
  return Object.keys(conditions).length > 0;
}

/** What a source that Gateline reads by itself has beside {@link sourceFields}. */
export const pulledFields = {
  interval: duration({ atLeast: '1s', atMost: '24h' }).prefault('15s'),
  /** For one request, its body included. */
  timeout: duration({ atLeast: '100ms', atMost: '10min' }).prefault('10s'),
  /** Largest body, decompressed. */
  max_body: byteSize.prefault('50MiB'),
  max_samples: z.int().min(1).max(50_000_000).default(200_000),
  max_redirects: z.int().min(0).max(20).default(3),
  /** The mapped counters live and die with the process whose `process_start_time_seconds` stands beside them. */
  counters_restart_with_process: z.boolean().default(true),
};

const sourceSchema = z.object(sourceFields);
export type SourceFields = z.infer<typeof sourceSchema>;

const pulledSchema = z.object({ ...sourceFields, ...pulledFields });
export type PulledFields = z.infer<typeof pulledSchema>;

/** What a source's tokens are priced by; `undefined` where they are not. */
export function pricesOf(
  { name, product }: Pick<SourceFields, 'name' | 'product'>,
  { prices, isPriced }: Pick<SourceDeps, 'prices' | 'isPriced'>,
): PriceBook | undefined {
  return isPriced?.(name) ? prices?.(product) : undefined;
}
