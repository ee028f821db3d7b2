import type { Random } from './random.ts';

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  4_102_444_800_000,
  '',
  'x',
  'NaN',
  '+Inf',
  '-Inf',
  '1e999',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  'javascript:alert(1)',
  'x'.repeat(5_000),
  '\u0000',
  '\ud800',
  [],
  {},
  [[[[[[[[]]]]]]]],
  { __proto__: null },
  [null],
  [0, 'x'],
];

/** Exchanges, drops, doubles or moves one to four values of a JSON text; a text that is none is given back. */
export function mutateJson(text: string, random: Random): string {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return text;
  }
  for (let n = 1 + random.below(4); n > 0; n -= 1) root = changed(root, random);
  return JSON.stringify(root) ?? '';
}

type Container = unknown[] | Record<string, unknown>;

function changed(root: unknown, random: Random): unknown {
  const containers: Container[] = [];
  collect(root, containers);
  if (containers.length === 0 || random.below(20) === 0) return structuredClone(random.pick(ODD_VALUES));
  const container = random.pick(containers);
  const keys = Object.keys(container);
  const key = keys.length === 0 ? 'x' : random.pick(keys);
  const value = (container as Record<string, unknown>)[key];
  switch (random.below(5)) {
    case 0:
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else delete container[key];
      break;
    case 1:
      if (Array.isArray(container)) container.push(structuredClone(value));
      else container[`${key}${random.below(10)}`] = structuredClone(value);
      break;
    case 2:
      // The same value in another place.
      set(random.pick(containers), key, structuredClone(value));
      break;
    case 3:
      if (typeof value === 'number')
        set(container, key, value * random.pick([-1, 0, 1e3, 1e9, 1e300, 1e-300]));
      else if (typeof value === 'string') set(container, key, value.slice(random.below(value.length + 1)));
      else set(container, key, structuredClone(random.pick(ODD_VALUES)));
      break;
    default:
      set(container, key, structuredClone(random.pick(ODD_VALUES)));
  }
  return root;
}

function set(container: Container, key: string, value: unknown): void {
  if (Array.isArray(container) && !/^\d+$/.test(key)) container.push(value);
  else (container as Record<string, unknown>)[key] = value;
}

function collect(value: unknown, into: Container[]): void {
  if (typeof value !== 'object' || value === null) return;
  into.push(value as Container);
  for (const inner of Object.values(value)) collect(inner, into);
}
