import type { MetricMapping, SourceMapping } from '../../core/measure/mapping.ts';
import { presetNamed } from '../presets/library.ts';
import { PRICED } from '../prices/token-pricer.ts';
import { sourceMapping } from '../source-mapping.ts';
import { evaluationMappings } from './logs/evaluation-memory.ts';
import type { OtlpSourceConfig } from './source-schema.ts';
import { CALL_MEASURES, CALLS, REQUEST_MEASURES, REQUESTS, SPAN_MEASURES } from './traces/span-measures.ts';
import { type TracesConfig, tracesSchema } from './traces/trace-schema.ts';

/**
 * The mapping of a source, in the domain's words: its metrics, and what it makes of spans and evaluations.
 *
 * @param priced costs are made of all tokens that it counts; else those of spans may be priced call by call
 */
export function otlpMapping(source: OtlpSourceConfig, priced = false): SourceMapping {
  const mapping = sourceMapping(source, { naming: 'opentelemetry', priced });
  const { logs } = source;
  const ofLogs = logs === undefined ? [] : evaluationMappings(logs.evaluations, logs.keep);
  const ofSpans = spanMappings(source, mapping.metrics).filter(
    ({ measure }) => !(priced && isMadeOfTokens(measure)),
  );
  return { ...mapping, metrics: [...mapping.metrics, ...ofSpans, ...ofLogs] };
}

function isMadeOfTokens(measure: string): boolean {
  return (Object.values(PRICED) as readonly string[]).includes(measure);
}

/** What a source makes of traces: what it says itself; with a preset of spans, the usual. */
export function tracesOf({ traces, preset = [] }: OtlpSourceConfig): TracesConfig | undefined {
  if (traces !== undefined) return traces;
  return preset.some(({ name }) => presetNamed(name).spans) ? tracesSchema.parse({}) : undefined;
}

/** The measures that spans give: those that the source says, else all that its metrics do not bring and no preset leaves out. */
function spanMeasures(source: OtlpSourceConfig, metrics: readonly MetricMapping[]): readonly string[] {
  const traces = tracesOf(source);
  if (traces === undefined) return [];
  const own = new Set(metrics.map(({ measure }) => measure));
  const isLeft = (measure: string) => !own.has(measure) && !isLeftOut(source, measure);
  const all = traces.measures ?? SPAN_MEASURES.filter(isLeft);
  const requests: readonly string[] = traces.requests === 'none' ? REQUEST_MEASURES : [];
  return all.filter((measure) => !requests.includes(measure));
}

function isLeftOut({ preset = [] }: OtlpSourceConfig, measure: string): boolean {
  return preset.some(
    ({ name, only, without = [] }) =>
      presetNamed(name).spans && (without.includes(measure) || only?.includes(measure) === false),
  );
}

function spanMappings(source: OtlpSourceConfig, metrics: readonly MetricMapping[]): MetricMapping[] {
  const keep = tracesOf(source)?.keep ?? [];
  const wanted = spanMeasures(source, metrics);
  const of = (metric: string, measures: readonly string[]) =>
    measures
      .filter((measure) => wanted.includes(measure))
      .map((measure) => ({ metric, measure, keep: [...keep] }));
  return [...of(CALLS, CALL_MEASURES), ...of(REQUESTS, REQUEST_MEASURES)];
}
