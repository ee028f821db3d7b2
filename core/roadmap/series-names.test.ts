import { describe, expect, it } from 'vitest';
import type { Criterion } from './criterion.ts';
import { parseCriterion } from './grammar/parse.ts';
import { seriesNames } from './series-names.ts';

const names = (...texts: string[]) =>
  seriesNames(
    texts.map((text) => ({ criterion: parseCriterion(text, { currency: 'USD' }).value as Criterion })),
  );

describe('the names of the series of a gate', () => {
  it.each<[string, string]>([
    ['accuracy >= 85% on evaluation of golden-set', 'accuracy on evaluation of golden-set'],
    ['accuracy >= 92% on evaluation of golden-set', 'accuracy on evaluation of golden-set'],
    ['latency_p99 < 2s', 'latency_p99'],
    ['latency_p99 <= 1.5s n>=5000', 'latency_p99'],
    ['cost_per_request <= 50% of v2', 'cost_per_request against v2'],
    ['cost_per_request <= v2 + $0.01', 'cost_per_request against v2'],
    [
      'success_rate >= 99.9% in staging where region = eu each tier over 30d for 14d',
      'success_rate in staging where region = eu each tier over 30d for 14d',
    ],
    ['attested by security: drill done', 'attested by security: "drill done"'],
  ])('`%s` is `%s`, whatever its target', (text, name) => {
    expect(names(text)).toEqual([name]);
  });

  it('are told apart by number where two criteria speak of the same', () => {
    expect(names('accuracy >= 85%', 'accuracy >= 92%', 'latency_p99 < 2s', 'accuracy >= 95%')).toEqual([
      'accuracy',
      'accuracy (2)',
      'latency_p99',
      'accuracy (3)',
    ]);
  });
});
