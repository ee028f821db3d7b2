import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../signal/catalogue.ts';
import { problemsOf, read, withCriteria } from './problem-cases.ts';

describe('a roadmap', () => {
  it('of the least there can be has defaults', () => {
    const { roadmap, problems } = read({ product: 'desk', name: 'Desk' });
    expect(problems).toEqual([]);
    expect(roadmap).toEqual({
      product: 'desk',
      name: 'Desk',
      zone: 'UTC',
      fiscalYearStart: 1,
      currency: 'USD',
      successMetrics: [],
      objectives: [],
      spend: [],
      signals: CATALOGUE,
      items: [],
    });
  });

  it('keeps everything that is in the document', () => {
    const { roadmap, problems } = read({
      product: 'desk',
      name: ' Desk ',
      vision: 'See',
      capability: 'Can',
      zone: 'Asia/Kathmandu',
      fiscal_year_start: 'Apr',
      currency: 'EUR',
      build_or_buy: { decision: 'Buy', why: 'Cheap', link: 'https://wiki.example.com/b' },
      success_metrics: [{ title: 'Half', criterion: 'own_share >= 50% over quarter' }, { title: 'Words' }],
      objectives: [{ title: 'Grow', measure: 'tickets', target: '60' }],
      experiments: [
        {
          id: 'half',
          title: 'Is it as good?',
          arms: [
            { version: 'v1', build: '1.0', share: '87.5 %' },
            { version: 'v1', build: '1.1', share: 0.125 },
          ],
          assignment: 'request',
          from: '2026-11-02',
          to: '2026-11-30',
        },
        {
          id: 'customers',
          arms: [
            { version: 'v1', build: '1.0', share: '50%' },
            { version: 'v1', build: '1.1', share: '50%' },
          ],
          assignment: 'customer',
          counted_by: 'customers_assigned',
          from: '2026-11-02',
        },
      ],
      spend: [
        {
          title: 'All',
          amount: '€12k',
          period: 'month',
          runbook: 'https://wiki.example.com/s',
          contact: '#desk',
        },
        { title: 'v1', amount: 150.5, period: 'day', item: 'v1', environment: 'staging' },
      ],
      signals: {
        own_share: {
          title: 'own share',
          unit: 'share',
          family: 'quality',
          better: 'higher',
          formula: 'a_done / a',
          evaluation: 'share of done',
          scope: 'product',
          population: 'requests',
        },
        own_cost: { unit: 'currency', family: 'cost', better: 'lower', formula: 'cost_usd / a' },
      },
      on_call: { runbook: 'https://wiki.example.com/r', contact: 'desk' },
      data: [{ id: 'phase-1', title: 'Data', lifecycle: 'live' }],
      models: [
        {
          id: 'v1',
          title: 'One',
          lifecycle: 'rollout',
          description: 'First',
          owner: 'team',
          start: '2026-10-01',
          due: '2026-12-15',
          needs: ['phase-1'],
          milestones: [
            {
              title: 'A',
              owner: 'team',
              due: '2026-11-01',
              done: '2026-10-30',
              link: 'https://t.example.com/1',
            },
            { title: 'B', status: 'blocked' },
            { title: 'C' },
          ],
          gate: {
            title: 'Good',
            due: '2026-12-15',
            criteria: [
              'p97 latency < 2s',
              {
                criterion: 'accuracy >= live on evaluation',
                margin: '1 pp',
                confidence: '90%',
                advisory: true,
                decide: 'point',
                note: 'Look',
                waiver: { by: 'head', why: 'later', until: '2026-12-31' },
              },
              {
                criterion: 'attested by security: drill',
                note: 'Done twice',
                attestation: {
                  by: 'security',
                  on: '2026-11-20',
                  link: 'https://wiki.example.com/7',
                  expires: '2027-05-20',
                },
              },
              { 'attested by legal': 'terms read' },
              { 'attested by privacy': null },
            ],
          },
        },
      ],
      features: [
        {
          id: 'box',
          title: 'Box',
          deterministic_first: true,
          flag: 'box',
          experience: { v1: 'An answer.' },
        },
      ],
    });
    expect(problems).toEqual([]);
    expect(roadmap).toMatchObject({
      name: 'Desk',
      zone: 'Asia/Kathmandu',
      fiscalYearStart: 4,
      currency: 'EUR',
      buildOrBuy: { decision: 'Buy', why: 'Cheap', link: 'https://wiki.example.com/b' },
      successMetrics: [
        { title: 'Half', criterion: { line: 13, criterion: { text: 'own_share >= 50% over quarter' } } },
        { title: 'Words' },
      ],
      objectives: [{ title: 'Grow', measure: 'tickets', target: '60' }],
      onCall: { runbook: 'https://wiki.example.com/r', contact: 'desk' },
    });
    expect(roadmap?.experiments).toEqual([
      {
        id: 'half',
        title: 'Is it as good?',
        arms: [
          { version: 'v1', build: '1.0', share: 0.875 },
          { version: 'v1', build: '1.1', share: 0.125 },
        ],
        unit: 'request',
        countedBy: 'requests',
        from: '2026-11-02',
        to: '2026-11-30',
      },
      {
        id: 'customers',
        arms: [
          { version: 'v1', build: '1.0', share: 0.5 },
          { version: 'v1', build: '1.1', share: 0.5 },
        ],
        unit: 'customer',
        countedBy: 'customers_assigned',
        from: '2026-11-02',
      },
    ]);
    expect(roadmap?.spend).toEqual([
      {
        title: 'All',
        amount: 12_000,
        currency: 'EUR',
        period: 'month',
        environment: 'production',
        runbook: 'https://wiki.example.com/s',
        contact: '#desk',
      },
      { title: 'v1', amount: 150.5, currency: 'EUR', period: 'day', item: 'v1', environment: 'staging' },
    ]);
    expect(roadmap?.signals.own_share).toEqual({
      name: 'own_share',
      title: 'own share',
      unit: 'share',
      family: 'quality',
      better: 'higher',
      formula: {
        kind: 'ratio',
        numerator: [{ measure: 'a_done', sign: 1 }],
        denominator: [{ measure: 'a', sign: 1 }],
      },
      evaluation: { metric: 'done', reduce: 'share' },
      scope: 'product',
      population: 'requests',
    });
    expect(roadmap?.signals.own_cost).toMatchObject({
      title: 'own cost',
      scope: 'item',
      pricing: { total: 'tokens_priced', unpriced: 'tokens_unpriced' },
    });
    expect(roadmap?.signals.latency_p97).toMatchObject({ formula: { q: 0.97 } });
    expect(roadmap?.items.map(({ id, track, lifecycle }) => [id, track, lifecycle])).toEqual([
      ['phase-1', 'data', 'live'],
      ['v1', 'models', 'rollout'],
      ['box', 'features', 'planned'],
    ]);
    const [, version, feature] = roadmap?.items ?? [];
    expect(version).toMatchObject({
      description: 'First',
      owner: 'team',
      start: '2026-10-01',
      due: '2026-12-15',
      needs: ['phase-1'],
      milestones: [
        { title: 'A', owner: 'team', due: '2026-11-01', status: 'done', done: '2026-10-30' },
        { title: 'B', status: 'blocked' },
        { title: 'C', status: 'planned' },
      ],
      gate: { title: 'Good', due: '2026-12-15' },
    });
    expect(feature).toMatchObject({
      deterministicFirst: true,
      flag: 'box',
      experience: [{ version: 'v1', text: 'An answer.' }],
    });
    const criteria = version?.gate?.criteria ?? [];
    expect(criteria.map(({ criterion, line }) => [criterion.text, line])).toEqual([
      ['latency_p97 < 2s', 15],
      ['accuracy >= live on evaluation', 15],
      ['attested by security: "drill"', 15],
      ['attested by legal: "terms read"', 15],
      ['attested by privacy', 15],
    ]);
    expect(criteria[1]).toMatchObject({
      criterion: {
        margin: { value: 0.01, unit: 'points' },
        confidence: 0.9,
        advisory: true,
        decide: 'point',
        note: 'Look',
        defaults: ['environment', 'window', 'minimumN'],
      },
      waiver: { by: 'head', why: 'later', until: '2026-12-31' },
    });
    expect(criteria[2]).toMatchObject({
      criterion: {
        note: 'Done twice',
        attestation: { by: 'security', on: '2026-11-20', expires: '2027-05-20' },
      },
    });
  });

  it.each<[number | string, number]>([
    [1, 1],
    [12, 12],
    ['04', 4],
    ['april', 4],
    ['APRIL', 4],
    ['sep', 9],
  ])('with a fiscal year from `%s` begins it in month %i', (fiscal_year_start, month) => {
    expect(read({ product: 'd', name: 'd', fiscal_year_start }).roadmap?.fiscalYearStart).toBe(month);
  });

  it.each<[unknown, number]>([
    ['90%', 0.9],
    ['97.5 %', 0.975],
    [0.9, 0.9],
    [90, 0.9],
    ['0.99', 0.99],
  ])('with a confidence of %j has one of %d', (confidence, value) => {
    const { roadmap } = read(withCriteria([{ criterion: 'accuracy >= 85%', confidence }]));
    expect(roadmap?.items[2]?.gate?.criteria[0]?.criterion).toMatchObject({ confidence: value });
  });
});

describe('a document that is no roadmap', () => {
  it.each([
    [null, /is empty/],
    [undefined, /is empty/],
    ['text', /no mapping/],
    [[], /no mapping/],
    [5, /no mapping/],
  ])('%j', (document, message) => {
    expect(problemsOf(document)).toEqual([
      expect.objectContaining({ path: '', message: expect.stringMatching(message) }),
    ]);
  });
});
