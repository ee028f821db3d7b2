import { describe, expect, it } from 'vitest';
import { doubtWords, emptyWords, leftOutWords, quietWords, severityWord } from './alert-words.ts';

const NOW = 1_795_000_000_000;
const list = (state: 'current' | 'stale' | 'told' | 'unknown', more: object = {}) => ({
  source: 'alertmanager',
  kind: 'read' as const,
  state,
  asOf: NOW - 14 * 60_000,
  leftOut: 0,
  ...more,
});
const silence = { id: '1', by: 'Ada', comment: 'known since Monday', until: NOW };

describe('the words of an alert', () => {
  it.each([
    [{ severity: 'page', gravity: 'critical' }, 'Page'],
    [{ severity: '', gravity: 'warning' }, 'Warning'],
  ] as const)('say how grave it is: %j', (alert, words) => {
    expect(severityWord(alert)).toBe(words);
  });

  it.each([
    [{ silences: [silence], inhibited: false }, 'Silenced by Ada until 14:02: known since Monday'],
    [
      { silences: [silence, silence], inhibited: false },
      'Silenced by Ada until 14:02, and by 1 more: known since Monday',
    ],
    [{ silences: [{ id: '1', by: '', comment: '' }], inhibited: true }, 'Silenced by somebody'],
    [{ silences: [], inhibited: true }, 'Kept quiet by another alert'],
    [{ silences: [], inhibited: false }, undefined],
  ])('say who keeps it quiet: %j', (alert, words) => {
    expect(quietWords(alert, () => '14:02')).toBe(words);
  });
});

describe('the words of a list of alerts', () => {
  it('doubt what is old or was never told, and nothing else', () => {
    expect(doubtWords(list('current'), NOW)).toBeUndefined();
    expect(doubtWords(list('told'), NOW)).toBeUndefined();
    expect(doubtWords(list('unknown'), NOW)).toBe(
      'Whether alerts fire is not known: alertmanager has told nothing yet.',
    );
    expect(doubtWords(list('stale'), NOW)).toBe(
      'What fires now is not known: the list of alertmanager is 14 min old.',
    );
  });

  it('say that nothing fires only where that is known', () => {
    expect(emptyWords([list('current')])).toBe('No alert fires.');
    expect(emptyWords([list('current'), list('told')])).toBe('No alert that was told fires any more.');
    expect(emptyWords([list('current'), list('stale')])).toBeUndefined();
    expect(emptyWords([list('unknown')])).toBeUndefined();
  });

  it('count what is left out', () => {
    expect(leftOutWords([list('current')])).toBeUndefined();
    expect(leftOutWords([list('told', { leftOut: 1 })])).toBe('1 more alert was left out of the list.');
    expect(leftOutWords([list('told', { leftOut: 2 }), list('told', { leftOut: 3 })])).toBe(
      '5 more alerts were left out of the list.',
    );
  });
});
