import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './json-body.ts';
import { jsonFault } from './json-fault.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('what is wrong with a JSON text', () => {
  it.each([
    ['', 0, 'a value'],
    ['{"a":1', 6, 'a comma or }'],
    ['{"a" 1}', 5, 'a colon'],
    ["{'a':1}", 1, 'a name in double quotes'],
    ['{"a":1,}', 7, 'a name in double quotes'],
    ['[1,]', 3, 'a value'],
    ['[1 2]', 3, 'a comma or ]'],
    ['[1}', 2, 'a comma or ]'],
    ['{"a":tru}', 5, 'a value'],
    ['{"a":"never ends', 5, 'a value'],
    ['{"a":"bad \\x escape"}', 10, 'a value'],
    ['{"a":"line\nfeed"}', 10, 'a value'],
    ['{} {}', 3, 'the end'],
    ['[01]', 2, 'a comma or ]'],
    ['[-]', 1, 'a value'],
  ])('%j is found at its place', (text, at, expected) => {
    expect(jsonFault(text)).toEqual({ at, expected });
  });

  it('is nothing exactly when the engine parses it', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"\\n"',
      '"\\u12aF"',
      '1',
      '-0.5e+3',
      'true',
      'null',
      ' ',
      '\n',
      '"',
      '\\',
      'x',
      '00',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.json(),
      fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([json, at, text]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + text + json.slice(place);
      }),
    );
    let faulty = 0;
    fc.assert(
      fc.property(text, (json) => {
        const fault = jsonFault(json);
        expect(fault === undefined).toBe(isJson(json));
        if (fault !== undefined) faulty += 1;
      }),
      { seed: 8, numRuns: 5_000 },
    );
    expect(faulty).toBeGreaterThan(1_000);
  });

  it('is found in a text of megabytes, nested as deep as it likes', () => {
    expect(jsonFault(`{"a":"${'x'.repeat(5_000_000)}`)).toEqual({ at: 5, expected: 'a value' });
    expect(jsonFault('['.repeat(1_000_000))).toEqual({ at: 1_000_000, expected: 'a value' });
  });

  it('is told without a word of the text', () => {
    const body = Buffer.from('{"prompt":"my secret" "answer"}');
    expect(() => parseJson(body)).toThrow(/^Malformed JSON: expected a comma or } at character 23\.$/);
    expect(() => parseJson(body.subarray(0, 21))).toThrow(
      /^Malformed JSON: expected a comma or } at its end, after 21 characters\.$/,
    );
  });
});
