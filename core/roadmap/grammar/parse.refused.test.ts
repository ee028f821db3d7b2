import { describe, expect, it } from 'vitest';
import type { CriterionContext } from './context.ts';
import { MAX_CRITERION_LENGTH, parseCriterion } from './parse.ts';

const context: CriterionContext = {
  currency: 'USD',
  items: new Map([
    ['v1', 'models'],
    ['v2', 'models'],
    ['v3', 'models'],
    ['auto-draft', 'features'],
  ]),
  item: 'v3',
};

type Refused = readonly [
  written: string,
  at: number,
  read: string,
  message: string | RegExp,
  suggestion?: string,
];

/** What is refused, where, what was read there, what is said, and what is suggested. */
const REFUSED: readonly Refused[] = [
  // No signal, or none that is known
  ['', 0, '', 'The criterion is empty.'],
  ['   ', 0, '   ', 'The criterion is empty.'],
  ['>= 85%', 0, '', /begins with its comparison/],
  ['acuracy >= 85%', 0, 'acuracy', /no signal of the catalogue/, 'accuracy'],
  ['halucination rate < 3%', 0, 'halucination rate', /no signal/, 'hallucination_rate'],
  ['xyzzy >= 85%', 0, 'xyzzy', /no signal/],
  ['latency < 2s', 0, 'latency', /needs a percentile/, 'latency_p99'],
  ['response time < 2s', 0, 'response time', /needs a percentile/, 'latency_p99'],
  ['TTFT < 300ms', 0, 'TTFT', /needs a percentile/, 'time_to_first_token_p99'],
  ['p100 latency < 2s', 0, 'p100 latency', /no signal/],
  ['constructor >= 85%', 0, 'constructor', /no signal/],
  // No comparison
  ['accuracy', 8, '', /The criterion ends where a comparison/],
  ['accuracy 85%', 9, '', /`85%` was read where a comparison was expected/, 'accuracy >= 85%'],
  ['accuracy of 85%', 12, '', /where a comparison was expected/, 'accuracy of >= 85%'],
  ['accuracy != 85%', 9, '!=', /`!=` was read where a comparison/],
  ['accuracy ~ 85%', 9, '~', /where a comparison/],
  // No target, or none that can be read
  ['accuracy >=', 11, '', /The criterion ends where a quantity, a version or `live` was expected/],
  ['accuracy >= on evaluation', 12, 'on', /where a quantity, a version or `live`/],
  ['accuracy >= %', 12, '%', /where a number was expected/],
  ['accuracy >= "85%"', 12, '"85%"', /where a quantity/],
  ['cost_per_request < $', 19, '$', /where a number was expected/],
  ['cost_per_request < 0,01', 20, ',', /where a decimal point was expected/, '0.01'],
  ['accuracy >= v2 +', 16, '', /ends where a number was expected/],
  ['accuracy >= 50% of', 18, '', /ends where a quantity, a version or `live`/],
  ['latency_p99 < 1e999s', 14, '1e999s', /too large a number/],
  // Units that do not fit
  ['latency_p99 < 3%', 14, '3%', /`3%` is a percentage, where a duration \(2s, 500ms\) was expected/],
  ['latency_p99 < 2', 14, '2', /has no unit, where a duration/, '2s'],
  ['latency_p99 < $2', 14, '$2', /is an amount of money, where a duration/],
  ['latency_p99 < 500 tokens', 14, '500 tokens', /counts things, where a duration/],
  ['accuracy >= 85', 12, '85', /has no unit, where a share/, '85%'],
  ['accuracy >= 1', 12, '1', /has no unit, where a share/, '1%'],
  ['accuracy >= 85pp', 12, '85pp', /percentage points, which are a difference/, '85%'],
  ['accuracy >= 2s', 12, '2s', /is a duration, where a share/],
  ['cost_per_request < 1%', 19, '1%', /is a percentage, where an amount of money/],
  ['cost_per_request < 5s', 19, '5s', /is a duration, where an amount of money/],
  ['cost_per_request < €0.01', 19, '€0.01', /is in EUR, and this roadmap's currency is USD/],
  ['cost_per_request < 0.01 CHF', 19, '0.01 CHF', /is in CHF/],
  ['cost < $5m', 9, 'm', /where `k`, `M` or `G` was expected/, 'M'],
  ['labeled_examples >= 85%', 20, '85%', /is a percentage, where a number/],
  ['labeled_examples >= 5m', 20, '5m', /is a duration, where a number/, '5M'],
  ['labeled_examples >= 500 tokens', 20, '500 tokens', /counts things, where a number/],
  ['tokens_per_request < 500 examples', 21, '500 examples', /counts things, where a number of tokens/],
  ['score >= 80% on evaluation', 9, '80%', /is a percentage, where a score/],
  ['accuracy >= v2 - 1%', 17, '1%', /part of the share or a difference/, '1pp'],
  ['accuracy >= v2 - 1', 17, '1', /percentage points \(1pp\)/, '1pp'],
  ['accuracy >= v2 - 0.01', 17, '0.01', /percentage points/, '1pp'],
  ['latency_p99 <= v2 + 10%', 20, '10%', /is a percentage, where a duration/],
  ['cost_per_request <= $0.01 of v2', 20, '$0.01', /where a percentage of the baseline was expected/],
  ['accuracy at most 1% worse than v2', 17, '1%', /percentage points/, '1pp'],
  // Targets that can never be met
  ['accuracy >= 120%', 12, '120%', /can never be met: accuracy is never more than 100 %/],
  ['accuracy > 100%', 11, '100%', /can never be met/],
  ['hallucination_rate < 0%', 21, '0%', /never less than 0/],
  ['error_rate <= -1%', 14, '-1%', /never less than 0/],
  ['latency_p99 <= 0s', 15, '0s', /nothing takes no time/],
  ['cost_per_request < $0', 19, '$0', /never less than 0/],
  ['critical_failures = 0.5', 20, '0.5', /a count is a whole number/],
  ['critical_failures < 0', 20, '0', /never less than 0/],
  ['cost_per_request <= 0% of v2', 20, '0% of v2', /more than 0 %/],
  ['cost per request 100% lower than v2', 17, '100% lower than v2', /more than 0 %/],
  ['accuracy >= v2 + 100pp', 12, 'v2 + 100pp', /never 100 points apart/],
  // Baselines
  ['accuracy >= v22', 12, 'v22', /no item of this roadmap/, 'v2'],
  ['accuracy >= V2', 12, 'V2', /no item of this roadmap/, 'v2'],
  ['cost_per_request <= 50% of lives', 27, 'lives', /no item/, 'live'],
  ['accuracy >= v3', 12, 'v3', /cannot be its own baseline/],
  ['accuracy >= auto-draft', 12, 'auto-draft', /of the track `features`/],
  ['pipeline_error_rate <= v2', 23, 'v2', /whole product's/],
  ['labeled_examples >= live', 20, 'live', /whole product's/],
  // Clauses
  ['accuracy >= 85% bogus', 16, 'bogus', /where a clause was expected/],
  ['accuracy >= 85% ovr 28d', 16, 'ovr', /where a clause was expected/, 'over'],
  [
    'accuracy >= 85% on golden-set',
    19,
    'golden-set',
    /`production` or `evaluation`/,
    'on evaluation of golden-set',
  ],
  ['accuracy >= 85% on prodcution', 19, 'prodcution', /`production` or `evaluation`/, 'on production'],
  ['accuracy >= 85% on', 18, '', /ends where `production` or `evaluation`/],
  ['accuracy >= 85% on evaluation of', 32, '', /ends where the name of a dataset/],
  ['accuracy >= 85% in', 18, '', /ends where the name of an environment/],
  ['accuracy >= 85% where region', 28, '', /ends where `=`/],
  ['accuracy >= 85% where region =', 30, '', /ends where the label's value/],
  ['accuracy >= 85% where region != eu', 29, '!=', /where `=`/],
  ['accuracy >= 85% where 5 = eu', 22, '5', /the name of a label/],
  ['accuracy >= 85% each', 20, '', /ends where the name of a label/],
  ['accuracy >= 85% per language', 16, 'per language', /no clause/, 'each language'],
  ['requests >= 1000 per day', 17, 'per day', /a rate over time/, 'over 24h'],
  ['pipeline_records >= 50k/day', 23, '/day', /a rate over time/, 'over 24h'],
  ['accuracy >= 85% over', 20, '', /ends where a window/],
  ['accuracy >= 85% over mnth', 21, 'mnth', /where a window/, 'month'],
  ['accuracy >= 85% over 28', 21, '28', /is no duration/],
  ['accuracy >= 85% over 28 parsecs', 21, '28 parsecs', /is no duration/],
  ['accuracy >= 85% over 1 month', 21, '1 month', /no one length/],
  ['accuracy >= 85% over 2 quarters', 21, '2 quarters', /no one length/],
  ['accuracy >= 85% over 1y', 21, '1y', /no one length/],
  ['accuracy >= 85% over 0d', 21, '0d', /no time at all/],
  ['accuracy >= 85% over 5000d', 21, '5000d', /longer than ten years/],
  ['accuracy >= 85% over latest', 16, 'over latest', /add `on evaluation`/],
  ['error_rate < 1% for', 19, '', /ends where a time to hold/],
  ['error_rate < 1% for ever', 20, 'ever', /where a time to hold/],
  ['accuracy >= 85% n>=0', 19, '0', /a whole number of at least 1/],
  ['accuracy >= 85% n>=2.5', 19, '2.5', /a whole number/],
  ['accuracy >= 85% n>=many', 19, 'many', /where a whole number was expected/],
  ['accuracy >= 85% n > 500', 18, '>', /where `>=` was expected/, 'n>=500'],
  ['accuracy >= 85% with care', 21, 'care', /`n>=`/, 'n>=500'],
  ['fallback_rate < 1% on evaluation', 19, 'on evaluation', /does not come out of evaluation runs/],
  // Clauses that do not go together
  ['latency_p99 < 2s over 7d over 28d', 25, 'over 28d', /a second window/],
  ['latency_p99 < 2s in staging in test', 28, 'in test', /a second environment/],
  ['accuracy >= 85% on production on evaluation', 30, 'on evaluation', /a second evidence/],
  ['labeled_examples >= 5000 n>=50', 25, 'n>=50', /a gauge in production, whose source does not tell/],
  ['accuracy >= 85% n>=50 n>=60', 22, 'n>=60', /a second least n/],
  ['error_rate < 1% for 7d for 14d', 23, 'for 14d', /a second time to hold/],
  ['accuracy >= 80% each a each b', 23, 'each b', /a second label/],
  ['error_rate < 1% where a = b where a = c', 34, 'a = c', /held to two values/],
  ['error_rate < 1% where a = b each a', 28, 'each a', /that `where` holds to one/],
  ['error_rate < 1% where environment = staging', 22, 'environment = staging', /write `in`/],
  ['error_rate < 1% where version = v2', 22, 'version = v2', /is no label/],
  ['error_rate < 1% each build', 16, 'each build', /is no label/],
  // What stands elsewhere
  ['accuracy over 28d >= 85%', 9, 'over 28d', /in front of the comparison/, 'accuracy >= 85% over 28d'],
  ['accuracy on evaluation >= 85%', 9, 'on evaluation', /in front of the/, 'accuracy >= 85% on evaluation'],
  ['accuracy >= 85% and latency_p99 < 2s', 16, 'and', /joins two criteria/],
  ['accuracy >= 85% or latency_p99 < 2s', 16, 'or', /joins two criteria/],
  ['accuracy >= 85% <= 90%', 16, '<=', /a second comparison/],
  ['accuracy >= v2 margin 1pp', 15, 'margin', /write the criterion as an object/],
  ['accuracy >= 85% with confidence 90%', 21, 'confidence', /{criterion: …, confidence: …}/],
  ['accuracy >= 85% advisory', 16, 'advisory', /write the criterion as an object/],
  ['accuracy >= 85% waived', 16, 'waived', /{criterion: …, waiver: …}/],
  // Attested
  ['attested', 8, '', /ends where `by` and a role/],
  ['attested by', 11, '', /ends where a role/],
  ['attested: drill', 8, '', /where `by` and a role/],
  ['attested by : drill', 12, '', /a role/],
  [
    'attested by security "drill"',
    12,
    'security "drill"',
    /a role with a colon/,
    'attested by security: "drill"',
  ],
  ['attested by security: "drill', 22, '"drill', /a closing quote/],
  ['attested by security: "drill" over 28d', 29, ' over 28d', /the end of the criterion/],
  ['attested by "security" drill', 23, 'drill', /`:`/],
  [`attested by ${'x'.repeat(81)}`, 12, 'x'.repeat(81), /at most 80 letters/],
];

describe('a criterion that is refused', () => {
  it.each(REFUSED.map(([...row]) => [row[0], row[1], row[2], row[3], row[4]] as const))(
    '`%s`, at %i, because of `%s`',
    (written, at, read, message, suggestion) => {
      const { value, problems } = parseCriterion(written, context);
      expect(value).toBeUndefined();
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ severity: 'error', at, read });
      expect(problems[0]?.message).toMatch(message);
      expect(problems[0]?.suggestion).toBe(suggestion);
    },
  );

  it('because it is too long', () => {
    const text = `accuracy >= 85% where a = ${'x'.repeat(MAX_CRITERION_LENGTH)}`;
    expect(parseCriterion(text, context)).toMatchObject({
      value: undefined,
      problems: [{ severity: 'error', at: 0, expected: expect.stringContaining('a criterion') }],
    });
  });

  it('has all its problems named at once, in their order', () => {
    const { problems } = parseCriterion('latency < 3% bogus over 12 parsecs n>=0 for ever', context);
    expect(problems.map(({ at, read }) => [at, read])).toEqual([
      [0, 'latency'],
      [10, '3%'],
      [13, 'bogus'],
      [24, '12 parsecs'],
      [38, '0'],
      [44, 'ever'],
    ]);
  });

  it('because of a rollout where nothing is rolled out', () => {
    const onFeature = { ...context, item: 'auto-draft' };
    const { item: _, ...ofProduct } = context;
    expect(parseCriterion('error_rate < 1% over rollout', onFeature).problems).toMatchObject([
      { at: 16, read: 'over rollout' },
    ]);
    expect(parseCriterion('error_rate < 1% over rollout', ofProduct).problems).toHaveLength(1);
    expect(parseCriterion('error_rate < 1% over rollout', context).problems).toEqual([]);
  });
});

describe('a criterion that is doubtful', () => {
  it.each<[written: string, at: number, message: RegExp, suggestion?: string]>([
    ['accuracy <= 85%', 12, /better when it is higher/, '>='],
    ['latency_p99 > 2s', 14, /better when it is lower/, '<='],
    ['cost_per_request >= 50% of v2', 20, /better when it is lower/, '<='],
    ['accuracy >= 0%', 12, /says nothing/],
    ['hallucination_rate <= 100%', 22, /says nothing/],
    ['error_rate < 101%', 13, /says nothing/],
    ['labeled_examples >= 0', 20, /says nothing/],
    ['cost_per_request = $0.01', 19, /by this very value/],
    ['accuracy = v2', 11, /by this very value/],
  ])('`%s` is taken, with a warning', (written, at, message, suggestion) => {
    const { value, problems } = parseCriterion(written, context);
    expect(value?.text).toBe(written);
    expect(problems).toMatchObject([{ severity: 'warning', at }]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.suggestion).toBe(suggestion);
  });

  it.each(['critical_failures = 0', 'hallucination_rate = 0%', 'requests <= 1000', 'requests >= 1000'])(
    '`%s` is not',
    (written) => {
      expect(parseCriterion(written, context).problems).toEqual([]);
    },
  );
});
