import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { salvageRoadmap } from './salvage.ts';

const lineOf = () => 1;

function criteriaOf(document: unknown): readonly (readonly string[])[] | undefined {
  return salvageRoadmap(document, lineOf)?.items.map(
    ({ gate }) => gate?.criteria.map(({ criterion }) => criterion.text) ?? [],
  );
}

describe('as much of a document as can be read', () => {
  it('has what is right in its place, and nothing in the place of what is wrong', () => {
    const document = {
      product: 'desk',
      name: 7,
      zone: 'nowhere',
      visoin: 'x',
      models: [
        {
          id: 'v1',
          title: 'One',
          start: '2026-05-01',
          due: '2026-01-01',
          gate: { criteria: ['acuracy > 1'] },
        },
        'nonsense',
        {
          id: 'v1',
          title: 'Two',
          needs: ['v9'],
          gate: {
            due: 'soon',
            criteria: [
              'latency_p99 < 3%',
              { criterion: 'accuracy >= 85% on evaluation of a', waiver: { by: 'me' } },
              'accuracy >= 85% on evaluation of b',
            ],
          },
        },
      ],
    };
    expect(criteriaOf(document)).toEqual([
      ['attested by nobody: "unread 0"'],
      [],
      [
        'attested by nobody: "unread 0"',
        'accuracy >= 85% on evaluation of a',
        'accuracy >= 85% on evaluation of b',
      ],
    ]);
  });

  it('keeps the success metrics that are right where one is wrong', () => {
    const metrics = [
      { title: 'Swift', criterion: 'latency_p99 < 3%' },
      { criterion: 'accuracy >= 85%' },
      'nonsense',
      { title: 'Right', criterion: 'accuracy >= 85% on evaluation of a' },
    ];
    const document = { product: 'desk', name: 'Desk', success_metrics: metrics };
    const found = salvageRoadmap(document, lineOf)?.successMetrics;
    expect(found?.map(({ title, criterion }) => [title, criterion?.criterion.text])).toEqual([
      ['Swift', undefined],
      ['Unread', undefined],
      ['Unread', undefined],
      ['Right', 'accuracy >= 85% on evaluation of a'],
    ]);
  });

  it('leaves the document as it was', () => {
    const document = { product: 'desk', name: 'Desk', zone: 'nowhere' };
    expect(salvageRoadmap(document, lineOf)?.zone).toBe('UTC');
    expect(document.zone).toBe('nowhere');
  });

  it.each([[undefined], ['text'], [{}], [{ product: '1', name: 'x' }]])('is nothing of %j', (document) => {
    expect(salvageRoadmap(document, lineOf)).toBeUndefined();
  });

  it('never throws, whatever stands in it', () => {
    const key = fc.constantFrom(
      'product',
      'name',
      'models',
      'gate',
      'criteria',
      'id',
      'title',
      'needs',
      '__proto__',
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('desk', 'v1', 'accuracy >= 85%', 'x < 3%', 7, null, true),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    const document = fc.record({ product: fc.constant('desk'), name: value, models: value, data: value });
    fc.assert(
      fc.property(document, (one) => {
        salvageRoadmap(one, lineOf);
      }),
      { seed: 71, numRuns: 200 },
    );
  });
});
