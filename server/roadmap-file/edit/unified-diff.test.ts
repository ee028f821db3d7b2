import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

describe('a unified diff', () => {
  it('shows three lines around what changed', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    expect(unifiedDiff(before, before.replace('e\n', 'E\nE2\n'), 'plans/roadmap.yaml')).toBe(
      '--- a/plans/roadmap.yaml\n+++ b/plans/roadmap.yaml\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+E2\n f\n g\n h\n',
    );
  });

  it('is nothing where nothing changed', () => {
    expect(unifiedDiff('a\n', 'a\n', 'x')).toBe('');
  });

  it('makes the one text of the other, whatever changed', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '', '  c: d', 'é', '\\ No newline', '--- a', 'x\r'), { maxLength: 12 })
      .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`));
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        expect(patched(before, unifiedDiff(before, after, 'r.yaml'))).toBe(after);
      }),
      { seed: 61, numRuns: 500 },
    );
  });
});

/** Applies a diff of one hunk strictly, as `patch` does without fuzz. */
function patched(before: string, diff: string): string {
  const [, start = '', length = '', , now = '', body = ''] =
    /^--- a\/r\.yaml\n\+\+\+ b\/r\.yaml\n@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n([\s\S]*)$/.exec(diff) ?? [];
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const from = length === '0' ? Number(start) : Number(start) - 1;
  const entries = body.replace(/\n\\ No newline at end of file\n/g, '\0').match(/[ +-][^\n\0]*[\n\0]/g) ?? [];
  const text = (entry: string) => entry.slice(1).replace(/\0$/, '');
  const old = entries.filter((entry) => !entry.startsWith('+')).map(text);
  const fresh = entries.filter((entry) => !entry.startsWith('-')).map(text);
  expect(lines.slice(from, from + Number(length))).toEqual(old);
  expect(fresh).toHaveLength(Number(now));
  return [...lines.slice(0, from), ...fresh, ...lines.slice(from + Number(length))].join('');
}
