import { describe, expect, it } from 'vitest';
import { parseStrictOpenMetrics } from './parse-strict.ts';

function refusal(body: string): string {
  try {
    parseStrictOpenMetrics(`${body}\n# EOF\n`, 100);
  } catch (error) {
    return String((error as Error).message);
  }
  return 'taken';
}

describe('OpenMetrics to the letter', () => {
  it.each([
    [
      'a series twice without timestamps',
      'a{b="c"} 1\na{b="c"} 2',
      'Line 2 of the exposition: a series is given twice.',
    ],
    ['a quoted name that does not end', '# TYPE "t gauge', /^Line 1 of the exposition: /],
    ['a boundary with blanks', '# TYPE a histogram\na_bucket{le=" 1"} 1', /^Line 2 of the exposition: /],
    ['a quantile with blanks', '# TYPE a summary\na{quantile=" 0.5"} 1', /^Line 2 of the exposition: /],
  ])('refuses %s', (_, body, message) => {
    expect(refusal(body)).toMatch(message);
  });

  it.each([
    ['points of a series with their timestamps', 'a{b="c"} 1 1\na{b="c"} 2 2'],
    ['an escaped quoted name', '# TYPE "t\\"s" gauge\n{"t\\"s"} 1'],
    ['a boundary in another writing', '# TYPE a histogram\na_bucket{le="1e0"} 1\na_bucket{le="+Inf"} 1'],
  ])('takes %s', (_, body) => {
    expect(refusal(body)).toBe('taken');
  });
});
