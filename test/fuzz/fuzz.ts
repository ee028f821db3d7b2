import { mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { Random } from './random.ts';
import type { FuzzOutcome, FuzzTarget } from './target.ts';

/** Longer than this for one small input is a hang. */
export const HANG_MS = 5_000;

/** What a run found. */
export interface FuzzReport {
  readonly target: string;
  readonly inputs: number;
  readonly outcomes: Readonly<Record<FuzzOutcome, number>>;
  readonly slowestMs: number;
  readonly ms: number;
}

/** Which inputs are made: each is made of the seed and its number alone, so that one of them can be made again. */
export interface FuzzRun {
  readonly seed: number;
  readonly from: number;
  readonly inputs: number;
  /** Told before each input, for whoever watches over it. */
  onInput?(index: number): void;
}

/** An input that a decoder cannot take. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure';
}

/**
 * Fires mutated inputs at a decoder.
 * @throws FuzzFailure with the input and how to make it again
 */
export async function fuzz(
  target: FuzzTarget,
  { seed, from, inputs, onInput }: FuzzRun,
): Promise<FuzzReport> {
  const seeds = target.seeds.map((text) => (typeof text === 'string' ? Buffer.from(text) : text));
  const outcomes: Record<FuzzOutcome, number> = { taken: 0, 'in part': 0, refused: 0 };
  const started = performance.now();
  let slowestMs = 0;
  for (let index = from; index < from + inputs; index += 1) {
    onInput?.(index);
    const input = inputOf(target, seeds, seed, index);
    const began = performance.now();
    try {
      outcomes[await target.take(input)] += 1;
    } catch (error) {
      throw failure(target, seed, index, input, error);
    }
    const took = performance.now() - began;
    if (took > HANG_MS)
      throw failure(target, seed, index, input, new Error(`it took ${Math.round(took)} ms`));
    slowestMs = Math.max(slowestMs, took);
  }
  return { target: target.name, inputs, outcomes, slowestMs, ms: performance.now() - started };
}

function inputOf(target: FuzzTarget, seeds: readonly Uint8Array[], seed: number, index: number): Uint8Array {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const original = random.pick(seeds);
  const material = { random, others: seeds, words: target.words ?? [] };
  if (target.json !== true || random.below(3) === 0) return mutateBytes(original, material);
  const mutated = Buffer.from(mutateJson(Buffer.from(original).toString('utf8'), random));
  return random.below(4) === 0 ? mutateBytes(mutated, material) : mutated;
}

function failure(
  target: FuzzTarget,
  seed: number,
  index: number,
  input: Uint8Array,
  error: unknown,
): FuzzFailure {
  const text = Buffer.from(input).toString('utf8');
  const shown = text.length <= 2_000 ? text : `${text.slice(0, 2_000)}…`;
  const again = `npm run fuzz -- ${target.name} --seed ${seed} --from ${index} --inputs 1`;
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = `${target.name}, input ${index} of seed ${seed} (again: ${again})\n${JSON.stringify(shown)}\n${what}`;
  return new FuzzFailure(message, { cause: error });
}
