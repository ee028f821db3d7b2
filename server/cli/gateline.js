#!/usr/bin/env -S node --max-semi-space-size=4
// Starts Gateline under the Node that it brings along, whatever Node this file was started with (20 or newer).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * V8 gives new objects up to three times 16 MB, and fills it before it cleans up; with a quarter of that the process is a third smaller while data
 * stream in, and no slower. It can only be said at the start.
 */
const YOUNG = '--max-semi-space-size=4';
/** TypeScript runs as it stands from here on. */
const NEEDED = 24;
/** In a folder of this installation, not in one that everybody may write to. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/gateline', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // What is read once is quicker read again; where nothing can be written, it goes without.
  module.enableCompileCache?.(COMPILED);
  const { main } = await import('./main.ts');
  await main();
} else {
  runUnder(ownNode());
}

/** The `node` package is a dependency; npm links its program into a `.bin` folder above. */
function ownNode() {
  const here = dirname(fileURLToPath(import.meta.url));
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const linked = join(folder, 'node_modules', '.bin', name);
    if (existsSync(linked)) return linked;
  }
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    const program = join(dirname(manifest), 'bin', name);
    if (existsSync(program)) return program;
  } catch {
    // It is not installed: said below.
  }
  console.error(
    `Gateline needs Node ${NEEDED} and brings it along, but it is not installed here. Run: npm ci`,
  );
  process.exit(69);
}

/** Stands in for the real process: passes signals on, and ends as it ends. */
function runUnder(node) {
  // With the channel the child notices when this process is killed outright, and does not live on alone.
  const child = spawn(node, [YOUNG, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal sends SIGINT to both; the child takes the second one for the echo that it is.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Cannot start ${node} (${error.message}). Run: npm ci`);
    process.exit(69);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
