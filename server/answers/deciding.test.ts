import { describe, expect, test } from 'vitest';
import type { CriterionVerdict, VerdictState } from '../../core/gate/verdict.ts';
import { decidingVerdict } from './deciding.ts';

function verdict(text: string, state: VerdictState, own: Partial<CriterionVerdict> = {}): CriterionVerdict {
  return {
    text,
    kind: 'measured',
    signal: 'accuracy',
    state,
    reason: 'met',
    sentence: '',
    advisory: false,
    defaults: [],
    ...own,
  };
}

const waiver = { by: 'platform', why: 'x', until: '2026-12-14' };

describe('where a gate asks for a signal more than once', () => {
  test.each([
    ['the gravest decides', [verdict('a', 'pass'), verdict('b', 'no-data'), verdict('c', 'unproven')], 'b'],
    ['the first of equal ones decides', [verdict('a', 'pass'), verdict('b', 'pass')], 'a'],
    ['what is waived does not decide', [verdict('a', 'fail', { waiver }), verdict('b', 'pass')], 'b'],
    [
      'what is advisory does not decide',
      [verdict('a', 'fail', { advisory: true }), verdict('b', 'pass')],
      'b',
    ],
    ['what is waived still shows when there is nothing else', [verdict('a', 'fail', { waiver })], 'a'],
    ['other signals do not decide', [verdict('a', 'fail', { signal: 'cost' }), verdict('b', 'pass')], 'b'],
  ])('%s', (_, criteria, text) => {
    expect(decidingVerdict(criteria, 'accuracy')?.text).toBe(text);
  });

  test('nothing decides where it does not ask', () => {
    expect(decidingVerdict([verdict('a', 'pass')], 'error_rate')).toBeUndefined();
  });
});
