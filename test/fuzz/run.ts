import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type FuzzReport, HANG_MS } from './fuzz.ts';
import { FUZZ_TARGETS } from './registry.ts';
import type { FuzzOrder } from './worker.ts';

/**
 * `npm run fuzz [-- TARGET… --inputs N --seed S --from I]`: fires mutated inputs at every decoder, or at those that are named, each in a
 * thread with bounded memory that is watched from outside. Ends with 1 when one of them crashes, hangs, runs out of memory or breaks a
 * promise, and says how to make that input again.
 */
const INPUTS = 100_000;
/** A decoder that needs more for inputs of a few kilobytes holds on to something. */
const MEMORY_MB = 256;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: String(INPUTS) },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    from: { type: 'string', default: '0' },
  },
});
const [inputs, seed, from] = [Number(values.inputs), Number(values.seed), Number(values.from)];
const names = FUZZ_TARGETS.map(({ name }) => name);
const wanted = positionals.length > 0 ? positionals : names;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0 || ![inputs, seed, from].every(Number.isSafeInteger)) {
  console.error(
    `usage: npm run fuzz [-- TARGET… --inputs N --seed S --from I]\ntargets: ${names.join(', ')}`,
  );
  process.exit(64);
}

console.log(`seed ${seed}, ${inputs.toLocaleString('en')} inputs each`);
for (const target of wanted) {
  try {
    tell(await runApart({ target, seed, from, inputs, present: new SharedArrayBuffer(4) }));
  } catch (error) {
    process.exitCode = 1;
    console.error(`FAILED ${error instanceof Error ? error.message : String(error)}`);
  }
}

function runApart(order: FuzzOrder): Promise<FuzzReport> {
  const present = new Int32Array(order.present);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  return new Promise((resolve, reject) => {
    let last = -1;
    const watch = setInterval(() => {
      const index = present[0] as number;
      if (index === last) {
        const again = `npm run fuzz -- ${order.target} --seed ${order.seed} --from ${index} --inputs 1`;
        reject(new Error(`${order.target} hangs at input ${index} (again: ${again})`));
        void worker.terminate();
      }
      last = index;
    }, 4 * HANG_MS);
    worker.once('message', resolve);
    worker.once('error', (error) => reject(error));
    worker.once('exit', () => clearInterval(watch));
  });
}

function tell({ target, inputs: n, outcomes, slowestMs, ms }: FuzzReport): void {
  const rate = Math.round((n / ms) * 1_000).toLocaleString('en');
  const counts = Object.entries(outcomes).map(
    ([outcome, count]) => `${count.toLocaleString('en')} ${outcome}`,
  );
  console.log(`${target}: ${counts.join(', ')}; ${rate} a second, the slowest ${Math.ceil(slowestMs)} ms`);
}
