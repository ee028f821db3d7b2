import { describe, expect, it } from 'vitest';
import { isOneLine, oneLine } from './one-line.ts';

describe('a text of somebody else in a sentence', () => {
  it.each([
    ['  a\n\tb\r\n', 'a b'],
    ['a\u0000b\u001b[31mc', 'a b [31mc'],
    ['a\u202eb', 'a b'],
    ['a\ud800', 'a\ufffd'],
    ['abcdefghijk', 'abcdefghij…'],
    ['abcdefghi😀', 'abcdefghi\ufffd…'],
  ])('%j is %j', (text, line) => {
    expect(oneLine(text, 10)).toBe(line);
  });

  it.each(['a\nb', 'a\u2028b', 'a\u001b[31mc', 'a\u202eb', 'a\ud800'])('%j is none yet', (text) => {
    expect(isOneLine(text)).toBe(false);
    expect(isOneLine(oneLine(text, 10))).toBe(true);
  });

  it.each(['', 'a  b', '東京 😀'])('%j is one as it stands', (text) => {
    expect(isOneLine(text)).toBe(true);
  });
});
