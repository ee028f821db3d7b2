import { describe, expect, it } from 'vitest';
import type { CriterionContext } from './context.ts';
import { parseCriterion } from './parse.ts';

const context: CriterionContext = {
  currency: 'USD',
  items: new Map([
    ['v1', 'models'],
    ['v2', 'models'],
    ['v3', 'models'],
    ['v2-1', 'models'],
    ['v2.1', 'models'],
    ['auto-draft', 'features'],
    ['phase-1', 'data'],
  ]),
  item: 'v3',
  signals: {
    reopened_rate: {
      name: 'reopened_rate',
      title: 'share of reopened tickets',
      unit: 'share',
      family: 'quality',
      better: 'lower',
      formula: {
        kind: 'ratio',
        numerator: [{ measure: 'tickets_reopened', sign: 1 }],
        denominator: [{ measure: 'tickets_closed', sign: 1 }],
      },
      scope: 'item',
    },
  },
};

/** What people write, and the one form in which it is written back. */
const ACCEPTED: readonly (readonly [written: string, text: string])[] = [
  // The forms of the grammar itself
  ['accuracy >= 85% on evaluation of golden-set', 'accuracy >= 85% on evaluation of golden-set'],
  ['latency_p99 < 2s', 'latency_p99 < 2s'],
  ['hallucination_rate < 3% over 28d n>=500', 'hallucination_rate < 3% over 28d n>=500'],
  ['cost_per_request < $0.01', 'cost_per_request < $0.01'],
  ['cost_per_request <= 50% of v2', 'cost_per_request <= 50% of v2'],
  ['accuracy >= v2 - 1pp on evaluation', 'accuracy >= v2 - 1pp on evaluation'],
  ['accuracy >= 80% each language', 'accuracy >= 80% each language'],
  ['critical_failures = 0 on evaluation of red-team', 'critical_failures = 0 on evaluation of red-team'],
  ['success_rate >= 99.9% where region = eu over 30d', 'success_rate >= 99.9% where region = eu over 30d'],
  ['latency_p99 < 2s in staging', 'latency_p99 < 2s in staging'],
  ['pipeline_error_rate < 1% over 7d for 14d', 'pipeline_error_rate < 1% over 7d for 14d'],
  ['labeled_examples >= 5000', 'labeled_examples >= 5000'],
  // Operators
  ['accuracy ≥ 92%', 'accuracy >= 92%'],
  ['latency_p99 ≤ 2s', 'latency_p99 <= 2s'],
  ['accuracy => 92%', 'accuracy >= 92%'],
  ['latency_p99 =< 2s', 'latency_p99 <= 2s'],
  ['critical_failures == 0', 'critical_failures = 0'],
  ['accuracy>=92%', 'accuracy >= 92%'],
  ['accuracy at least 92%', 'accuracy >= 92%'],
  ['accuracy of at least 92%', 'accuracy >= 92%'],
  ['Accuracy must be at least 92 percent.', 'accuracy >= 92%'],
  ['accuracy is at least 92 %', 'accuracy >= 92%'],
  ['accuracy is >= 92%', 'accuracy >= 92%'],
  ['accuracy no less than 92%', 'accuracy >= 92%'],
  ['accuracy not below 92%', 'accuracy >= 92%'],
  ['accuracy never below 92%', 'accuracy >= 92%'],
  ['accuracy reaches 92%', 'accuracy >= 92%'],
  ['accuracy minimum 92%', 'accuracy >= 92%'],
  ['accuracy over 92%', 'accuracy > 92%'],
  ['accuracy above 92%', 'accuracy > 92%'],
  ['accuracy more than 92%', 'accuracy > 92%'],
  ['accuracy greater than 92%', 'accuracy > 92%'],
  ['accuracy exceeds 92%', 'accuracy > 92%'],
  ['accuracy higher than 92%', 'accuracy > 92%'],
  ['cost per request at most $0.01', 'cost_per_request <= $0.01'],
  ['cost per request no more than $0.01', 'cost_per_request <= $0.01'],
  ['cost per request not over $0.01', 'cost_per_request <= $0.01'],
  ['cost per request up to $0.01', 'cost_per_request <= $0.01'],
  ['cost per request max $0.01', 'cost_per_request <= $0.01'],
  ['cost per request maximum of $0.01', 'cost_per_request <= $0.01'],
  ['p99 latency under 2 s', 'latency_p99 < 2s'],
  ['p99 latency below 2 s', 'latency_p99 < 2s'],
  ['p99 latency less than 2 s', 'latency_p99 < 2s'],
  ['p99 latency faster than 2 seconds', 'latency_p99 < 2s'],
  ['critical failures is 0', 'critical_failures = 0'],
  ['critical failures equals 0', 'critical_failures = 0'],
  ['critical failures exactly 0', 'critical_failures = 0'],
  ['accuracy 85% or more', 'accuracy >= 85%'],
  ['accuracy 85% or better', 'accuracy >= 85%'],
  ['p99 latency 2s or less', 'latency_p99 <= 2s'],
  ['p99 latency 2s or better', 'latency_p99 <= 2s'],
  // Signals as people call them
  ['P99 < 2s', 'latency_p99 < 2s'],
  ['99th percentile latency < 2s', 'latency_p99 < 2s'],
  ['latency p99.9 < 5s', 'latency_p99_9 < 5s'],
  ['median latency < 400ms', 'latency_p50 < 400ms'],
  ['mean latency < 1s', 'latency_mean < 1s'],
  ['TTFT p95 < 300ms', 'time_to_first_token_p95 < 300ms'],
  ['Hallucination rate < 3%', 'hallucination_rate < 3%'],
  ['cost / request < $0.01', 'cost_per_request < $0.01'],
  ['cost < $0.01 per request', 'cost_per_request < $0.01'],
  ['cost < $0.01/req', 'cost_per_request < $0.01'],
  ['cost < 0.01 USD/request over 7d', 'cost_per_request < $0.01 over 7d'],
  ['tokens/request < 900', 'tokens_per_request < 900'],
  ['handled end-to-end >= 60%', 'containment_rate >= 60%'],
  ['labelled examples >= 5000', 'labeled_examples >= 5000'],
  ['reopened_rate < 4%', 'reopened_rate < 4%'],
  ['share of reopened tickets < 4%', 'reopened_rate < 4%'],
  // Quantities
  ['accuracy >= 0.92', 'accuracy >= 92%'],
  ['accuracy >= .92', 'accuracy >= 92%'],
  ['accuracy >= 92.5 %', 'accuracy >= 92.5%'],
  ['accuracy >= 92 per cent', 'accuracy >= 92%'],
  ['success_rate >= 99.95%', 'success_rate >= 99.95%'],
  ['error_rate < 1.1%', 'error_rate < 1.1%'],
  ['latency_p99 < 2000ms', 'latency_p99 < 2s'],
  ['latency_p99 < 0.5s', 'latency_p99 < 500ms'],
  ['latency_p99 < 1.5 seconds', 'latency_p99 < 1.5s'],
  ['pipeline_lag < 15m', 'pipeline_lag < 15min'],
  ['pipeline_lag < 15 min', 'pipeline_lag < 15min'],
  ['pipeline_lag < 2 hours', 'pipeline_lag < 2h'],
  ['pipeline_lag < 1 day', 'pipeline_lag < 1d'],
  ['pipeline_lag < 36h', 'pipeline_lag < 36h'],
  ['cost_per_request < 0.01', 'cost_per_request < $0.01'],
  ['cost_per_request < 0.01 USD', 'cost_per_request < $0.01'],
  ['cost_per_request < USD 0.01', 'cost_per_request < $0.01'],
  ['cost_per_request < 0.01$', 'cost_per_request < $0.01'],
  ['cost_per_request < 0.01 usd', 'cost_per_request < $0.01'],
  ['cost per request < 1 cent', 'cost_per_request < $0.01'],
  ['cost per request < 0.5¢', 'cost_per_request < $0.005'],
  ['cost < $5k over month', 'cost < $5000 over month'],
  ['cost < $1.5M over quarter', 'cost < $1500000 over quarter'],
  ['labeled_examples >= 15k', 'labeled_examples >= 15000'],
  ['labeled_examples >= 15,000', 'labeled_examples >= 15000'],
  ['labeled_examples >= 15_000', 'labeled_examples >= 15000'],
  ['labeled_examples >= 15k examples', 'labeled_examples >= 15000'],
  ['pipeline_records >= 2M records over 24h', 'pipeline_records >= 2000000 over 24h'],
  ['pipeline_records >= 1G over quarter', 'pipeline_records >= 1000000000 over quarter'],
  ['tokens_per_request < 2,000 tokens', 'tokens_per_request < 2000'],
  ['score >= 4.2 on evaluation', 'score >= 4.2 on evaluation'],
  ['calls_per_request <= 1.2', 'calls_per_request <= 1.2'],
  // Relative to a baseline
  ['accuracy >= v2', 'accuracy >= v2'],
  ['accuracy > v2 + 2pp', 'accuracy > v2 + 2pp'],
  ['accuracy >= v2 minus 1 pp', 'accuracy >= v2 - 1pp'],
  ['accuracy >= v2 − 0.5 percentage points', 'accuracy >= v2 - 0.5pp'],
  ['accuracy >= v2 -1pp', 'accuracy >= v2 - 1pp'],
  ['accuracy >= v1-1pp', 'accuracy >= v1 - 1pp'],
  ['accuracy >= v2-1', 'accuracy >= v2-1'],
  ['accuracy >= v2.1 - 1pp', 'accuracy >= v2.1 - 1pp'],
  ['accuracy >= live', 'accuracy >= live'],
  ['accuracy >= the live version', 'accuracy >= live'],
  ['accuracy >= current - 1pp', 'accuracy >= live - 1pp'],
  ['accuracy matches v2', 'accuracy >= v2'],
  ['accuracy no worse than v2', 'accuracy >= v2'],
  ['hallucination rate no worse than v2', 'hallucination_rate <= v2'],
  ['accuracy is at least as good as v2', 'accuracy >= v2'],
  ['accuracy better than v2', 'accuracy > v2'],
  ['p99 latency better than v2', 'latency_p99 < v2'],
  ['latency_p99 <= v2 + 200ms', 'latency_p99 <= v2 + 200ms'],
  ['cost_per_request <= v2 - $0.002', 'cost_per_request <= v2 - $0.002'],
  ['cost per request <= 50 % of v2', 'cost_per_request <= 50% of v2'],
  ['cost per request <= half of v2', 'cost_per_request <= 50% of v2'],
  ['cost per request at most half the cost of v2', 'cost_per_request <= 50% of v2'],
  ['cost per request at most half that of v2', 'cost_per_request <= 50% of v2'],
  ['cost per request <= 0.5x v2', 'cost_per_request <= 50% of v2'],
  ['cost per request <= 0.5 × v2', 'cost_per_request <= 50% of v2'],
  ['latency_p99 <= 1.5 times live', 'latency_p99 <= 150% of live'],
  ['latency_p99 <= twice live', 'latency_p99 <= 200% of live'],
  ['cost per request 50% lower than v2', 'cost_per_request <= 50% of v2'],
  ['cost per request at least 50% lower than v2', 'cost_per_request <= 50% of v2'],
  ['cost per request more than 30% below v2', 'cost_per_request < 70% of v2'],
  ['latency_p99 at most 10% higher than v2', 'latency_p99 <= 110% of v2'],
  ['latency_p99 at most 200ms slower than v2', 'latency_p99 <= v2 + 200ms'],
  ['accuracy no more than 1pp below v2', 'accuracy >= v2 - 1pp'],
  ['accuracy at most 1pp worse than v2', 'accuracy >= v2 - 1pp'],
  ['accuracy at least 2pp above v2', 'accuracy >= v2 + 2pp'],
  ['hallucination rate at most 0.5pp worse than v2', 'hallucination_rate <= v2 + 0.5pp'],
  ['accuracy >= 98% of v2', 'accuracy >= 98% of v2'],
  // Clauses
  ['accuracy >= 85% on production', 'accuracy >= 85% on production'],
  ['accuracy >= 85% on production traffic', 'accuracy >= 85% on production'],
  ['accuracy >= 85% on eval', 'accuracy >= 85% on evaluation'],
  ['accuracy >= 85% on the test set', 'accuracy >= 85% on evaluation'],
  ['accuracy >= 85% on evaluation of the golden-set', 'accuracy >= 85% on evaluation of golden-set'],
  ['accuracy >= 85% on dataset golden-set', 'accuracy >= 85% on evaluation of golden-set'],
  ['accuracy >= 85% on evaluation of "golden set 2"', 'accuracy >= 85% on evaluation of "golden set 2"'],
  ['accuracy >= 85% on evaluation of tickets/2026@3', 'accuracy >= 85% on evaluation of tickets/2026@3'],
  ['accuracy >= 85% on evaluation over latest', 'accuracy >= 85% on evaluation over latest'],
  ['accuracy >= 85% on evaluation over 28d', 'accuracy >= 85% on evaluation over 28d'],
  ['latency_p99 < 2s in eu-prod', 'latency_p99 < 2s in eu-prod'],
  ['latency_p99 < 2s in "pre prod"', 'latency_p99 < 2s in "pre prod"'],
  ['latency_p99 < 2s where region=eu', 'latency_p99 < 2s where region = eu'],
  ['latency_p99 < 2s where tier is gold', 'latency_p99 < 2s where tier = gold'],
  ['latency_p99 < 2s where tier = 1', 'latency_p99 < 2s where tier = 1'],
  ['latency_p99 < 2s where v = 1.10', 'latency_p99 < 2s where v = 1.10'],
  ['latency_p99 < 2s where region = eu and tier = 1', 'latency_p99 < 2s where region = eu and tier = 1'],
  ['latency_p99 < 2s where region = eu, tier = 1', 'latency_p99 < 2s where region = eu and tier = 1'],
  ['latency_p99 < 2s where a = b where c = d', 'latency_p99 < 2s where a = b and c = d'],
  ['latency_p99 < 2s where region = "eu west"', 'latency_p99 < 2s where region = "eu west"'],
  ['latency_p99 < 2s where http.route = /v1/tickets', 'latency_p99 < 2s where http.route = "/v1/tickets"'],
  ['accuracy >= 80% for each language', 'accuracy >= 80% each language'],
  ['accuracy >= 80% in every language', 'accuracy >= 80% each language'],
  ['latency_p99 < 2s over 28 days', 'latency_p99 < 2s over 28d'],
  ['latency_p99 < 2s over the last 28 days', 'latency_p99 < 2s over 28d'],
  ['latency_p99 < 2s in the last 7 days', 'latency_p99 < 2s over 7d'],
  ['latency_p99 < 2s within 24h', 'latency_p99 < 2s over 24h'],
  ['latency_p99 < 2s over 1d', 'latency_p99 < 2s over 24h'],
  ['latency_p99 < 2s over 2 weeks', 'latency_p99 < 2s over 14d'],
  ['latency_p99 < 2s over 1h30m', 'latency_p99 < 2s over 90min'],
  ['latency_p99 < 2s over month', 'latency_p99 < 2s over month'],
  ['latency_p99 < 2s over this month to date', 'latency_p99 < 2s over month'],
  ['latency_p99 < 2s over the current quarter', 'latency_p99 < 2s over quarter'],
  ['latency_p99 < 2s over rollout', 'latency_p99 < 2s over rollout'],
  ['latency_p99 < 2s since rollout', 'latency_p99 < 2s over rollout'],
  ['accuracy >= 85% n >= 500', 'accuracy >= 85% n>=500'],
  ['accuracy >= 85% with n>=1k', 'accuracy >= 85% n>=1000'],
  ['accuracy >= 85% with at least 1,000 graded answers', 'accuracy >= 85% n>=1000'],
  ['error_rate < 1% for 14 days', 'error_rate < 1% for 14d'],
  ['error_rate < 1% for at least 2 weeks', 'error_rate < 1% for 14d'],
  ['error_rate < 1%, over 7d, for 14d', 'error_rate < 1% over 7d for 14d'],
  [
    'p99 latency is no more than 1500ms for 14d with n>=10k over 7d each region where tier = gold in prod-eu on production',
    'latency_p99 <= 1.5s on production in prod-eu where tier = gold each region over 7d n>=10000 for 14d',
  ],
  // Attested
  ['attested by security: "rollback drill done"', 'attested by security: "rollback drill done"'],
  ['attested by security: rollback drill done', 'attested by security: "rollback drill done"'],
  ["Attested by security: 'rollback drill done'", 'attested by security: "rollback drill done"'],
  ['attested by security', 'attested by security'],
  ['attested by site reliability: drill', 'attested by site reliability: "drill"'],
  ['attested by "security: eu": drill', 'attested by "security: eu": "drill"'],
  ['attested by legal: it said \\ "yes"', 'attested by legal: "it said \\\\ \\"yes\\""'],
];

describe('a criterion', () => {
  it.each(ACCEPTED)('`%s` is written back as `%s`', (written, text) => {
    const reading = parseCriterion(written, context);
    expect(reading.problems).toEqual([]);
    expect(reading.value?.text).toBe(text);
  });

  it.each(ACCEPTED)('`%s` means the same when it was written back', (written) => {
    const { value } = parseCriterion(written, context);
    expect(parseCriterion(value!.text, context)).toEqual({ value, problems: [] });
  });
});

describe('a criterion as it is kept', () => {
  it('has its defaults filled in and named', () => {
    expect(parseCriterion('p99 latency < 2s', context).value).toEqual({
      kind: 'measured',
      text: 'latency_p99 < 2s',
      signal: 'latency_p99',
      unit: 'seconds',
      op: '<',
      target: { kind: 'absolute', quantity: { value: 2, unit: 'seconds' } },
      evidence: { kind: 'production' },
      environment: 'production',
      where: {},
      window: { kind: 'duration', ms: 7 * 86_400_000, text: '7d' },
      minimumN: 1000,
      confidence: 0.95,
      decide: 'interval',
      advisory: false,
      defaults: ['evidence', 'environment', 'window', 'minimumN', 'confidence'],
    });
  });

  it('has what was stated instead of defaults', () => {
    const text =
      'accuracy >= v2 - 1pp on evaluation of golden-set in staging where a = b each language over 28d n>=300 for 14d';
    expect(parseCriterion(text, context).value).toMatchObject({
      text,
      target: {
        kind: 'offset',
        offset: { value: -0.01, unit: 'points' },
        baseline: { kind: 'item', item: 'v2' },
      },
      evidence: { kind: 'evaluation', dataset: 'golden-set' },
      environment: 'staging',
      where: { a: 'b' },
      each: 'language',
      window: { kind: 'duration', ms: 28 * 86_400_000, text: '28d' },
      minimumN: 300,
      heldForMs: 14 * 86_400_000,
      defaults: ['confidence'],
    });
  });

  it.each<[text: string, window: object, minimumN: number]>([
    ['latency_p99 < 2s', { text: '7d' }, 1000],
    ['latency_mean < 2s', { text: '7d' }, 200],
    ['error_rate < 1%', { text: '7d' }, 200],
    ['pipeline_error_rate < 1%', { text: '7d' }, 200],
    ['accuracy >= 85%', { text: '28d' }, 200],
    ['cost_per_request < $0.01', { text: '28d' }, 200],
    ['cost < $500', { text: '28d' }, 0],
    ['labeled_examples >= 5000', { text: '7d' }, 0],
    ['breaker_opens <= 2', { text: '7d' }, 0],
    ['accuracy >= 85% on evaluation', { kind: 'latest' }, 50],
    ['latency_p99 < 2s on evaluation', { kind: 'latest' }, 50],
    ['critical_failures = 0 on evaluation', { kind: 'latest' }, 50],
  ])('`%s` looks at %j and needs an n of %i by default', (text, window, minimumN) => {
    expect(parseCriterion(text, context).value).toMatchObject({ window, minimumN });
  });

  it('keeps numbers exact', () => {
    const value = (text: string) => parseCriterion(text, context).value;
    expect(value('error_rate < 1.1%')).toMatchObject({ target: { quantity: { value: 0.011 } } });
    expect(value('latency_p99 < 1840ms')).toMatchObject({ target: { quantity: { value: 1.84 } } });
    expect(value('cost_per_request <= 50% of v2')).toMatchObject({ target: { kind: 'factor', factor: 0.5 } });
    expect(value('cost per request 30% lower than v2')).toMatchObject({ target: { factor: 0.7 } });
    expect(value('cost < $1.1k')).toMatchObject({ target: { quantity: { value: 1100, currency: 'USD' } } });
  });

  it('is in the roadmap’s own currency', () => {
    const inEuro = { ...context, currency: 'EUR' };
    expect(parseCriterion('cost_per_request < €0.01', inEuro).value).toMatchObject({
      text: 'cost_per_request < €0.01',
      target: { quantity: { value: 0.01, currency: 'EUR' } },
    });
    expect(parseCriterion('cost_per_request < 0.01', inEuro).value?.text).toBe('cost_per_request < €0.01');
    const inSwissFrancs = { ...context, currency: 'CHF' };
    expect(parseCriterion('cost_per_request < CHF 0.01', inSwissFrancs).value?.text).toBe(
      'cost_per_request < 0.01 CHF',
    );
    const inCanada = { ...context, currency: 'CAD' };
    expect(parseCriterion('cost_per_request < $0.01', inCanada).value).toMatchObject({
      text: 'cost_per_request < 0.01 CAD',
      target: { quantity: { currency: 'CAD' } },
    });
  });

  it('takes any name as a baseline while the items are not known', () => {
    expect(parseCriterion('accuracy >= v9 - 1pp', { currency: 'USD' }).value).toMatchObject({
      target: { baseline: { kind: 'item', item: 'v9' } },
    });
    expect(parseCriterion('accuracy >= v9-1pp', { currency: 'USD' }).value?.text).toBe(
      'accuracy >= v9 - 1pp',
    );
  });

  it('keeps a label named __proto__ as a label', () => {
    const { value } = parseCriterion('error_rate < 1% where __proto__ = x', context);
    expect(value).toMatchObject({ text: 'error_rate < 1% where __proto__ = x' });
    expect(Object.entries((value as { where: object }).where)).toEqual([['__proto__', 'x']]);
  });

  it('that is attested keeps its role and what is attested', () => {
    expect(parseCriterion('attested by site reliability: "drill \\"done\\""', context).value).toEqual({
      kind: 'attested',
      text: 'attested by site reliability: "drill \\"done\\""',
      role: 'site reliability',
      statement: 'drill "done"',
      advisory: false,
    });
  });
});
