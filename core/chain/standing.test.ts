import { describe, expect, it } from 'vitest';
import type { GateVerdict, VerdictState } from '../gate/verdict.ts';
import type { Item, Lifecycle, Track } from '../roadmap/roadmap.ts';
import { standings } from './standing.ts';

function item(
  id: string,
  lifecycle: Lifecycle,
  needs: readonly string[] = [],
  more: Partial<Item> = {},
): Item {
  const track: Track = /^v\d/.test(id) ? 'models' : 'features';
  return { id, title: `The ${id}`, track, lifecycle, needs, milestones: [], experience: [], ...more };
}

function gate(of: string, state: VerdictState, sentence = `${of} says ${state}.`): GateVerdict {
  return { product: 'p', item: of, state, waived: false, sentence, criteria: [], judgedAt: 0, since: 0 };
}

function standing(items: readonly Item[], gates: readonly GateVerdict[], id = items.at(-1)?.id) {
  return standings(items, gates).find((one) => one.item === id);
}

describe('where an item stands', () => {
  it('says the whole chain, down to the criterion that holds everything up', () => {
    const why =
      'v3 fails on cost per request: $0.0123 against at most $0.0061 (50 % of v2), 28 days, 1.2 M requests.';
    const items = [
      item('v3', 'rollout', ['v2']),
      item('v2', 'live'),
      item('drafts', 'staging', ['v3']),
      item('tier-1', 'planned', ['drafts']),
    ];
    const gates = [gate('v2', 'pass'), gate('v3', 'fail', why)];
    expect(standing(items, gates)).toEqual({
      item: 'tier-1',
      state: 'waits',
      sentence: `The tier-1 waits for The drafts; The drafts waits for v3; ${why}`,
      chain: ['tier-1', 'drafts', 'v3'],
      deterministicFirst: false,
    });
  });

  it('has its own gate before what it waits for, and says both', () => {
    const items = [item('v3', 'rollout'), item('lab', 'rollout'), item('v4', 'staging', ['v3', 'lab'])];
    const gates = [gate('v3', 'fail'), gate('lab', 'no-data'), gate('v4', 'unproven')];
    expect(standing(items, gates)).toMatchObject({
      state: 'held',
      sentence: 'v4 says unproven. It also waits for v3 and The lab.',
      chain: ['v4'],
    });
  });

  it('waits for what is gravest first', () => {
    const items = [
      item('v1', 'rollout'),
      item('v2', 'rollout'),
      item('v3', 'rollout'),
      item('x', 'planned', ['v1', 'v2', 'v3']),
    ];
    const gates = [gate('v1', 'unproven'), gate('v2', 'no-data'), gate('v3', 'fail')];
    expect(standing(items, gates)?.chain).toEqual(['x', 'v3']);
  });

  it.each([
    ['live without a gate', item('x', 'live'), [], 'there', 'The x is live.'],
    ['retired', item('v1', 'retired'), [gate('v1', 'pass')], 'there', 'v1 says pass.'],
    [
      'passed but not served',
      item('v1', 'staging'),
      [gate('v1', 'pass')],
      'ready',
      'v1 passes its gate and is in staging: it can ship.',
    ],
    ['live and failing', item('v1', 'live'), [gate('v1', 'fail')], 'held', 'v1 says fail.'],
    [
      'not started, with a gate',
      item('v1', 'planned'),
      [gate('v1', 'not-started')],
      'held',
      'v1 says not-started.',
    ],
    [
      'in work without a gate',
      item('x', 'candidate', [], { due: '2026-12-31' }),
      [],
      'open',
      'The x is a candidate, due 31 Dec 2026.',
    ],
  ] as const)('%s', (_, one, gates, state, sentence) => {
    expect(standing([one], gates)).toMatchObject({ state, sentence });
  });

  it('waits for a version that passes but does not serve yet', () => {
    const items = [item('v3', 'staging'), item('drafts', 'planned', ['v3'])];
    expect(standing(items, [gate('v3', 'pass')])?.sentence).toBe(
      'The drafts waits for v3; v3 passes its gate and is in staging: it can ship.',
    );
  });

  it('says which features need not wait', () => {
    const items = [item('v1', 'planned'), item('tags', 'planned', ['v1'], { deterministicFirst: true })];
    expect(standing(items, [])).toMatchObject({ state: 'waits', deterministicFirst: true });
  });

  it('ends although two items wait for each other', () => {
    const items = [item('a', 'planned', ['b']), item('b', 'planned', ['a'])];
    expect(standing(items, [])?.chain).toEqual(['b', 'a']);
  });
});
