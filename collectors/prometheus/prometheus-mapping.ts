import type { SourceMapping } from '../../core/measure/mapping.ts';
import { measureNamed } from '../../core/signal/measures.ts';
import { type SettingsProblem, sourceMapping, sourceProblems } from '../source-mapping.ts';
import type { Expression } from './expression-schema.ts';
import type { PrometheusSource } from './schema.ts';

/** Everything that a source of type `prometheus` brings, its expressions included: for who owns which measure. */
export function prometheusMapping(source: PrometheusSource): SourceMapping {
  const mapping = sourceMapping(source);
  return { ...mapping, metrics: [...mapping.metrics, ...source.expressions.map(asMetric)] };
}

/** What an expression brings; its values go under the name of its measure. */
export function expressionMapping(source: PrometheusSource, expression: Expression): SourceMapping {
  const { pricing: _, attribution, ...mapping } = sourceMapping(source);
  return {
    ...mapping,
    attribution: { ...attribution, ...expression.attribution },
    metrics: [asMetric(expression)],
    breakers: [],
  };
}

/** What is wrong with a source of type `prometheus` that its schema accepts. */
export function prometheusProblems(source: PrometheusSource): readonly SettingsProblem[] {
  return [...sourceProblems(source, 'exposition'), ...expressionProblems(source)];
}

function asMetric({ measure, scale, keep, labels }: Expression): SourceMapping['metrics'][number] {
  return {
    metric: measure,
    measure,
    kind: 'gauge',
    ...(scale === undefined ? {} : { scale }),
    ...(keep === undefined ? {} : { keep }),
    ...(labels === undefined ? {} : { labels }),
  };
}

function expressionProblems(source: PrometheusSource): readonly SettingsProblem[] {
  const metrics = new Set(sourceMapping(source).metrics.map(({ measure }) => measure));
  const earlier = new Set<string>();
  return source.expressions.flatMap((expression, i) => {
    const { measure } = expression;
    const isSecond = earlier.has(measure);
    earlier.add(measure);
    const message = isSecond ? twice(measure) : (kindProblem(expression) ?? brought(measure, metrics));
    return message === undefined ? [] : [{ path: ['expressions', i, 'measure'], message }];
  });
}

function twice(measure: string): string {
  return `Another expression of this source gives ${measure} already; put both into one query with \`or\`, or name another measure.`;
}

/** An expression gives values. What the catalogue counts must be counted from raw samples, or it would be counted wrongly. */
function kindProblem({ measure, kind }: Expression): string | undefined {
  const known = measureNamed(measure);
  if (known === undefined) return undefined;
  if (known.kind !== 'gauge') {
    return `An expression gives values that do not add up, and ${measure} is a ${known.kind}; map the metric itself under \`metrics\`, or name a measure of your own and a signal of it in the roadmap.`;
  }
  return kind === 'ratio'
    ? `${measure} is no ratio; take out \`kind: ratio\`, or name a measure of your own.`
    : undefined;
}

function brought(measure: string, metrics: ReadonlySet<string>): string | undefined {
  return metrics.has(measure)
    ? `The metrics of this source bring ${measure} already; name another measure.`
    : undefined;
}
