import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Mapper } from '../../core/measure/mapper.ts';
import { otlpMapping } from './otlp-mapping.ts';
import { otlpSourceSchema } from './source-schema.ts';
import { CALLS, REQUESTS } from './traces/span-measures.ts';

const text = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, yaml = '']) => parse(yaml) as Record<string, unknown>,
);

/** What a source of the README makes of something with these labels: its measures, and whom they belong to. */
function measuresOf(name: string, metric: string, labels: Record<string, string>): unknown[] {
  const sources = examples.flatMap((example) => (example.sources ?? []) as Record<string, unknown>[]);
  const { type, ...source } = sources.find((each) => each.name === name) ?? {};
  expect(type).toBe('otlp');
  const mapper = new Mapper(otlpMapping(otlpSourceSchema.parse(source)));
  return mapper
    .map(metric, labels)
    .measures.map(({ series }) => [series.measure, series.item, series.build, series.environment]);
}

describe('the examples in the README are configurations that work', () => {
  it('of metrics with the calls of traces', () => {
    const labels = { 'service.version': '2.4.0', 'http.response.status_code': '503' };
    expect(measuresOf('telemetry', 'http.server.request.duration_count', labels)).toEqual([
      ['requests', 'v2', '2.4.0', 'production'],
      ['requests_failed', 'v2', '2.4.0', 'production'],
    ]);
    expect(measuresOf('telemetry', CALLS, labels)).toContainEqual(['calls', 'v2', '2.4.0', 'production']);
    expect(measuresOf('telemetry', REQUESTS, labels)).toEqual([]);
    expect(measuresOf('telemetry', 'evaluations: 0', labels)).toHaveLength(2);
  });

  it('of traces and logs alone', () => {
    const labels = { 'gen_ai.prompt.version': '6' };
    expect(measuresOf('assistant', REQUESTS, labels)).toContainEqual([
      'request_duration',
      'v3',
      '',
      'production',
    ]);
    expect(measuresOf('assistant', CALLS, labels)).toContainEqual(['cost_usd', 'v3', '', 'production']);
  });

  it('of single settings', () => {
    const settings = examples.filter((example) => example.traces !== undefined || example.logs !== undefined);
    expect(settings).toHaveLength(3);
    for (const one of settings) {
      expect(otlpSourceSchema.safeParse({ name: 'a', product: 'b', ...one }).error).toBeUndefined();
    }
  });
});
