import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Mapper } from '../core/measure/mapper.ts';
import { alertmanagerSourceSchema } from './alertmanager/schema.ts';
import { prometheusSourceSchema } from './prometheus/schema.ts';
import { scrapeSourceSchema } from './scrape/schema.ts';
import { sourceMapping } from './source-mapping.ts';

/** The sources of the first example in a collector's README. */
function examples(folder: string): Record<string, unknown>[] {
  const text = readFileSync(join(import.meta.dirname, folder, 'README.md'), 'utf8');
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
  return (parse(yaml) as { sources: Record<string, unknown>[] }).sources;
}

describe('the example in the README', () => {
  it.each([
    ['scrape', scrapeSourceSchema],
    ['prometheus', prometheusSourceSchema],
  ] as const)('of %s is a configuration that works', (type, schema) => {
    const sources = examples(type);
    expect(sources).toHaveLength(1);
    for (const { type: written, ...source } of sources) {
      expect(written).toBe(type);
      const config = schema.parse(source);
      const mapper = new Mapper(sourceMapping(config));
      const { measures } = mapper.map('http_requests_total', {
        version: type === 'scrape' ? 'v2' : '2.1',
        code: '200',
      });
      expect(measures[0]?.series).toMatchObject({
        measure: 'requests',
        item: 'v2',
        environment: 'production',
      });
    }
  });

  it('of alertmanager is a configuration that works', () => {
    const [source] = examples('alertmanager');
    const { type, ...settings } = source ?? {};
    expect(type).toBe('alertmanager');
    expect(alertmanagerSourceSchema.parse(settings)).toMatchObject({
      product: 'ticket-routing',
      webhook: true,
    });
  });
});
