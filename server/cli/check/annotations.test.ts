import { describe, expect, it } from 'vitest';
import { annotations } from './annotations.ts';
import { criterionOf, reportOf } from './testing/reports.ts';

const lines = (...criteria: ReturnType<typeof criterionOf>[]) => annotations(reportOf({ criteria }));

describe('annotations for GitHub', () => {
  it.each([
    ['fail', 'error'],
    ['no-data', 'error'],
    ['not-started', 'error'],
    ['unproven', 'warning'],
  ] as const)('tell a criterion that is %s as %s, at its line', (state, level) => {
    expect(lines(criterionOf({ state, sentence: 'So it is.' }))).toBe(
      `::${level} file=roadmap.yaml,line=3,title=v2%3A accuracy >= 85%25::So it is.\n`,
    );
  });

  it('say nothing of what passes', () => {
    expect(lines(criterionOf({ state: 'pass' }))).toBe('');
  });

  it.each([
    ['waived', criterionOf({ state: 'fail', waiver: { by: 'x', why: 'y', until: '2026-12-31' } })],
    ['advisory', criterionOf({ state: 'fail', advisory: true })],
    ['not judged', criterionOf({ state: 'no-data' }, { notJudged: 'only a server has seen it' })],
  ])('tell what is %s as a notice', (_, criterion) => {
    expect(lines(criterion)).toMatch(/^::notice /);
  });

  it('cannot be made to say something else by what a roadmap says', () => {
    const text = 'attested by "a,b": "100%\r\n::error::pwned"';
    const written = lines(
      criterionOf({ text, state: 'fail', sentence: 'One, two: 5 %\n::set-output name=x::y' }),
    );
    expect(written.split('\n')).toHaveLength(2);
    expect(written).toBe(
      '::error file=roadmap.yaml,line=3,title=v2%3A attested by "a%2Cb"%3A "100%25%0D%0A%3A%3Aerror%3A%3Apwned"::One, two: 5 %25%0A::set-output name=x::y\n',
    );
  });

  it('do without a place where the file is not here', () => {
    const { place: _, ...unplaced } = criterionOf({ state: 'fail', sentence: 'No.' });
    expect(lines(unplaced)).toBe('::error title=v2%3A accuracy >= 85%25::No.\n');
  });
});
