import { describe, it } from 'vitest';
import { type Expected, expectProblem, ownSignal, withCriteria, withItem } from './problem-cases.ts';

describe('what is wrong with the shape of a document', () => {
  it.each<[string, object, Expected]>([
    [
      'a product without id',
      { name: 'x' },
      { path: '', message: /`product` is missing: the id of the product/ },
    ],
    [
      'a product with a reserved id',
      { product: 'api', name: 'x' },
      { path: 'product', message: /address of Gateline's own/ },
    ],
    [
      'an id with spaces',
      { product: 'my desk', name: 'x' },
      { path: 'product', message: /where an id/, suggestion: 'my-desk' },
    ],
    [
      'an id with a digit in front',
      withItem({ id: '2' }),
      { path: 'models.0.id', message: /where an id/, suggestion: 'v2' },
    ],
    [
      'a key that is misspelt',
      { product: 'd', name: 'x', visoin: 'y' },
      { path: 'visoin', message: /no key of a roadmap/, suggestion: 'vision' },
    ],
    [
      'a key of another kind of item',
      withItem({ flag: 'x' }),
      { path: 'models.0.flag', message: /no key under `models`/ },
    ],
    [
      'an unknown lifecycle',
      withItem({ lifecycle: 'liv' }),
      { path: 'models.0.lifecycle', message: /planned, candidate/, suggestion: 'live' },
    ],
    [
      'an unknown milestone status',
      withItem({ milestones: [{ title: 'x', status: 'finished' }] }),
      { path: 'models.0.milestones.0.status', message: /planned, in-progress, done, blocked or dropped/ },
    ],
    [
      'a milestone without title',
      withItem({ milestones: [{}] }),
      { path: 'models.0.milestones.0', message: /`title` is missing/ },
    ],
    ['an empty title', withItem({ title: ' ' }), { path: 'models.0.title', message: /is empty/ }],
    [
      'a title that is a number',
      withItem({ title: 5 }),
      { path: 'models.0.title', message: /put it in quotes/, suggestion: '"5"' },
    ],
    [
      'a title that is a list',
      withItem({ title: ['x'] }),
      { path: 'models.0.title', message: /is a list, where a text/ },
    ],
    [
      'a title that is nothing',
      withItem({ title: null }),
      { path: 'models.0.title', message: /is empty, where a text/ },
    ],
    [
      'a title that is too long',
      withItem({ title: 'x'.repeat(201) }),
      { path: 'models.0.title', message: /201 letters, and at most 200/ },
    ],
    [
      'needs that are a text',
      withItem({ needs: 'v2' }),
      { path: 'models.0.needs', message: /where a list/, suggestion: '[v2]' },
    ],
    [
      'a track that is a mapping',
      { product: 'd', name: 'x', models: {} },
      { path: 'models', message: /is a mapping, where a list/ },
    ],
    [
      'a day that does not exist',
      withItem({ due: '2026-02-30' }),
      { path: 'models.0.due', message: /no day of the calendar/ },
    ],
    [
      'a day in another order',
      withItem({ due: '3.11.2026' }),
      { path: 'models.0.due', message: /no day/, suggestion: '2026-11-03' },
    ],
    ['a quarter for a day', withItem({ due: '2026-Q4' }), { path: 'models.0.due', message: /no day/ }],
    [
      'a link that is a script',
      { product: 'd', name: 'x', on_call: { runbook: 'javascript:alert(1)' } },
      { path: 'on_call.runbook', message: /no web address/ },
    ],
    [
      'a link without https',
      { product: 'd', name: 'x', on_call: { runbook: 'wiki.example.com' } },
      { path: 'on_call.runbook', message: /no web address/ },
    ],
    [
      'a gate without criteria',
      withCriteria([]),
      { path: 'models.1.gate.criteria', message: /is empty, where one entry/ },
    ],
    [
      'a gate with too many criteria',
      withCriteria(Array.from({ length: 51 }, () => 'accuracy >= 85%')),
      { path: 'models.1.gate.criteria', message: /51 entries, and at most 50/ },
    ],
    [
      'a criterion that is a number',
      withCriteria([85]),
      { path: 'models.1.gate.criteria.0', message: /where a criterion, as text or/ },
    ],
    [
      'an object without criterion',
      withCriteria([{ note: 'x' }]),
      { path: 'models.1.gate.criteria.0', message: /`criterion` is missing/ },
    ],
    [
      'an object with a misspelt key',
      withCriteria([{ criterion: 'accuracy >= 85%', margn: '1pp' }]),
      { path: 'models.1.gate.criteria.0.margn', message: /no key/, suggestion: 'margin' },
    ],
    [
      'an object that decides otherwise',
      withCriteria([{ criterion: 'accuracy >= 85%', decide: 'value' }]),
      { path: 'models.1.gate.criteria.0.decide', message: /interval or point/ },
    ],
    [
      'a waiver without reason',
      withCriteria([{ criterion: 'accuracy >= 85%', waiver: { by: 'head', until: '2026-12-31' } }]),
      { path: 'models.1.gate.criteria.0.waiver', message: /`why` is missing in `waiver`: the reason/ },
    ],
    [
      'a waiver without end',
      withCriteria([{ criterion: 'accuracy >= 85%', waiver: { by: 'head', why: 'x' } }]),
      { path: 'models.1.gate.criteria.0.waiver', message: /`until` is missing/ },
    ],
    [
      'an attestation with two values',
      withCriteria([{ 'attested by security': ['a', 'b'] }]),
      { path: 'models.1.gate.criteria.0.attested by security', message: /is a list, where/ },
    ],
    [
      'a signal name in capitals',
      { product: 'd', name: 'x', signals: { 'My Share': ownSignal() } },
      { path: 'signals.My Share', message: /lower_snake_case/, suggestion: 'my_share' },
    ],
    [
      'a signal without formula',
      { product: 'd', name: 'x', signals: { own: { unit: 'share', family: 'quality', better: 'higher' } } },
      { path: 'signals.own', message: /`formula` is missing in `own`/ },
    ],
    [
      'a spend limit without amount',
      { product: 'd', name: 'x', spend: [{ title: 'x', period: 'month' }] },
      { path: 'spend.0', message: /`amount` is missing/ },
    ],
    [
      'a spend period that is none',
      { product: 'd', name: 'x', spend: [{ title: 'x', amount: 5, period: 'monthly' }] },
      { path: 'spend.0.period', message: /day, month or quarter/, suggestion: 'month' },
    ],
  ])('%s', (_, document, expected) => {
    expectProblem(document, expected);
  });
});
