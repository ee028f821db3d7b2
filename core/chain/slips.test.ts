import { describe, expect, it } from 'vitest';
import type { Item, Milestone, MilestoneStatus } from '../roadmap/roadmap.ts';
import { milestoneSlip, slips } from './slips.ts';

const TODAY = '2026-11-29';

function milestone(
  due: string | undefined,
  status: MilestoneStatus = 'in-progress',
  done?: string,
): Milestone {
  return {
    title: 'Evaluate',
    status,
    ...(due === undefined ? {} : { due }),
    ...(done === undefined ? {} : { done }),
  };
}

function item(id: string, due: string | undefined, needs: readonly string[], more: Partial<Item> = {}): Item {
  const dated = due === undefined ? {} : { due };
  return {
    id,
    title: id,
    track: 'models',
    lifecycle: 'planned',
    needs,
    milestones: [],
    experience: [],
    ...dated,
    ...more,
  };
}

describe('a milestone', () => {
  it.each([
    ['open and past its date', milestone('2026-11-19'), { days: 10, kind: 'open' }],
    ['blocked and past its date', milestone('2026-11-28', 'blocked'), { days: 1, kind: 'open' }],
    ['done after its date', milestone('2026-09-01', 'done', '2026-09-04'), { days: 3, kind: 'done-late' }],
    ['done in time', milestone('2026-09-01', 'done', '2026-09-01'), undefined],
    ['done, nobody said when', milestone('2026-09-01', 'done'), undefined],
    ['due today', milestone(TODAY), undefined],
    ['dropped', milestone('2026-01-01', 'dropped'), undefined],
    ['without a date', milestone(undefined), undefined],
  ])('%s', (_, one, slip) => {
    expect(milestoneSlip(one, TODAY)).toEqual(slip);
  });
});

describe('what slips when a milestone slips', () => {
  it('moves the item by what its latest open milestone is late, and whatever waits for it', () => {
    const v3 = item('v3', '2026-12-10', [], {
      milestones: [milestone('2026-11-19'), milestone('2026-11-27')],
    });
    expect(slips([v3, item('drafts', '2026-12-31', ['v3'])], TODAY)).toEqual([
      {
        item: 'v3',
        due: '2026-12-10',
        expected: '2026-12-20',
        days: 10,
        because: ['v3'],
        milestone: 'Evaluate',
      },
      {
        item: 'drafts',
        due: '2026-12-31',
        expected: '2027-01-10',
        days: 10,
        because: ['v3', 'drafts'],
        milestone: 'Evaluate',
      },
    ]);
  });

  it('lets room in the plan take up what it can', () => {
    const v3 = item('v3', '2026-12-10', [], { milestones: [milestone('2026-11-19')] });
    const roomy = item('roomy', '2027-01-31', ['v3'], { start: '2026-12-25' });
    const tight = item('tight', '2027-01-31', ['v3'], { start: '2026-12-15' });
    expect(slips([v3, roomy, tight], TODAY).map(({ item: id, days }) => [id, days])).toEqual([
      ['v3', 10],
      ['tight', 5],
    ]);
  });

  it('blames the one that delays most', () => {
    const late = (id: string, due: string) => item(id, '2026-12-01', [], { milestones: [milestone(due)] });
    const items = [late('a', '2026-11-28'), late('b', '2026-11-09'), item('c', '2026-12-31', ['a', 'b'])];
    expect(slips(items, TODAY).at(-1)).toMatchObject({ days: 20, because: ['b', 'c'] });
  });

  it.each([
    ['what is finished', item('v1', '2026-01-01', [], { lifecycle: 'live' })],
    ['what has no date', item('v1', undefined, [], { milestones: [milestone('2026-11-01')] })],
    ['what is in time', item('v1', '2026-12-31', [], { milestones: [milestone('2026-12-01')] })],
  ])('says nothing of %s', (_, one) => {
    expect(slips([one], TODAY)).toEqual([]);
  });

  it('ends although two items wait for each other', () => {
    const a = item('a', '2026-12-01', ['b'], { milestones: [milestone('2026-11-09')] });
    expect(slips([a, item('b', '2026-12-05', ['a'])], TODAY).map((one) => one.item)).toContain('a');
  });
});
