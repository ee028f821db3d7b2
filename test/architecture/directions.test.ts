import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const biome = join(root, 'node_modules/.bin/biome');

/** Each breaks one direction of the house; the check must name the rule. */
const violations = [
  ['core/gate/a.ts', `import { x } from '../../server/b.ts';\nexport const y = x;\n`, 'noRestrictedImports'],
  [
    'core/gate/a.ts',
    `import type { X } from '../../collectors/b.ts';\nexport type Y = X;\n`,
    'noRestrictedImports',
  ],
  ['core/gate/a.ts', `export * from '../../server/b.ts';\n`, 'noRestrictedImports'],
  ['core/gate/a.ts', `export const load = () => import('../../server/b.ts');\n`, 'noRestrictedImports'],
  [
    'core/gate/a.ts',
    `import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n`,
    'noRestrictedImports',
  ],
  [
    'collectors/otlp/a.ts',
    `import { x } from '../../server/config.ts';\nexport const y = x;\n`,
    'noRestrictedImports',
  ],
  [
    'server/http/a.ts',
    `import { x } from '../../collectors/b.ts';\nexport const y = x;\n`,
    'noRestrictedImports',
  ],
  [
    'server/http/a.ts',
    `import { x } from '../store/duckdb/b.ts';\nexport const y = x;\n`,
    'noRestrictedImports',
  ],
  ['server/http/a.ts', `import { x } from '@duckdb/node-api';\nexport const y = x;\n`, 'noRestrictedImports'],
  [
    'web/pages/a.ts',
    `import { x } from '../../server/config.ts';\nexport const y = x;\n`,
    'noRestrictedImports',
  ],
  ['web/pages/a.ts', `import { Chart } from 'chart.js';\nexport const y = Chart;\n`, 'noRestrictedImports'],
  ['web/pages/a.ts', `export const y = () => fetch('/api');\n`, 'noRestrictedGlobals'],
  ['examples/x/a.ts', `import { x } from '../../core/b.ts';\nexport const y = x;\n`, 'noRestrictedImports'],
] as const;

describe('the check of import directions', () => {
  let house: string;

  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'gateline-directions-'));
    cpSync(join(root, 'biome.json'), join(house, 'biome.json'));
    writeFileSync(join(house, '.gitignore'), '');
  });

  afterAll(() => rmSync(house, { recursive: true }));

  it.each(violations)('refuses %s: %s', (file, text, rule) => {
    expect(lint({ [file]: text })).toContain(rule);
  });

  it('refuses a cycle, of types too', () => {
    const found = lint({
      'core/gate/a.ts': `import type { B } from './b.ts';\nexport type A = B | number;\n`,
      'core/gate/b.ts': `import type { A } from './a.ts';\nexport type B = A | string;\n`,
    });
    expect(found).toContain('noImportCycles');
  });

  it('allows what the house allows', () => {
    const found = lint({
      'web/pages/a.ts': `import type { X } from '../../server/http/contract/b.ts';\nimport type { Y } from '../../core/b.ts';\nexport type Z = X | Y;\n`,
      'server/http/contract/b.ts': `export type X = string;\n`,
      'core/b.ts': `export type Y = number;\n`,
      'server/main.ts': `export { x } from '../collectors/a.ts';\nexport { y } from './store/duckdb/a.ts';\n`,
      'collectors/a.ts': `export const x = 1;\n`,
      'server/store/duckdb/a.ts': `export const y = 1;\n`,
    });
    expect(found).toBe('');
  });

  function lint(files: Record<string, string>): string {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, name)), { recursive: true });
      writeFileSync(join(house, name), text);
    }
    try {
      execFileSync(biome, ['lint', '--vcs-enabled=false', '--max-diagnostics=50', '.'], {
        cwd: house,
        stdio: 'pipe',
      });
      return '';
    } catch (error) {
      const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
      return `${stdout}${stderr}`;
    } finally {
      for (const name of Object.keys(files)) rmSync(join(house, name));
    }
  }
});
