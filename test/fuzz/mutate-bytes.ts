import type { Random } from './random.ts';

/** Inputs do not grow beyond this: what is found is found in small ones. */
const LONGEST = 16_384;

/** Bytes that mean something in most formats, and numbers at the edge of their widths. */
const ODD_BYTES = [
  0, 1, 9, 10, 13, 32, 34, 35, 39, 44, 45, 46, 47, 58, 61, 91, 92, 93, 123, 125, 127, 128, 192, 255,
];

const ODD_TEXTS = [
  'NaN',
  '+Inf',
  '-0',
  '1e999',
  '-1',
  '9007199254740993',
  '18446744073709551616',
  '0x10',
  '\\',
  '\\u0000',
  '\ud800',
  '\u2028',
  '東京',
  '😀',
  '__proto__',
  'constructor',
];

/** What mutations are made of, beside the input itself. */
export interface Material {
  readonly random: Random;
  /** Other inputs, to take pieces from. */
  readonly others: readonly Uint8Array[];
  readonly words: readonly string[];
}

type Mutation = (input: Uint8Array, material: Material) => Uint8Array;

/** Changes an input in one to six places. */
export function mutateBytes(input: Uint8Array, material: Material): Uint8Array {
  const { random } = material;
  let mutated = input;
  for (let n = 1 + random.below(6); n > 0; n -= 1) mutated = random.pick(MUTATIONS)(mutated, material);
  return mutated.length <= LONGEST ? mutated : mutated.subarray(0, LONGEST);
}

const MUTATIONS: readonly Mutation[] = [
  (input, { random }) => replaced(input, random, random.below(256)),
  (input, { random }) => replaced(input, random, random.pick(ODD_BYTES)),
  (input, { random }) => {
    const at = random.below(Math.max(1, input.length));
    return replaced(input, random, (input[at] ?? 0) ^ (1 << random.below(8)), at);
  },
  (input, { random }) => inserted(input, random, Uint8Array.from([random.pick(ODD_BYTES)])),
  (input, { random }) => inserted(input, random, Buffer.from(random.pick(ODD_TEXTS))),
  (input, { random, words }) =>
    inserted(input, random, Buffer.from(words.length === 0 ? random.pick(ODD_TEXTS) : random.pick(words))),
  // Cut off.
  (input, { random }) => input.subarray(0, random.below(input.length + 1)),
  // A piece is missing.
  (input, { random }) => {
    const [from, to] = stretch(input, random);
    return Buffer.concat([input.subarray(0, from), input.subarray(to)]);
  },
  // A piece comes twice, or a thousand times.
  (input, { random }) => {
    const [from, to] = stretch(input, random);
    const piece = input.subarray(from, to);
    const room = Math.max(1, Math.floor(LONGEST / (piece.length + 1)));
    const times = random.below(4) === 0 ? Math.min(room, 1_000) : 1;
    return Buffer.concat([input.subarray(0, to), ...new Array(times).fill(piece), input.subarray(to)]);
  },
  // A piece of another input.
  (input, { random, others }) => {
    const other = random.pick(others);
    const [from, to] = stretch(other, random);
    return inserted(input, random, other.subarray(from, to));
  },
  // Two pieces change places.
  (input, { random }) => {
    const [from, to] = stretch(input, random);
    const rest = Buffer.concat([input.subarray(0, from), input.subarray(to)]);
    return inserted(rest, random, input.subarray(from, to));
  },
];

function replaced(
  input: Uint8Array,
  random: Random,
  byte: number,
  at = random.below(input.length),
): Uint8Array {
  const copy = Uint8Array.from(input);
  if (at < copy.length) copy[at] = byte;
  return copy;
}

function inserted(input: Uint8Array, random: Random, piece: Uint8Array): Uint8Array {
  const at = random.below(input.length + 1);
  return Buffer.concat([input.subarray(0, at), piece, input.subarray(at)]);
}

/** Short ones more often than long ones. */
function stretch(input: Uint8Array, random: Random): readonly [from: number, to: number] {
  const from = random.below(input.length + 1);
  const length = Math.floor((input.length - from) * random.next() ** 3);
  return [from, from + length];
}
