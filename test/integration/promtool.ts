import { execFileSync } from 'node:child_process';
import { SERVICES, servicePath } from '../setup/service-paths.ts';

/** Runs promtool in a folder. @throws Error with all that it said, when it is not content */
export function promtool(folder: string, ...args: readonly string[]): string {
  try {
    return execFileSync(servicePath(SERVICES.promtool), args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${args.join(' ')} is not content:\n${stdout ?? ''}${stderr ?? ''}`);
  }
}
