import { z } from 'zod';
import { connectionFields } from '../http/connection.ts';
import { httpUrl, pulledFields, sourceFields } from '../source.ts';

const target = z.union([
  httpUrl,
  z.strictObject({
    url: httpUrl,
    /** Labels that every series of the target gets, in place of its own of the same name. */
    labels: z.record(z.string().min(1), z.string()).default({}),
  }),
]);

/** The last part of a path may have stars; Prometheus wants the same endings. */
const targetFile = z
  .string()
  .min(1)
  .regex(/\.(json|ya?ml)$/i, 'a file of targets ends in .json, .yml or .yaml')
  .regex(/^[^*]*[^/]*$/, 'only the last part of the path may have stars');

/** A source of type `scrape` in gateline.yaml. */
export const scrapeSourceSchema = z
  .strictObject({
    ...sourceFields,
    ...pulledFields,
    ...connectionFields,
    targets: z
      .array(target)
      .max(1_000)
      .refine((targets) => new Set(targets.map(urlOf)).size === targets.length, {
        message: 'an address stands there twice',
      })
      .default([]),
    /** Files of targets in the format of Prometheus' `file_sd`, read again when they change. */
    target_files: z.array(targetFile).max(100).default([]),
    /** For targets of files whose labels do not say otherwise. */
    scheme: z.enum(['http', 'https']).default('http'),
    metrics_path: z.string().startsWith('/').default('/metrics'),
    /** Samples that carry their own time keep it; otherwise all are of the time of the scrape. */
    honor_timestamps: z.boolean().default(true),
    /** What an answer without a known Content-Type is taken for; without this it is refused. */
    fallback_format: z.enum(['text', 'openmetrics']).optional(),
  })
  .refine(({ targets, target_files }) => targets.length + target_files.length > 0, {
    message: 'needs targets or target_files',
  });

export type ScrapeSource = z.infer<typeof scrapeSourceSchema>;
export type ScrapeTarget = Exclude<ScrapeSource['targets'][number], string>;

/** The targets that stand in the configuration, in one form. */
export function scrapeTargets({ targets }: ScrapeSource): readonly ScrapeTarget[] {
  return targets.map((one) => (typeof one === 'string' ? { url: one, labels: {} } : one));
}

/** Where the source reads, for people. */
export function scrapeAddress(source: ScrapeSource): string {
  return [...scrapeTargets(source).map(({ url }) => url), ...source.target_files].join(' ');
}

function urlOf(target: string | { readonly url: string }): string {
  return typeof target === 'string' ? target : target.url;
}
