import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './fuzz.ts';
import { FUZZ_TARGETS } from './registry.ts';

/** What a worker is started with. */
export interface FuzzOrder {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly inputs: number;
  /** Where the number of the present input stands, for who watches. */
  readonly present: SharedArrayBuffer;
}

const { target: name, seed, from, inputs, present } = workerData as FuzzOrder;
const target = FUZZ_TARGETS.find((one) => one.name === name);
if (target === undefined) throw new Error(`there is no target ${name}`);
const index = new Int32Array(present);
const report = await fuzz(target, {
  seed,
  from,
  inputs,
  onInput: (i) => {
    index[0] = i;
  },
});
parentPort?.postMessage(report);
