import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const LAUNCHER = join(import.meta.dirname, 'gateline.js');
/** An older Node, as the machine may have one; without it the launcher is tried under our own. */
const OLD_NODE = [process.env.GATELINE_OLD_NODE, '/usr/bin/node'].find(
  (path) => path !== undefined && existsSync(path),
);
const NODES = [...new Set([process.execPath, OLD_NODE ?? process.execPath])];

describe.each(NODES)('gateline.js, started with %s', (node) => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-launcher-'));
    await writeFile(join(folder, 'gateline.yaml'), 'listen: 127.0.0.1:0\n');
    await writeFile(join(folder, 'roadmap.yaml'), 'product: desk\nname: Desk\n');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  it('runs under the Node that the project brings', () => {
    expect(execFileSync(node, [LAUNCHER, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  // A signal is passed on whichever it is: the older Node shows it with one.
  const signals = node === process.execPath ? (['SIGTERM', 'SIGINT'] as const) : (['SIGTERM'] as const);
  it.each(signals)(
    'keeps a second one from its data, and stops in order at %s, with exit code 0',
    async (signal) => {
      const { child, origin, ended } = await serve();
      expect((await fetch(`${origin}/healthz`)).status).toBe(200);
      if (signal === 'SIGTERM') expectRefusedBeside();
      child.kill(signal);
      expect(await ended).toEqual({ code: 0, signal: null });
      await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
    },
  );

  it('leaves no server behind when it is killed outright', async () => {
    const { child, origin, ended } = await serve();
    child.kill('SIGKILL');
    await ended;
    await vi.waitFor(() => expect(fetch(`${origin}/healthz`)).rejects.toThrow(), {
      timeout: 30_000,
      interval: 50,
    });
  });

  /** Another server over the same data says in one sentence that it cannot. */
  function expectRefusedBeside(): void {
    const second = () =>
      execFileSync(node, [LAUNCHER, 'serve'], { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
    expect(second).toThrow(
      expect.objectContaining({
        status: 69,
        stderr: expect.stringMatching(
          /^\S*gateline\.duckdb is in use by [^\n]*\. Stop that Gateline first, [^\n]*\n$/,
        ),
      }),
    );
  }

  async function serve() {
    const child = spawn(node, [LAUNCHER, 'serve'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const ended = new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })));
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const origin = await vi.waitFor(
      () => {
        const found = /is on (http:\/\/[\d.:]+)/.exec(out)?.[1];
        if (found === undefined) throw new Error(`not up yet: ${out}`);
        return found;
      },
      { timeout: 50_000, interval: 20 },
    );
    return { child, origin, ended };
  }
});
