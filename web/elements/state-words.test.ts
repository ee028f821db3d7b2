import { expect, test } from 'vitest';
import { asState, stateWords } from './state-words.ts';

test.each([
  ['fail', {}, 'Fail'],
  ['not-started', {}, 'Not started'],
  ['unproven', { lean: 'pass' }, 'Unproven, leaning pass'],
  ['fail', { waivedUntil: '14 Dec' }, 'Waived until 14 Dec'],
  ['pass', { waived: true }, 'Pass, in part waived'],
  ['no-data', { staleFor: '26 h' }, 'No data, 26 h old'],
  ['fail', { lean: 'fail' }, 'Fail'],
] as const)('%s with %o reads “%s”', (state, traits, words) => {
  expect(stateWords(state, traits)).toBe(words);
});

test('a state that nobody knows is no data, never a pass', () => {
  expect(asState('pass')).toBe('pass');
  expect(asState('constructor')).toBe('no-data');
  expect(asState(undefined)).toBe('no-data');
});
