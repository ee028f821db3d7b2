import { describe, expect, test } from 'vitest';
import type { Item } from '../../core/roadmap/roadmap.ts';
import { VERDICT_CHANGED } from '../evaluation/verdict-change.ts';
import { eventText } from './event-text.ts';

const items = [
  { id: 'v3', title: 'Scale', track: 'models' },
  { id: 'store', title: 'Feature store', track: 'data' },
] as unknown as readonly Item[];

describe('an event is told', () => {
  test.each([
    [
      'a gate that changed, with why',
      'v3',
      { from: 'no-data', to: 'fail', sentence: 'v3 fails on cost per request: $0.02.' },
      'The gate of v3 went from no data to fail. v3 fails on cost per request: $0.02.',
    ],
    [
      'a criterion of an item that is no version, by its title',
      'store',
      { criterion: 'labeled_examples >= 5000', from: 'fail', to: 'pass' },
      'Feature store, labeled_examples >= 5000 went from fail to pass.',
    ],
    [
      'a success metric of the product',
      '',
      { criterion: 'cost_per_request < $0.01', from: 'not-started', to: 'unproven' },
      'cost_per_request < $0.01 went from not started to unproven.',
    ],
    [
      'a first judgment as such',
      'v3',
      { from: null, to: 'pass', sentence: 'v3 passes its gate.' },
      'The gate of v3 was judged for the first time: pass. v3 passes its gate.',
    ],
    [
      'an item that is gone by its id',
      'v0',
      { from: 'pass', to: 'fail' },
      'The gate of v0 went from pass to fail.',
    ],
  ])('%s', (_, item, data, text) => {
    expect(eventText({ item, type: VERDICT_CHANGED, data }, { items })).toBe(text);
  });

  test('in its own words where it has some', () => {
    const data = { sentence: 'v3 moved from staging to rollout.', from: 'staging', to: 'rollout' };
    expect(eventText({ item: 'v3', type: 'lifecycle-changed', data }, { items })).toBe(data.sentence);
  });
});
