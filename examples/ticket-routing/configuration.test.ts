import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ConfigurationKind, MAPPED_MEASURES, renderConfiguration } from './configuration.ts';
import { METRICS } from './product/metrics.ts';
import { PRICES } from './product/prices.ts';

interface SourceYaml {
  readonly type: string;
  readonly metrics: readonly {
    metric: string;
    measure: string;
    where?: Record<string, string>;
    keep?: string[];
  }[];
  readonly breakers?: readonly { metric: string }[];
}

const KINDS: readonly ConfigurationKind[] = ['demo', 'scrape', 'prometheus', 'otlp'];
const INSTRUMENTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(METRICS).flatMap(([name, { instrument, labels }]) => [
    [name, labels],
    [instrument, labels],
  ]),
);

function sourcesOf(kind: ConfigurationKind): readonly SourceYaml[] {
  return (parse(renderConfiguration(kind)) as { sources: readonly SourceYaml[] }).sources;
}

const committed = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');

describe.each(KINDS)('the configuration "%s"', (kind) => {
  it('brings every measure, from one source each', () => {
    const owners = sourcesOf(kind).flatMap(({ metrics }) => [...new Set(metrics.map((m) => m.measure))]);
    expect(owners.toSorted()).toEqual(MAPPED_MEASURES.toSorted());
    expect(new Set(owners).size).toBe(owners.length);
  });

  it('speaks of metrics and labels that the service has', () => {
    for (const { metrics, breakers = [] } of sourcesOf(kind)) {
      for (const { metric, where = {}, keep = [] } of metrics) {
        const labels = INSTRUMENTS.get(metric);
        expect(labels, metric).toBeDefined();
        for (const label of [...Object.keys(where), ...keep]) expect(labels).toContain(label);
      }
      for (const { metric } of breakers) expect(INSTRUMENTS.has(metric), metric).toBe(true);
    }
  });

  it('reads the breakers once', () => {
    expect(sourcesOf(kind).filter(({ breakers }) => breakers !== undefined)).toHaveLength(1);
  });
});

it('names metrics as each source does: with dots only where they are pushed', () => {
  for (const { type, metrics } of KINDS.flatMap(sourcesOf)) {
    expect(
      metrics.every(({ metric }) => metric.includes('.') === (type === 'otlp')),
      type,
    ).toBe(true);
  }
});

it('is in the repository as the demo uses it', async () => {
  expect(await committed('./gateline.yaml')).toBe(renderConfiguration('demo'));
});

it('has the prices that the service counts with', async () => {
  const { models } = parse(await committed('./prices.yaml')) as { models: Record<string, object> };
  const written = Object.entries(PRICES).map(([model, { input, cachedInput, output }]) => [
    model,
    { input, cached_input: cachedInput, output },
  ]);
  expect(models).toEqual(Object.fromEntries(written));
});
