import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editYaml, type YamlChange } from './yaml-edit.ts';

const FILE = `# The roadmap of the desk.
product: desk   # stands in addresses
name: 'Desk'

models:
  # First of all.
  - id: v1
    title: First
    gate:
      criteria:
        - accuracy >= 85%   # on what we have
        - criterion: latency_p99 < 2s
          note: tight   # remark on the note
        - attested by security: drill done
        - "cost_per_request < $0.01"
    milestones:
      - title: Benchmark   # three of them
        owner: applied AI
        due: 2026-02-01   # agreed

        # not before the audit
        status: planned
      - {title: Roll out, due: 2026-03-01}   # short
      - title: >-
          A title that is
          folded
      - title: Last


# The end.
`;

const milestone = (i: number, key: string): YamlChange['path'] => ['models', 0, 'milestones', i, key];
const criterion = (i: number): YamlChange['path'] => ['models', 0, 'gate', 'criteria', i];

/** Lines that are in one text and not in the other. */
function difference(before: string, after: string) {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return {
    out: old.filter((line) => !now.includes(line)),
    in: now.filter((line) => !old.includes(line)),
  };
}

describe('a change of a YAML file', () => {
  it.each<[string, YamlChange, string[], string[]]>([
    [
      'sets a value and keeps the remark behind it',
      { path: milestone(0, 'due'), value: '2026-02-15' },
      ['        due: 2026-02-01   # agreed'],
      ['        due: 2026-02-15   # agreed'],
    ],
    [
      'quotes what needs quotes',
      { path: milestone(0, 'owner'), value: 'data: platform #1' },
      ['        owner: applied AI'],
      ['        owner: "data: platform #1"'],
    ],
    [
      'adds a key behind the last one',
      { path: milestone(0, 'done'), value: '2026-02-14' },
      [],
      ['        done: 2026-02-14'],
    ],
    [
      'adds a key within braces',
      { path: milestone(1, 'status'), value: 'blocked' },
      ['      - {title: Roll out, due: 2026-03-01}   # short'],
      ['      - {title: Roll out, due: 2026-03-01, status: blocked}   # short'],
    ],
    [
      'changes a value within braces',
      { path: milestone(1, 'due'), value: '2026-04-01' },
      ['      - {title: Roll out, due: 2026-03-01}   # short'],
      ['      - {title: Roll out, due: 2026-04-01}   # short'],
    ],
    [
      'adds a key behind a text of several lines',
      { path: milestone(2, 'status'), value: 'done' },
      [],
      ['        status: done'],
    ],
    [
      'adds a key at the end of the list',
      { path: milestone(3, 'owner'), value: 'platform' },
      [],
      ['        owner: platform'],
    ],
    [
      'takes a key out and leaves its remark',
      { path: milestone(0, 'due'), value: undefined },
      ['        due: 2026-02-01   # agreed'],
      ['        # agreed'],
    ],
    [
      'takes a key out with its line',
      { path: milestone(0, 'owner'), value: undefined },
      ['        owner: applied AI'],
      [],
    ],
    [
      'makes a mapping of a text',
      { path: criterion(0), value: { criterion: 'accuracy >= 85%' } },
      ['        - accuracy >= 85%   # on what we have'],
      ['        - criterion: accuracy >= 85%   # on what we have'],
    ],
    [
      'makes a mapping of a quoted text',
      { path: criterion(3), value: { criterion: 'cost_per_request < $0.01' } },
      ['        - "cost_per_request < $0.01"'],
      ['        - criterion: "cost_per_request < $0.01"'],
    ],
    [
      'makes a text of what its colon made a mapping',
      { path: criterion(2), value: { criterion: 'attested by security: drill done' } },
      ['        - attested by security: drill done'],
      ['        - criterion: "attested by security: drill done"'],
    ],
    [
      'adds a mapping below its key',
      { path: [...criterion(1), 'waiver'], value: { by: 'head', why: 'a: b', until: '2026-12-31' } },
      [],
      [
        '          waiver:',
        '            by: head',
        '            why: "a: b"',
        '            until: 2026-12-31',
      ],
    ],
  ])('%s', (_, change, out, into) => {
    const after = editYaml(FILE, [change]);
    expect(difference(FILE, after)).toEqual({ out, in: into });
  });

  it('makes several changes of one text', () => {
    const after = editYaml(FILE, [
      { path: criterion(0), value: { criterion: 'accuracy >= 85%' } },
      { path: [...criterion(0), 'waiver'], value: { by: 'head', why: 'later', until: '2026-12-31' } },
      { path: milestone(0, 'status'), value: 'done' },
    ]);
    expect(after).toContain(
      '        - criterion: accuracy >= 85%   # on what we have\n          waiver:\n            by: head\n            why: later\n            until: 2026-12-31\n        - criterion: latency',
    );
    expect(after).toContain('        # not before the audit\n        status: done\n');
  });

  it('keeps line ends as they are', () => {
    const dos = FILE.replaceAll('\n', '\r\n');
    const after = editYaml(dos, [
      { path: milestone(0, 'done'), value: '2026-02-14' },
      { path: [...criterion(1), 'waiver'], value: { by: 'head', why: 'later', until: '2026-12-31' } },
    ]);
    expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('works without a line end at the end of the file', () => {
    const after = editYaml('a:\n  - b: 1', [{ path: ['a', 0, 'c'], value: 'x' }]);
    expect(after).toBe('a:\n  - b: 1\n    c: x');
  });

  it.each([
    ['an alias', 'a: &x {b: one}\nc: *x\n', ['c', 'b']],
    ['what an alias shows elsewhere', 'a: &x\n  b: one\nc: *x\n', ['a', 'b']],
  ])('is refused behind %s, because more would change', (_, text, path) => {
    expect(() => editYaml(text, [{ path, value: 'two' }])).toThrow(/change it by hand/);
  });

  it('changes nothing but what was meant, and loses no remark, whatever the file looks like', () => {
    const key = fc.constantFrom('title', 'owner', 'due', 'status', 'link');
    const scalar = fc.constantFrom(
      'x',
      'two words',
      '"quoted"',
      "'single'",
      '2026-01-01',
      'a # b',
      '"c: d"',
      '>-\n      folded\n      text',
      '|\n      block',
      '~',
      '',
    );
    const remark = fc.constantFrom('', '   # remark', ' # é: [x]');
    const entry = fc
      .tuple(
        fc.uniqueArray(fc.tuple(key, scalar, remark), {
          selector: ([name]) => name,
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom('', '\n', '    # above\n', '\n\n    # far above\n'),
      )
      .map(([pairs, between]) =>
        pairs
          .map(([name, value, behind], i) => {
            const isBlock = /^[>|]/.test(value);
            return `${i === 0 ? '  - ' : `${between}    `}${name}:${value === '' ? '' : ` ${value}`}${isBlock ? '' : behind}\n`;
          })
          .join(''),
      );
    const file = fc
      .array(entry, { minLength: 1, maxLength: 3 })
      .map((entries) => `# top\nlist:\n${entries.join('')}# end\nother: 1\n`);
    const value = fc.option(
      fc.constantFrom('done', '2026-02-02', 'a: b', 'x # y', 'two\nlines', '- dash', ''),
      { nil: undefined },
    );
    fc.assert(
      fc.property(file, fc.nat(2), key, value, (text, n, name, wanted) => {
        const before = parse(text) as { list: Record<string, unknown>[] };
        const index = n % before.list.length;
        const entryBefore = before.list[index] as Record<string, unknown>;
        fc.pre(wanted !== undefined || (name in entryBefore && Object.keys(entryBefore).length > 1));
        const after = editYaml(text, [{ path: ['list', index, name], value: wanted }]);
        const expected = structuredClone(before);
        if (wanted === undefined) delete expected.list[index]?.[name];
        else (expected.list[index] as Record<string, unknown>)[name] = wanted;
        expect(parse(after)).toEqual(expected);
        for (const comment of text.match(/(?<=^|\s)#.*$/gm) ?? []) expect(after).toContain(comment.trim());
      }),
      { seed: 62, numRuns: 400 },
    );
  });
});
