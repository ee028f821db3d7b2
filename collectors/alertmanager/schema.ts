import { z } from 'zod';
import { labelConditionsSchema } from '../../core/measure/label-conditions.ts';
import { attributionSchema, type SourceMapping } from '../../core/measure/mapping.ts';
import { connectionFields } from '../http/connection.ts';
import { byteSize, duration, httpUrl, pulledFields } from '../source.ts';

const { interval, timeout, max_redirects } = pulledFields;

/** A source of type `alertmanager` in gateline.yaml: it is read, or it tells by its webhook, or both. */
export const alertmanagerSourceSchema = z
  .strictObject({
    name: z.string().min(1).max(100),
    product: z.string().min(1).max(100),
    ...connectionFields,
    interval,
    timeout,
    /** Largest answer, and largest notification. */
    max_body: byteSize.prefault('10MiB'),
    max_redirects,
    /** Where its API is: what stands before `/api/v2`. */
    url: httpUrl.optional(),
    /** Instead of `url`: the members of a cluster. The first that answers is read. */
    urls: z.array(httpUrl).min(1).max(8).optional(),
    /** Takes what an Alertmanager sends to `/api/v1/alertmanager/webhook`. */
    webhook: z.boolean().default(false),
    /** Only alerts with these labels are the product's: anchored regular expressions, `!` in front negates. */
    match: labelConditionsSchema.default({}),
    /** Which item of the roadmap and which environment an alert is about. */
    attribution: attributionSchema.pick({ item: true, environment: true, zone: true }).prefault({}),
    severity_label: z.string().min(1).default('severity'),
    /** Annotations that say in a line what is the matter; the first that is there. */
    summary_annotations: z.array(z.string().min(1)).min(1).max(10).default(['summary', 'message', 'title']),
    description_annotations: z.array(z.string().min(1)).min(1).max(10).default(['description']),
    /** Annotations with the address of a runbook. */
    runbook_annotations: z.array(z.string().min(1)).min(1).max(10).default(['runbook_url', 'runbook']),
    /** An Alertmanager that began less long ago may not have been told all its alerts again: what it does not list is not over. */
    settle_time: duration({ atLeast: '0s', atMost: '1h' }).prefault('2min'),
    /** More are counted and not shown. */
    max_alerts: z.int().min(1).max(10_000).default(1_000),
  })
  .refine(({ url, urls }) => url === undefined || urls === undefined, {
    message: 'needs one of url and urls',
  })
  .refine(({ url, urls, webhook }) => webhook || url !== undefined || urls !== undefined, {
    message: 'needs url, or webhook: true',
  });

export type AlertmanagerSource = z.infer<typeof alertmanagerSourceSchema>;

/** The addresses that are read, in their order; none where only the webhook is used. */
export function alertmanagerUrls({ url, urls = [] }: AlertmanagerSource): readonly string[] {
  return url === undefined ? urls : [url];
}

/** It brings no measures. */
export function alertmanagerMapping({ product }: AlertmanagerSource): SourceMapping {
  return { product, attribution: {}, metrics: [], breakers: [], maxLabelSets: 1 };
}
