import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../server/config.ts';
import { readPriceText } from '../../server/price-file/read-price-text.ts';
import { SOURCE_TYPES } from '../../server/source-types.ts';

const docs = readFileSync(new URL('../../docs/prices.md', import.meta.url), 'utf8');

function blocks(info: string): readonly string[] {
  return [...docs.matchAll(new RegExp(`^\`\`\`yaml ${info}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, text = '']) => text,
  );
}

describe('docs/prices.md', () => {
  it.each(blocks('prices'))('shows files that are right: %#', (text) => {
    const { table, problems } = readPriceText(new TextEncoder().encode(text), 'docs/prices.md');
    expect(problems).toEqual([]);
    expect(table).toBeDefined();
  });

  it.each(blocks('configuration'))('shows configurations that are right: %#', (text) => {
    expect(parseConfig('docs', text, { environment: {}, sourceTypes: SOURCE_TYPES }).problems).toEqual([]);
  });

  it('has some of each', () => {
    expect([blocks('prices').length, blocks('configuration').length]).toEqual([2, 3]);
  });

  it('says the floor of priced tokens as it is', () => {
    expect(docs).toContain('less than 95 % of the tokens');
  });
});
