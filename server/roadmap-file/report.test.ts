import { describe, expect, it } from 'vitest';
import type { Problem } from '../../core/roadmap/roadmap.ts';
import { countInWords, reportProblems } from './report.ts';

const problem = (more: Partial<Problem>): Problem => ({
  severity: 'error',
  file: 'roadmap.yaml',
  line: 1,
  column: 1,
  message: 'No.',
  ...more,
});

const plain = { color: false };

describe('problems on a terminal', () => {
  it('stand with their line and a mark under the place', () => {
    const text = 'a: b\r\n  - latency_p99 < 3%\n';
    expect(reportProblems([problem({ line: 2, column: 19, length: 2, suggestion: '3s' })], text, plain)).toBe(
      [
        'roadmap.yaml:2:19: error: No.',
        '    2 |   - latency_p99 < 3%',
        '      |                   ^^',
        '      = try: 3s',
        '',
      ].join('\n'),
    );
  });

  it('stand without a line where there is none to show', () => {
    expect(reportProblems([problem({ line: 9 })], 'a', plain)).toBe('roadmap.yaml:9:1: error: No.\n');
    expect(reportProblems([problem({})], undefined, plain)).toBe('roadmap.yaml:1:1: error: No.\n');
  });

  it.each<[string, string, number, number, string]>([
    ['behind tabs', '\ta: b', 5, 1, '      | \t   ^'],
    ['behind letters that are two wide', '名: b', 4, 1, '      |     ^'],
    ['under letters that are two wide', 'a: 名前', 4, 2, '      |    ^^^^'],
    ['at the end of a line', 'a:', 3, 0, '      |   ^'],
    ['with more than the line has', 'a: b', 4, 99, '      |    ^'],
  ])('are marked right %s', (_, line, column, length, mark) => {
    expect(reportProblems([problem({ column, length })], line, plain).split('\n')[2]).toBe(mark);
  });

  it('show a part of a very long line', () => {
    const line = `${'x'.repeat(400)}HERE${'y'.repeat(400)}`;
    const [, shown = '', mark = ''] = reportProblems(
      [problem({ column: 401, length: 4 })],
      line,
      plain,
    ).split('\n');
    expect(shown.length).toBeLessThan(180);
    expect(shown.slice(mark.indexOf('^'), mark.indexOf('^') + 4)).toBe('HERE');
  });

  it('are coloured where somebody looks', () => {
    expect(reportProblems([problem({ severity: 'warning' })], 'a', { color: true })).toContain(
      '\u001b[33mwarning:\u001b[0m',
    );
  });

  it('are counted in words', () => {
    expect(countInWords([])).toBe('no problems');
    expect(countInWords([problem({})])).toBe('1 error');
    expect(countInWords([problem({}), problem({}), problem({ severity: 'warning' })])).toBe(
      '2 errors, 1 warning',
    );
  });
});
