import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { evaluationsSourceSchema } from './schema.ts';

const README = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

describe('the README of evaluations', () => {
  it('has an example that is a configuration', () => {
    const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(README) ?? [];
    const { sources } = parse(yaml) as { sources: Record<string, unknown>[] };
    const [{ type, ...source } = {}] = sources;
    expect(type).toBe('evaluations');
    expect(evaluationsSourceSchema.parse(source).path.match('v3/3.0.1/golden.json')).toEqual({
      version: 'v3',
      build: '3.0.1',
    });
  });

  it('names every key', () => {
    const keys = Object.keys(evaluationsSourceSchema.shape).filter(
      (key) => !['name', 'product'].includes(key),
    );
    expect(keys.filter((key) => !README.includes(`\`${key}\``))).toEqual([]);
  });
});
