import { basename, join, resolve } from 'node:path';
import { build } from 'vite';

/**
 * Makes one file of a program's many modules: where it starts again and again, finding and reading them would take longer than what it does.
 *
 * @param program its first module
 * @returns what to start
 */
export async function oneFile(program: string): Promise<string> {
  // Below node_modules, so that what is not JavaScript and stays outside is found.
  const outDir = resolve('node_modules/.cache/one-file', basename(program, '.ts'));
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['@duckdb/node-bindings'] },
    build: { ssr: program, outDir, emptyOutDir: false, target: 'esnext' },
  });
  return join(outDir, `${basename(program, '.ts')}.js`);
}
