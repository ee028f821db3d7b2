import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { api } from './contract/api.ts';
import type { Contract } from './contract/endpoint.ts';

const docs = await readFile(resolve(import.meta.dirname, '../../docs/api.md'), 'utf8');

describe('docs/api.md', () => {
  it.each(Object.values(api) as Contract[])(
    'tells the least role of $method $path',
    ({ method, path, access }) => {
      const role = { public: 'none', 'signed-in': 'any' }[access as string] ?? access;
      const rows = docs
        .split('\n')
        .filter((line) => line.includes(`\`${method} ${path}`) || line.includes(`, \`${method} ${path}`));
      expect(rows.map((row) => row.split('|')[2]?.trim())).toContain(role);
    },
  );

  it('names every parameter of a query', () => {
    for (const contract of Object.values(api) as Contract[]) {
      const names = Object.keys((contract.query as { shape?: object } | undefined)?.shape ?? {});
      const row =
        docs.split('\n').find((line) => line.includes(`\`${contract.method} ${contract.path}`)) ?? '';
      expect({ of: contract.path, missing: names.filter((name) => !row.includes(`${name}=`)) }).toEqual({
        of: contract.path,
        missing: [],
      });
    }
  });
});
