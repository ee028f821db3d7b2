import { describe, expect, test } from 'vitest';
import type { Item, Lifecycle } from '../roadmap/roadmap.ts';
import { headline, servingState } from './headline.ts';
import type { GateVerdict, VerdictState } from './verdict.ts';

function item(id: string, lifecycle: Lifecycle): Item {
  return { id, title: `Model ${id}`, track: 'models', lifecycle, needs: [], milestones: [], experience: [] };
}

function gate(id: string, state: VerdictState, due?: string): GateVerdict {
  const sentence = `${id} is ${state}.`;
  return {
    product: 'p',
    item: id,
    state,
    sentence,
    waived: false,
    criteria: [],
    judgedAt: 0,
    since: 0,
    ...(due && { due }),
  };
}

const ITEMS = [
  item('v1', 'retired'),
  item('v2', 'live'),
  item('v3', 'rollout'),
  item('v4', 'candidate'),
  item('v5', 'planned'),
];
const say = (...gates: GateVerdict[]) => headline('Ticket routing', gates, ITEMS, '2026-11-23');

describe('the one sentence that matters now', () => {
  const cases: [string, GateVerdict[], string, VerdictState][] = [
    [
      'a miss in rollout before missing data of what is live',
      [gate('v2', 'no-data'), gate('v3', 'fail')],
      'v3 is fail.',
      'fail',
    ],
    ['of two misses the one that is live', [gate('v3', 'fail'), gate('v2', 'fail')], 'v2 is fail.', 'fail'],
    [
      'what serves users before what is late',
      [gate('v3', 'unproven'), gate('v4', 'fail', '2026-01-01')],
      'v3 is unproven.',
      'unproven',
    ],
    [
      'what is late when all that serves passes',
      [gate('v2', 'pass'), gate('v4', 'unproven', '2026-11-22')],
      'v4 is unproven.',
      'unproven',
    ],
    ['never what is retired', [gate('v1', 'fail'), gate('v2', 'pass')], 'Model v2 passes its gate.', 'pass'],
    [
      'that all is well, and what is next',
      [
        gate('v2', 'pass'),
        gate('v3', 'pass'),
        gate('v5', 'not-started', '2027-03-01'),
        gate('v4', 'unproven', '2026-12-14'),
      ],
      'All 2 gates of what serves users pass; next is Model v4, due 14 Dec 2026.',
      'pass',
    ],
    [
      'what is next when nothing serves yet',
      [gate('v5', 'not-started', '2027-03-01')],
      'v5 is not-started.',
      'not-started',
    ],
    [
      'that there is nothing to say',
      [],
      'Ticket routing has no gate that is still to be passed.',
      'not-started',
    ],
  ];
  test.each(cases)('is %s', (_, gates, sentence, state) => {
    expect(say(...gates)).toMatchObject({ sentence, state });
  });
});

test("a product's state is the worst of what serves users", () => {
  expect(servingState([gate('v2', 'pass'), gate('v3', 'unproven'), gate('v4', 'fail')], ITEMS)).toBe(
    'unproven',
  );
  expect(servingState([gate('v4', 'fail')], ITEMS)).toBe('fail');
  expect(servingState([], ITEMS)).toBe('no-data');
});
