import { z } from 'zod';
import { connectionFields } from '../http/connection.ts';
import { duration, httpUrl, pulledFields, sourceFields } from '../source.ts';
import { expressionSchema } from './expression-schema.ts';
import { isMatcher } from './selector.ts';

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'not a label name');

/** Each is a question of its own to the server. */
const MOST_EXPRESSIONS = 100;

/** A source of type `prometheus` in gateline.yaml: a Prometheus server, or what speaks its HTTP API. */
export const prometheusSourceSchema = z
  .strictObject({
    ...sourceFields,
    ...pulledFields,
    ...connectionFields,
    /** Where the API is: what stands before `/api/v1`. */
    url: httpUrl.optional(),
    /** Instead of `url`: servers that see the same targets (a pair of replicas). They count once, and fill in for each other. */
    urls: z
      .array(httpUrl)
      .min(1)
      .max(8)
      .refine((urls) => new Set(urls).size === urls.length, { message: 'an address stands there twice' })
      .optional(),
    /** Label that tells replicas apart behind one address; series that differ in nothing else count once. */
    replica_label: labelName.optional(),
    /**
     * Readings of two replicas that are closer than this are not put after one another: more than a scrape takes, and than clocks differ.
     */
    handover: duration({ atLeast: '1s', atMost: '1h' }).prefault('15s'),
    /** What to do with an answer of which the server says that something is missing: ask again until nothing is, or take it. */
    partial_answers: z.enum(['wait', 'take']).default('wait'),
    /** Only series with these labels are read: anchored regular expressions, `!` in front negates. */
    match: z
      .record(labelName, z.string())
      .refine((match) => Object.values(match).every(isMatcher), { message: 'is not a regular expression' })
      .default({}),
    /** Expressions of PromQL whose values are kept as gauges, where raw samples will not do. */
    expressions: z.array(expressionSchema).max(MOST_EXPRESSIONS).default([]),
    /** How far back the first read reaches. */
    initial_lookback: duration({ atLeast: '1min', atMost: '366d' }).prefault('1h'),
    /** After an outage, how far back is filled in at most. Default: as far as the server keeps samples, or 15d where it does not tell. */
    max_gap: duration({ atLeast: '10min', atMost: '366d' }).optional(),
    /** How much is read again each time; default: two intervals, at least a minute. */
    overlap: duration({ atLeast: '1s', atMost: '6h' }).optional(),
    /** Of one answer; what is more is asked for in shorter slices. */
    max_samples: z.int().min(1_000).max(50_000_000).default(100_000),
  })
  .refine(({ url, urls }) => (url === undefined) !== (urls === undefined), {
    message: 'needs one of url and urls',
  });

export type PrometheusSource = z.infer<typeof prometheusSourceSchema>;

/** The addresses of the servers, in one form. */
export function serverUrls({ url, urls = [] }: PrometheusSource): readonly string[] {
  return url === undefined ? urls : [url];
}
