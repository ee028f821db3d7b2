import {
  type AlertmanagerSource,
  alertmanagerMapping,
  alertmanagerSourceSchema,
} from '../collectors/alertmanager/schema.ts';
import { evaluationsSourceSchema } from '../collectors/evaluations/folder/schema.ts';
import { otlpMapping } from '../collectors/otlp/otlp-mapping.ts';
import { type OtlpSourceConfig, otlpSourceSchema } from '../collectors/otlp/source-schema.ts';
import type { Naming } from '../collectors/presets/expand.ts';
import { prometheusMapping, prometheusProblems } from '../collectors/prometheus/prometheus-mapping.ts';
import { type PrometheusSource, prometheusSourceSchema } from '../collectors/prometheus/schema.ts';
import { scrapeSourceSchema } from '../collectors/scrape/schema.ts';
import type { SourceFields } from '../collectors/source.ts';
import { sourceMapping, sourceProblems } from '../collectors/source-mapping.ts';
import type { SourceType, SourceTypes } from './config/sources.ts';

/** The kinds of sources that a configuration may name. */
export const SOURCE_TYPES: SourceTypes = {
  prometheus: {
    schema: prometheusSourceSchema,
    mapping: (settings) => prometheusMapping(settings as PrometheusSource),
    problems: (settings) => prometheusProblems(settings as PrometheusSource),
  },
  scrape: sourceType(scrapeSourceSchema, 'exposition'),
  otlp: {
    ...sourceType(otlpSourceSchema, 'opentelemetry'),
    mapping: (settings) => otlpMapping(settings as OtlpSourceConfig),
  },
  alertmanager: {
    schema: alertmanagerSourceSchema,
    mapping: (settings) => alertmanagerMapping(settings as AlertmanagerSource),
  },
  evaluations: { schema: evaluationsSourceSchema },
};

function sourceType(schema: SourceType['schema'], naming: Naming): SourceType {
  return {
    schema,
    mapping: (settings) => sourceMapping(settings as SourceFields, { naming }),
    problems: (settings) => sourceProblems(settings as SourceFields, naming),
  };
}
