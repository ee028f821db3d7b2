import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileFaults } from '../fault.ts';
import { firstJsonFault } from './json-fault.ts';
import { placeInJson } from './json-places.ts';
import { parseJson } from './json-text.ts';

function complaint(text: string, deepest = 10): unknown {
  try {
    return { read: parseJson(text, deepest) };
  } catch (error) {
    if (!(error instanceof FileFaults)) throw error;
    const [{ message, place } = { message: '' }] = error.faults;
    return [message, place?.line, place?.column];
  }
}

describe('JSON', () => {
  it('as Python writes it has no scores where they are not finite', () => {
    const text = '{"a": NaN, "b": [-Infinity, Infinity], "NaN": "NaN \\" Infinity", "I": true, "N": null}';
    expect(parseJson(text, 10)).toEqual({
      a: null,
      b: [null, null],
      NaN: 'NaN " Infinity',
      I: true,
      N: null,
    });
  });

  it.each([
    ['', 'it ends too early, where a value was expected', 1, 1],
    ['{"a": 1,\n}', 'a name in double quotes was expected', 2, 1],
    ['{"a": secret}', 'a value was expected', 1, 7],
    ['[1, 2', 'it ends too early, where a comma or ] was expected', 1, 6],
    ['{"a"\n  1}', 'a colon was expected', 2, 3],
    ['{"a": "x', 'it ends inside a text', 1, 9],
    ['{"a": "x\ty"}', 'a control character stands inside a text', 1, 9],
    ['["\\\\\\x"]', 'an escape that there is not stands inside a text', 1, 5],
    ['[1] 2', 'nothing more was expected', 1, 5],
    ['[01]', 'a value or ] was expected', 1, 2],
    ['[1}', 'a comma or ] was expected', 1, 3],
    ['{"a": NaN, "b": NaNcy}', 'a value was expected', 1, 18],
  ])('%j is refused: %s', (text, message, line, column) => {
    expect(complaint(text)).toEqual([`This is not JSON: ${message}.`, line, column]);
  });

  it('is read only so deep', () => {
    expect(complaint('[[[]]]', 3)).toEqual({ read: [[[]]] });
    expect(complaint('[[[[]]]]', 3)).toEqual([
      'Lists and objects stand 4 deep inside each other; 3 are read.',
      undefined,
      undefined,
    ]);
    expect(complaint('['.repeat(2e6), 200)).toHaveLength(3);
  });

  it('has a fault exactly where the parser finds one', () => {
    const json = fc.json({ depthSize: 'medium' });
    const spoilt = fc
      .tuple(
        json,
        fc.nat(),
        fc.constantFrom('', '"', ',', '}', ']', ':', '\\', 'x', '0', '-', ' ', '\n', '\u0001'),
      )
      .map(([text, at, piece]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + piece + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(spoilt, (text) => {
        const found = firstJsonFault(text);
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(found === undefined).toBe(isJson);
        if (found !== undefined) expect(found.offset).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3_000, seed: 7 },
    );
  });
});

describe('places in JSON', () => {
  const text =
    '{\n  "run": {"id": "}\\"", "a\\u0062": [1, [2, 3], {"c": true}]},\n  "items": [\n    {"id": "x"}\n  ]\n}';

  it.each([
    [[], 1, 1],
    [['run', 'id'], 2, 17],
    [['run', 'ab', 1, 1], 2, 43],
    [['run', 'ab', 2, 'c'], 2, 53],
    [['items', 0, 'id'], 4, 12],
    [['items', 0, 'values', 'x'], 4, 5],
    [['items', 7], 3, 12],
    [['nothing'], 1, 1],
  ] as const)('of %j', (path, line, column) => {
    expect(placeInJson(text, path)).toEqual({ line, column });
  });

  it('point at the value, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (value, pretty) => {
        const written = JSON.stringify(value, null, pretty ? 2 : 0);
        for (const [path, leaf] of leaves(value)) {
          const { line, column = 1 } = placeInJson(written, path);
          const rest = written
            .split('\n')
            .slice(line - 1)
            .join('\n')
            .slice(column - 1);
          expect(rest.startsWith(JSON.stringify(leaf)), `${JSON.stringify(path)} in ${written}`).toBe(true);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

function leaves(
  value: unknown,
  path: readonly (string | number)[] = [],
): [readonly (string | number)[], unknown][] {
  if (Array.isArray(value)) return value.flatMap((inner, i) => leaves(inner, [...path, i]));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  }
  return [[path, value]];
}
