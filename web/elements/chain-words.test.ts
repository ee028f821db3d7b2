import { describe, expect, it } from 'vitest';
import type { RoadmapItemJson } from '../../server/http/contract/roadmap.ts';
import { chainWords, slipWords } from './chain-words.ts';

const NOW = Date.UTC(2026, 10, 29);

function item(id: string, more: Partial<RoadmapItemJson> = {}): RoadmapItemJson {
  return {
    id,
    title: `The ${id}`,
    track: 'models',
    lifecycle: 'planned',
    needs: [],
    milestones: [],
    experience: [],
    ...more,
  };
}

function standing(state: 'waits' | 'ready' | 'held' | 'there', deterministicFirst = false) {
  return {
    standing: { state, sentence: 'x waits for v3; v3 fails.', chain: ['x', 'v3'], deterministicFirst },
  };
}

describe('the chain of why', () => {
  it.each([
    ['waits', false, 'x waits for v3; v3 fails.'],
    ['waits', true, 'x waits for v3; v3 fails. It can ship before that, with deterministic logic.'],
    ['ready', false, 'x waits for v3; v3 fails.'],
    ['held', false, undefined],
    ['there', false, undefined],
  ] as const)('of what %s (deterministic first: %s)', (state, first, words) => {
    expect(chainWords(item('x', standing(state, first)))).toBe(words);
  });
});

describe('a slip', () => {
  const slip = { due: '2026-12-31', expected: '2027-01-10', days: 10, milestone: 'Evaluate' };
  const roadmap = { asOf: NOW, items: [item('v3'), item('drafts', { track: 'features' })] };

  it('says from when on it is possible, and on whose account', () => {
    expect(slipWords(item('drafts', { slip: { ...slip, because: ['v3', 'drafts'] } }), roadmap)).toBe(
      'Not before 10 Jan 2027, 10 days late: “Evaluate” of v3 is late, and the plan’s distances are kept.',
    );
  });

  it('says nothing of whose milestone it is when it is the own one', () => {
    expect(slipWords(item('v3', { slip: { ...slip, days: 1, because: ['v3'] } }), roadmap)).toBe(
      'Not before 10 Jan 2027, 1 day late: “Evaluate” is late, and the plan’s distances are kept.',
    );
  });

  it('is nothing where nothing slips', () => {
    expect(slipWords(item('v3'), roadmap)).toBeUndefined();
  });
});
