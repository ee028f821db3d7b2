import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../signal/catalogue.ts';
import type { Criterion, Waiver } from '../criterion.ts';
import { parseCriterion } from '../grammar/parse.ts';
import type { Item, Milestone, Roadmap } from '../roadmap.ts';
import { promiseChanges } from './changes.ts';
import { promiseOf } from './promise.ts';

function criterion(text: string, item: string): Criterion {
  const { value } = parseCriterion(text, { currency: 'USD', item });
  if (value === undefined) throw new Error(text);
  return value;
}

function version(id: string, criteria: readonly string[] = [], own: Partial<Item> = {}): Item {
  return {
    id,
    title: `Model ${id}`,
    track: 'models',
    lifecycle: 'rollout',
    needs: [],
    milestones: [],
    experience: [],
    gate: { criteria: criteria.map((text, i) => ({ criterion: criterion(text, id), line: i })) },
    ...own,
  };
}

function roadmap(items: readonly Item[], own: Partial<Roadmap> = {}): Roadmap {
  return {
    product: 'desk',
    name: 'Desk',
    zone: 'Europe/Berlin',
    fiscalYearStart: 1,
    currency: 'USD',
    successMetrics: [],
    objectives: [],
    spend: [],
    signals: { ...CATALOGUE },
    items,
    ...own,
  };
}

/** What a new revision changes; both go through JSON, as they do in the event log. */
function changes(before: Roadmap, after: Roadmap) {
  return promiseChanges(JSON.parse(JSON.stringify(promiseOf(before))), promiseOf(after));
}

const sentences = (before: Roadmap, after: Roadmap) =>
  changes(before, after).map(({ type, sentence }) => [type, sentence]);

describe('a new revision of a roadmap', () => {
  test('that says the same changes nothing', () => {
    const same = roadmap([version('v3', ['cost_per_request <= 50% of v2', 'latency_p99 < 2s'])]);
    expect(changes(same, same)).toEqual([]);
  });

  test.each([
    [
      'a target',
      ['cost_per_request <= $0.006'],
      ['cost_per_request <= 50% of v2'],
      [
        [
          'target-changed',
          'v3: the target of cost per request changed from at most $0.006 to at most 50 % of v2.',
        ],
      ],
    ],
    [
      'a baseline',
      ['accuracy >= v2 - 3pp on evaluation of golden-set'],
      ['accuracy >= v2 on evaluation of golden-set'],
      [
        [
          'target-changed',
          'v3: the target of accuracy on evaluation of golden-set changed from at least v2 − 3 pp to at least v2.',
        ],
      ],
    ],
    [
      'a window',
      ['accuracy >= 85% each category'],
      ['accuracy >= 85% each category over 7d'],
      [
        [
          'target-changed',
          'v3: the target of accuracy for each category changed from accuracy >= 85% each category to accuracy >= 85% each category over 7d.',
        ],
      ],
    ],
    [
      'only one of two criteria on a signal',
      ['accuracy >= 92% on evaluation of golden-set', 'accuracy >= 85%'],
      ['accuracy >= 92% on evaluation of golden-set', 'accuracy >= 86%'],
      [['target-changed', 'v3: the target of accuracy changed from at least 85 % to at least 86 %.']],
    ],
    [
      'which criteria there are',
      ['latency_p99 < 2s in staging', 'error_rate < 1%'],
      ['error_rate < 1%', 'attested by security: "drill done"'],
      [
        ['criterion-added', 'v3 has a new criterion: attested by security: "drill done".'],
        ['criterion-removed', 'v3 no longer has the criterion latency_p99 < 2s in staging.'],
      ],
    ],
    [
      'nothing but the order',
      ['latency_p99 < 2s', 'error_rate < 1%'],
      ['error_rate < 1%', 'latency_p99 < 2s'],
      [],
    ],
  ])('changes %s', (_, before, after, told) => {
    expect(sentences(roadmap([version('v3', before)]), roadmap([version('v3', after)]))).toEqual(told);
  });

  test('says targets to machines as they were written', () => {
    const [change] = changes(
      roadmap([version('v3', ['latency_p99 < 2s'])]),
      roadmap([version('v3', ['latency_p99 < 1500ms'])]),
    );
    expect(change).toMatchObject({
      item: 'v3',
      criterion: 'latency_p99 < 1.5s',
      from: 'latency_p99 < 2s',
      to: 'latency_p99 < 1.5s',
    });
  });

  test('moves an item through its lifecycle and its dates', () => {
    const gate = (due?: string) => ({ criteria: [], ...(due === undefined ? {} : { due }) });
    const before = version('v3', [], { lifecycle: 'staging', due: '2026-09-30', gate: gate() });
    const after = version('v3', [], { lifecycle: 'rollout', gate: gate('2026-12-14') });
    expect(sentences(roadmap([before]), roadmap([after]))).toEqual([
      ['lifecycle-changed', 'v3 moved from staging to rollout.'],
      ['due-changed', 'v3 has no due date any more; it was 30 Sep 2026.'],
      ['due-changed', 'The gate of v3 is due on 14 Dec 2026.'],
    ]);
  });

  test('changes milestones, told apart by their titles', () => {
    const milestones = (...all: Milestone[]) =>
      roadmap([version('store', [], { title: 'Feature store', track: 'data', milestones: all })]);
    expect(
      sentences(
        milestones(
          { title: 'Schema', status: 'in-progress', due: '2026-11-01' },
          { title: 'Old', status: 'planned' },
          { title: 'Twin', status: 'planned' },
          { title: 'Twin', status: 'planned' },
        ),
        milestones(
          { title: 'Schema', status: 'done', due: '2026-11-15' },
          { title: 'Twin', status: 'planned' },
          { title: 'Twin', status: 'blocked' },
          { title: 'New', status: 'planned', due: '2026-12-01' },
        ),
      ),
    ).toEqual([
      ['milestone-changed', 'Feature store: milestone “Schema” went from in progress to done.'],
      ['due-changed', 'Feature store: milestone “Schema” is due on 15 Nov 2026 instead of 1 Nov 2026.'],
      ['milestone-changed', 'Feature store: milestone “Twin” went from planned to blocked.'],
      ['milestone-added', 'Feature store: milestone “New” was added, due on 1 Dec 2026.'],
      ['milestone-removed', 'Feature store: milestone “Old” was taken off.'],
    ]);
  });

  test('adds and takes off items', () => {
    expect(sentences(roadmap([version('v3')]), roadmap([version('v4')]))).toEqual([
      ['item-added', 'v4 was added to the roadmap.'],
      ['item-removed', 'v3 was taken off the roadmap.'],
    ]);
  });

  test('waives a criterion, for longer, and no more', () => {
    const waived = (waiver?: Waiver) =>
      roadmap([
        version('v3', [], {
          gate: {
            criteria: [
              {
                criterion: criterion('error_rate < 1%', 'v3'),
                line: 1,
                ...(waiver === undefined ? {} : { waiver }),
              },
            ],
          },
        }),
      ]);
    const [until14, until31] = ['2026-12-14', '2026-12-31'].map((until) => ({
      by: 'platform',
      why: 'x',
      until,
    }));
    expect(sentences(waived(), waived(until14))).toEqual([
      ['waiver-changed', 'v3: error rate is waived by platform until 14 Dec 2026.'],
    ]);
    expect(sentences(waived(until14), waived(until31))).toEqual([
      [
        'waiver-changed',
        'v3: error rate is waived by platform until 31 Dec 2026, before by platform until 14 Dec 2026.',
      ],
    ]);
    expect(sentences(waived(until31), waived())).toEqual([
      ['waiver-changed', 'v3: the waiver of error rate by platform until 31 Dec 2026 was withdrawn.'],
    ]);
  });

  test('changes what the whole product promises', () => {
    const limit = (amount: number) => ({
      title: 'All model calls',
      amount,
      currency: 'USD',
      period: 'month' as const,
      environment: 'production',
    });
    const metric = (text: string) => [
      { title: 'Cheap', criterion: { criterion: criterion(text, ''), line: 1 } },
    ];
    expect(
      sentences(
        roadmap([], { spend: [limit(26_000)], successMetrics: metric('cost_per_request < $0.01') }),
        roadmap([], {
          spend: [limit(30_000), { ...limit(100), title: 'v3', period: 'day' }],
          successMetrics: metric('cost_per_request < $0.02'),
        }),
      ),
    ).toEqual([
      [
        'target-changed',
        'The product: the target of cost per request changed from under $0.01 to under $0.02.',
      ],
      [
        'spend-limit-changed',
        'The spend limit of All model calls changed from $26,000 a month to $30,000 a month.',
      ],
      ['spend-limit-changed', 'A spend limit was set: v3, $100 a day.'],
    ]);
  });
});
