import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import { parseDashboard } from '../dashboards.ts';
import { SOURCE_TYPES } from '../source-types.ts';
import { fileKind } from './file-kind.ts';

describe('docs/configuration.md', async () => {
  const text = await readFile(resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block]) => block ?? '');

  it('has examples', () => {
    expect(blocks.length).toBeGreaterThan(8);
  });

  it.each(blocks)('gives an example that is accepted:\n%s', (block) => {
    if (fileKind(block) === 'dashboard') expect(parseDashboard('docs', block).problems).toEqual([]);
    else
      expect(parseConfig('docs', block, { environment: {}, sourceTypes: SOURCE_TYPES }).problems).toEqual([]);
  });

  it('names every key', () => {
    const { config } = parseConfig('/x/gateline.yaml', '', { environment: {}, sourceTypes: SOURCE_TYPES });
    expect(config).toBeDefined();
    const keys = /there are (.*)\.$/.exec(
      parseConfig('x', 'nosuchkeyatall: 1', { environment: {}, sourceTypes: SOURCE_TYPES }).problems[0]
        ?.message ?? '',
    )?.[1];
    expect(keys?.split(', ').filter((key) => !text.includes(`${key}:`))).toEqual([]);
  });
});
