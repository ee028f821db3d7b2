import { describe, expect, test } from 'vitest';
import type { Item, Milestone } from '../../core/roadmap/roadmap.ts';
import { reviewedMilestones } from './review-milestones.ts';

const Q4 = { first: '2026-10-01', after: '2027-01-01', today: '2026-11-23' };
const Q3 = { first: '2026-07-01', after: '2026-10-01', today: '2026-11-23' };

function reviewed(milestones: readonly Partial<Milestone>[], dates = Q4) {
  const all = milestones.map((one, i) => ({ title: `m${i}`, status: 'planned', ...one }) as Milestone);
  const item = { id: 'v3', track: 'models', milestones: all } as unknown as Item;
  return reviewedMilestones([item], dates);
}

const outcome = (milestone: Partial<Milestone>, dates = Q4) =>
  reviewed([milestone], dates).items.map((one) => one.outcome)[0];

describe('a milestone', () => {
  test.each([
    ['done in time', { due: '2026-11-10', status: 'done', done: '2026-11-10' }, 'done'],
    ['done late', { due: '2026-11-10', status: 'done', done: '2026-11-11' }, 'late'],
    ['done before the quarter, due in it', { due: '2026-11-10', status: 'done', done: '2026-09-01' }, 'done'],
    ['done without a due date', { status: 'done', done: '2026-10-01' }, 'done'],
    ['done without saying when', { due: '2026-11-10', status: 'done' }, 'done'],
    ['done early', { due: '2027-02-01', status: 'done', done: '2026-12-31' }, 'done'],
    ['due later in the quarter', { due: '2026-11-23' }, 'open'],
    ['due and not done', { due: '2026-11-22', status: 'in-progress' }, 'overdue'],
    ['carried over from an earlier quarter', { due: '2026-06-01', status: 'blocked' }, 'overdue'],
    ['carried over and caught up with', { due: '2026-06-01', status: 'done', done: '2026-10-05' }, 'late'],
    ['dropped', { due: '2026-11-10', status: 'dropped' }, 'dropped'],
  ] as const)('%s', (_, milestone, told) => {
    expect(outcome(milestone)).toBe(told);
  });

  test.each([
    ['due after the quarter', { due: '2027-01-01' }],
    ['done before it and due before it', { due: '2026-09-30', status: 'done', done: '2026-09-30' }],
    ['done after it and due after it', { due: '2027-02-01', status: 'done', done: '2027-01-01' }],
    ['dropped and due before it', { due: '2026-09-30', status: 'dropped' }],
    ['without any date', {}],
  ] as const)('%s does not belong to it', (_, milestone) => {
    expect(outcome(milestone)).toBeUndefined();
  });

  test('stands in a quarter that is over as it stood at its end', () => {
    expect(outcome({ due: '2026-09-01', status: 'done', done: '2026-10-05' }, Q3)).toBe('overdue');
    expect(outcome({ due: '2026-09-30' }, Q3)).toBe('overdue');
  });
});

test('what was planned is counted without what was dropped, and what was done with what was late', () => {
  const { planned, done, items } = reviewed([
    { due: '2026-12-01' },
    { due: '2026-11-10', status: 'dropped' },
    { due: '2026-11-01', status: 'done', done: '2026-11-05' },
    { status: 'done', done: '2026-11-05' },
    { due: '2026-10-01', status: 'done', done: '2026-10-01' },
  ]);
  expect([planned, done]).toEqual([4, 3]);
  expect(items.map(({ milestone }) => milestone.title)).toEqual(['m4', 'm2', 'm1', 'm0', 'm3']);
});
