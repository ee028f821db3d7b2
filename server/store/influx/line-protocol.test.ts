import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldKey, fieldValue, nanoseconds, readTagText, tagText } from './line-protocol.ts';

/** Text of any characters, those in pairs of surrogates and halves of such pairs too. */
const anyText = fc
  .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff }), fc.nat(0x10_ffff)), {
    maxLength: 40,
  })
  .map((codes) => String.fromCodePoint(...codes));

describe('tag texts of the line protocol', () => {
  it.each([
    ['plain', 'plain'],
    ['a b', 'a\\ b'],
    ['a,b=c', 'a\\,b\\=c'],
    ['new\nline', 'new%0Aline'],
    ['trailing\\', 'trailing%5C'],
    ['100 %', '100\\ %25'],
    ['emoji 🚦', 'emoji\\ 🚦'],
    [`quo"te`, `quo"te`],
    ['half \ud83d of 🚦', 'half\\ %uD83D\\ of\\ 🚦'],
  ])('writes %j as %j', (text, written) => {
    expect(tagText(text)).toBe(written);
  });

  it('reads back any text, and never writes a line break or an escape at the end', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const written = tagText(text);
        expect(written).not.toMatch(/[\n\r\0]/);
        expect(written.isWellFormed()).toBe(true);
        expect(written.endsWith('\\')).toBe(false);
        expect(readTagText(written.replace(/\\([,= ])/g, '$1'))).toBe(text);
      }),
      { seed: 20261123, numRuns: 500 },
    );
  });
});

describe('fields and times of the line protocol', () => {
  it('refuses what would change a line', () => {
    expect(() => fieldKey('a b')).toThrow(/field key/);
    expect(() => fieldKey('a,b=1')).toThrow(/field key/);
    expect(() => fieldValue(Number.NaN)).toThrow(/field value/);
    expect(() => fieldValue(Number.POSITIVE_INFINITY)).toThrow(/field value/);
  });

  it('keeps a millisecond and what tells its points apart', () => {
    expect(nanoseconds(1_790_000_000_123, 7)).toBe('1790000000123000007');
  });
});
