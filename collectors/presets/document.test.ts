import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Mapper } from '../../core/measure/mapper.ts';
import { scrapeSourceSchema } from '../scrape/schema.ts';
import { sourceMapping } from '../source-mapping.ts';
import { presetsDocument } from './document.ts';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

function sourcesIn(text: string): Record<string, unknown>[] {
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) => (parse(block) as { sources: Record<string, unknown>[] }).sources);
}

describe('docs/presets.md', () => {
  const docs = read('../../docs/presets.md');

  it('has the presets as they are; collectors/presets/write-document.ts writes it', () => {
    const [, generated = ''] = /<!-- presets: begin -->\n([\s\S]*)<!-- presets: end -->/.exec(docs) ?? [];
    expect(generated.trim()).toBe(presetsDocument());
  });

  it('gives examples that are accepted', () => {
    const sources = sourcesIn(docs);
    expect(sources).toHaveLength(2);
    for (const { type, ...source } of sources) {
      expect(type).toBe('scrape');
      expect(scrapeSourceSchema.safeParse(source).error).toBeUndefined();
    }
  });
});

it('the example in the README is a configuration that works', () => {
  const [{ type, ...source } = {}] = sourcesIn(read('README.md'));
  expect(type).toBe('scrape');
  const mapper = new Mapper(sourceMapping(scrapeSourceSchema.parse(source)));
  const { measures } = mapper.map('vllm:request_success', { model_name: 'router-v2' });
  expect(measures.map(({ series }) => [series.measure, series.item])).toEqual([
    ['calls', 'v2'],
    ['requests', 'v2'],
  ]);
});
