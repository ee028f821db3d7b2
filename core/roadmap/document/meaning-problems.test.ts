import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import {
  type Expected,
  expectProblem,
  ownSignal,
  problemsOf,
  read,
  withCriteria,
  withItem,
} from './problem-cases.ts';

const arm = (version: string, share: string | number) => ({ version, share });

/** A document with one version and an experiment, over whose usual parts `own` goes. */
function withExperiment(own: object): object {
  const arms = [arm('v1', '50%'), { ...arm('v1', '50%'), build: '1.1' }];
  return withItem(
    {},
    { experiments: [{ id: 'x', arms, assignment: 'request', from: '2026-11-02', ...own }] },
  );
}

describe('what is wrong with the meaning of a document', () => {
  it.each<[string, object, Expected]>([
    [
      'a zone',
      { product: 'd', name: 'x', zone: 'Europe/Berlyn' },
      { path: 'zone', message: /no time zone/, suggestion: 'Europe/Berlin' },
    ],
    [
      'an offset for a zone',
      { product: 'd', name: 'x', zone: '+05:45' },
      { path: 'zone', message: /no time zone/ },
    ],
    [
      'a currency',
      { product: 'd', name: 'x', currency: 'usd' },
      { path: 'currency', message: /no currency/, suggestion: 'USD' },
    ],
    [
      'a month',
      { product: 'd', name: 'x', fiscal_year_start: 13 },
      { path: 'fiscal_year_start', message: /no month/ },
    ],
    [
      'a month’s name',
      { product: 'd', name: 'x', fiscal_year_start: 'Aprli' },
      { path: 'fiscal_year_start', message: /no month/, suggestion: 'april' },
    ],
    [
      'an id that occurs twice in a track',
      withItem(
        {},
        {
          models: [
            { id: 'v1', title: 'a' },
            { id: 'v1', title: 'b' },
          ],
        },
      ),
      { path: 'models.1.id', message: /another item of `models`/ },
    ],
    [
      'an id that occurs in two tracks',
      withItem({}, { features: [{ id: 'v1', title: 'b' }] }),
      { path: 'features.0.id', message: /another item of `models`/ },
    ],
    [
      'an id that means something else',
      withItem({ id: 'live' }),
      { path: 'models.0.id', message: /serves most traffic now/ },
    ],
    [
      'a need of nothing',
      withItem({ needs: ['v9'] }),
      { path: 'models.0.needs.0', message: /no item of this roadmap/ },
    ],
    [
      'a need that is misspelt',
      withItem({ needs: ['labell'] }, { data: [{ id: 'labels', title: 'x' }] }),
      { path: 'models.0.needs.0', message: /no item/, suggestion: 'labels' },
    ],
    [
      'an item that needs itself',
      withItem({ needs: ['v1'] }),
      { path: 'models.0.needs.0', message: /`v1` needs itself/ },
    ],
    [
      'items that wait for each other',
      withItem({ needs: ['box'] }, { features: [{ id: 'box', title: 'x', needs: ['v1'] }] }),
      { path: 'models.0.needs.0', message: /wait for each other: v1 → box → v1/ },
    ],
    [
      'an experience of nothing',
      withItem({}, { features: [{ id: 'box', title: 'x', experience: { v2: 'y' } }] }),
      { path: 'features.0.experience.v2', message: /no item/ },
    ],
    [
      'an experience of data',
      withItem(
        {},
        { data: [{ id: 'd1', title: 'x' }], features: [{ id: 'box', title: 'x', experience: { d1: 'y' } }] },
      ),
      { path: 'features.0.experience.d1', message: /of the track `data`, where a model version/ },
    ],
    [
      'an experiment of an unknown version',
      withExperiment({ arms: [arm('v1', '50%'), arm('v11', '50%')] }),
      { path: 'experiments.0.arms.1.version', message: /no item/, suggestion: 'v1' },
    ],
    [
      'arms that make no whole',
      withExperiment({ arms: [arm('v1', '50%'), { ...arm('v1', '40%'), build: '1.1' }] }),
      { path: 'experiments.0.arms', message: /add up to 90 %, where 100 % was expected/ },
    ],
    [
      'a share without its sign',
      withExperiment({ arms: [arm('v1', 90), { ...arm('v1', '10%'), build: '1.1' }] }),
      {
        path: 'experiments.0.arms.0.share',
        message: /where a share between 0 and 100 % such as 90% was expected/,
        suggestion: '90%',
      },
    ],
    [
      'an arm that is there twice',
      withExperiment({ arms: [arm('v1', '50%'), arm('v1', 0.5)] }),
      { path: 'experiments.0.arms.1.version', message: /an arm of this experiment already/ },
    ],
    [
      'an experiment that ends before it begins',
      withExperiment({ from: '2026-11-02', to: '2026-11-01' }),
      { path: 'experiments.0.to', message: /before it begins on 2026-11-02/ },
    ],
    [
      'a spend limit of nothing',
      { product: 'd', name: 'x', spend: [{ title: 'x', amount: 5, period: 'day', item: 'v7' }] },
      { path: 'spend.0.item', message: /no item/ },
    ],
    [
      'a spend limit of 0',
      { product: 'd', name: 'x', spend: [{ title: 'x', amount: 0, period: 'day' }] },
      { path: 'spend.0.amount', message: /more than 0/ },
    ],
    [
      'a spend limit in apples',
      { product: 'd', name: 'x', spend: [{ title: 'x', amount: '5 apples', period: 'day' }] },
      { path: 'spend.0.amount', message: /where the end of the amount/ },
    ],
    [
      'a spend limit in another currency',
      { product: 'd', name: 'x', spend: [{ title: 'x', amount: '€5', period: 'day' }] },
      { path: 'spend.0.amount', message: /no amount of USD/ },
    ],
    [
      'a due date before the start',
      withItem({ start: '2026-10-01', due: '2026-09-01' }),
      { path: 'models.0.due', message: /due on 2026-09-01, before its item starts/ },
    ],
    [
      'a gate due before the start',
      withItem({ start: '2026-10-01', gate: { due: '2026-09-01', criteria: ['accuracy >= 85%'] } }),
      { path: 'models.0.gate.due', message: /before its item starts/ },
    ],
    [
      'a milestone that is done and planned',
      withItem({ milestones: [{ title: 'x', status: 'planned', done: '2026-01-01' }] }),
      { path: 'models.0.milestones.0.status', message: /was done on 2026-01-01/, suggestion: 'done' },
    ],
    [
      'a signal of the catalogue',
      { product: 'd', name: 'x', signals: { accuracy: ownSignal() } },
      { path: 'signals.accuracy', message: /signal of the catalogue/ },
    ],
    [
      'a percentile of the catalogue',
      { product: 'd', name: 'x', signals: { latency_p42: ownSignal() } },
      { path: 'signals.latency_p42', message: /signal of the catalogue/ },
    ],
    [
      'an alias of the catalogue',
      { product: 'd', name: 'x', signals: { ttft_p95: ownSignal() } },
      { path: 'signals.ttft_p95', message: /`time_to_first_token_p95`/ },
    ],
    [
      'a formula',
      { product: 'd', name: 'x', signals: { own: ownSignal({ formula: 'a /' }) } },
      { path: 'signals.own.formula', message: /The formula ends/ },
    ],
    [
      'a formula of the wrong kind',
      { product: 'd', name: 'x', signals: { own: ownSignal({ formula: 'requests / request_duration' }) } },
      { path: 'signals.own.formula', message: /is a distribution/ },
    ],
    [
      'a share that is a total',
      { product: 'd', name: 'x', signals: { own: ownSignal({ formula: 'total of a' }) } },
      { path: 'signals.own.formula', message: /a share is a ratio/ },
    ],
    [
      'an evaluation formula',
      { product: 'd', name: 'x', signals: { own: ownSignal({ evaluation: 'done' }) } },
      { path: 'signals.own.evaluation', message: /share, mean, quantile, count or sum/ },
    ],
    [
      'a range of one number',
      {
        product: 'd',
        name: 'x',
        signals: { own: ownSignal({ unit: 'score', formula: 'mean of a', range: [5] }) },
      },
      { path: 'signals.own.range', message: /has 1, where 2 entries were expected/ },
    ],
    [
      'a range the wrong way round',
      {
        product: 'd',
        name: 'x',
        signals: { own: ownSignal({ unit: 'score', formula: 'mean of a', range: [5, 1] }) },
      },
      { path: 'signals.own.range', message: /is no range/, suggestion: '[1, 5]' },
    ],
    [
      'a population that is no counter',
      { product: 'd', name: 'x', signals: { own: ownSignal({ population: 'pipeline_lag' }) } },
      { path: 'signals.own.population', message: /is a gauge/ },
    ],
    [
      'a criterion in its text',
      withCriteria(['latency_p99 < 3%']),
      { path: 'models.1.gate.criteria.0', message: /is a percentage/, read: '3%' },
    ],
    [
      'a criterion in its object',
      withCriteria([{ criterion: 'acuracy >= 3%' }]),
      { path: 'models.1.gate.criteria.0.criterion', message: /no signal/, suggestion: 'accuracy' },
    ],
    [
      'a criterion of a success metric',
      { product: 'd', name: 'x', success_metrics: [{ title: 'x', criterion: 'acuracy >= 3%' }] },
      { path: 'success_metrics.0.criterion', message: /no signal/, suggestion: 'accuracy' },
    ],
    [
      'a baseline that is the item',
      withCriteria(['accuracy >= v3']),
      { path: 'models.1.gate.criteria.0', message: /its own baseline/ },
    ],
    [
      'a baseline that is data',
      withCriteria(['accuracy >= phase-1']),
      { path: 'models.1.gate.criteria.0', message: /a baseline is a model version/ },
    ],
    [
      'a criterion with a colon',
      withCriteria([{ hallucination_rate: '< 3%' }]),
      {
        path: 'models.1.gate.criteria.0.hallucination_rate',
        message: /a mapping to YAML because of its colon/,
        suggestion: 'hallucination_rate < 3%',
      },
    ],
    [
      'a margin without baseline',
      withCriteria([{ criterion: 'accuracy >= 85%', margin: '1pp' }]),
      { path: 'models.1.gate.criteria.0.margin', message: /belongs to a criterion with a baseline/ },
    ],
    [
      'a margin of the wrong unit',
      withCriteria([{ criterion: 'accuracy >= v2', margin: '1s' }]),
      { path: 'models.1.gate.criteria.0.margin', message: /where percentage points/ },
    ],
    [
      'a margin of nothing',
      withCriteria([{ criterion: 'accuracy >= v2', margin: '0pp' }]),
      { path: 'models.1.gate.criteria.0.margin', message: /more than 0/ },
    ],
    [
      'a margin with more behind it',
      withCriteria([{ criterion: 'accuracy >= v2', margin: '1pp or so' }]),
      { path: 'models.1.gate.criteria.0.margin', message: /the end of the margin/ },
    ],
    [
      'a confidence of 50%',
      withCriteria([{ criterion: 'accuracy >= 85%', confidence: '50%' }]),
      { path: 'models.1.gate.criteria.0.confidence', message: /more than 50%/ },
    ],
    [
      'a confidence in words',
      withCriteria([{ criterion: 'accuracy >= 85%', confidence: 'high' }]),
      { path: 'models.1.gate.criteria.0.confidence', message: /no confidence/ },
    ],
    [
      'an attestation of a measured criterion',
      withCriteria([{ criterion: 'accuracy >= 85%', attestation: { by: 'x', on: '2026-11-11' } }]),
      { path: 'models.1.gate.criteria.0.attestation', message: /belongs to `attested by …`/ },
    ],
    [
      'a margin of an attested criterion',
      withCriteria([{ criterion: 'attested by security', margin: '1pp' }]),
      { path: 'models.1.gate.criteria.0.margin', message: /belongs to a measured criterion/ },
    ],
    [
      'an attestation that has expired before it was given',
      withCriteria([
        {
          criterion: 'attested by security',
          attestation: { by: 'x', on: '2026-11-11', expires: '2026-11-10' },
        },
      ]),
      { path: 'models.1.gate.criteria.0.attestation.expires', message: /before it was attested/ },
    ],
    [
      'too many items',
      withItem({}, { data: Array.from({ length: LIMITS.items }, (_, i) => ({ id: `d${i}`, title: 'x' })) }),
      { path: '', message: /501 items, and at most 500/ },
    ],
  ])('%s', (_, document, expected) => {
    expectProblem(document, expected);
  });

  it.each<[string, object, string, RegExp]>([
    [
      'a need that is named twice',
      withItem({ needs: ['d1', 'd1'] }, { data: [{ id: 'd1', title: 'x' }] }),
      'models.0.needs.1',
      /named twice/,
    ],
    [
      'a milestone due before the start',
      withItem({ start: '2026-10-01', milestones: [{ title: 'x', due: '2025-11-01' }] }),
      'models.0.milestones.0.due',
      /before its item starts/,
    ],
    [
      'a criterion that asks for the worse',
      withCriteria(['accuracy <= 85%']),
      'models.1.gate.criteria.0',
      /asks for the opposite/,
    ],
    [
      'a measure that is nearly a known one',
      { product: 'd', name: 'x', signals: { own: ownSignal({ formula: 'request / b' }) } },
      'signals.own.formula',
      /no measure of the catalogue/,
    ],
  ])('%s is only doubtful', (_, document, path, message) => {
    const { roadmap } = read(document);
    expect(roadmap).toBeDefined();
    expect(problemsOf(document)).toEqual([
      expect.objectContaining({ severity: 'warning', path, message: expect.stringMatching(message) }),
    ]);
  });

  it('is told all at once, shape and meaning together', () => {
    const document = withCriteria(
      ['latency_p99 < 3%', 'accuracy >= 120%', { criterion: 'cost >= $5', decide: 'x' }, 7],
      {
        zone: 'Mars',
        nmae: 'x',
        spend: [{ title: 'x', amount: -1, period: 'year', item: 'v8' }],
      },
    );
    expect(
      problemsOf(document)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      'models.1.gate.criteria.0',
      'models.1.gate.criteria.1',
      'models.1.gate.criteria.2.criterion',
      'models.1.gate.criteria.2.decide',
      'models.1.gate.criteria.3',
      'nmae',
      'spend.0.amount',
      'spend.0.item',
      'spend.0.period',
      'zone',
    ]);
  });

  it('does not fall over keys of objects', () => {
    const document = JSON.parse(
      '{"product": "d", "name": "x", "__proto__": {"a": 1}, "constructor": 5, "models": [{"id": "constructor", "title": "x", "needs": ["toString"]}]}',
    );
    expect(problemsOf(document).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['constructor', 'models.0.needs.0']),
    );
  });
});
