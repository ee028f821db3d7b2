import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { argv, execPath, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Runs every test: those of the pages share one page of one browser and so one core at most, and run beside all others.
 * With arguments it is `vitest run` with them. Ends with 1 when one of them failed.
 */

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

/** Runs vitest, and tells its exit code. What it prints goes to the terminal at once, or whole when it is over. */
async function run(args: readonly string[], printed: 'at once' | 'whole'): Promise<number> {
  const child = spawn(execPath, [vitest, 'run', ...args], {
    stdio: [
      'inherit',
      printed === 'at once' ? 'inherit' : 'pipe',
      printed === 'at once' ? 'inherit' : 'pipe',
    ],
  });
  const parts: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part));
  child.stderr?.on('data', (part: Buffer) => parts.push(part));
  const [code] = (await once(child, 'close')) as [number | null];
  stdout.write(Buffer.concat(parts));
  return code ?? 1;
}

const own = argv.slice(2);
const codes =
  own.length > 0
    ? [await run(own, 'at once')]
    : await Promise.all([run(['--project', 'browser'], 'whole'), run(['--project', '!browser'], 'at once')]);
exit(codes.some((code) => code !== 0) ? 1 : 0);
