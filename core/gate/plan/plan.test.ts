import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MeasuredCriterion } from '../../roadmap/criterion.ts';
import { parseCriterion } from '../../roadmap/grammar/parse.ts';
import { catalogueSignal } from '../../signal/catalogue.ts';
import type { Signal } from '../../signal/signal.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import { neededN, planCriterion } from './plan.ts';
import { planWords } from './plan-words.ts';
import { fewestGood, leastProvable, plannedN, plannedTruth, trialOf } from './trial.ts';

function read(text: string): { criterion: MeasuredCriterion; signal: Signal } {
  const criterion = parseCriterion(text, { currency: 'USD' }).value;
  if (criterion?.kind !== 'measured') throw new Error(text);
  return { criterion, signal: catalogueSignal(criterion.signal) as Signal };
}

function words(text: string, available = {}): string {
  const { criterion, signal } = read(text);
  return planWords(planCriterion(criterion, signal, available), criterion, signal, {
    currency: 'USD',
    available,
  });
}

describe('a plan says before the run what it takes', () => {
  test.each([
    [
      'accuracy >= 85% on evaluation',
      'with 50 items it passes only at 47 or more; if the truth is 90 %, plan about 250',
    ],
    [
      'accuracy >= 98% on evaluation',
      'with 50 items it cannot pass, even if all are: it takes 133 at least; if the truth is 99 %, plan about 890',
    ],
    [
      'hallucination_rate < 10% on evaluation',
      'with 50 items it passes only at 1 or fewer; if the truth is 7 %, plan about 500',
    ],
    [
      'hallucination_rate < 5% on evaluation',
      'with 50 items it cannot pass, even if none is: it takes 52 at least; if the truth is 3 %, plan about 570',
    ],
    [
      'accuracy >= 92% n>=400',
      'with 400 graded answers, however often one looks, it passes only at 384 or more; if the truth is 95 %, plan about 940',
    ],
    [
      'latency_p99 < 2s on evaluation',
      'with 50 items it cannot pass, even if all are within 2 s: it takes 299 at least; if 99.3 % of all are, plan about 5,600',
    ],
    [
      'latency_p95 < 2s on evaluation n>=400',
      'with 400 items it passes only if 388 or more are within 2 s; if 97 % of all are, plan about 590',
    ],
    [
      'accuracy >= v2 - 1pp on evaluation',
      'compared on the items that both have, 50 at least; if both are equally good and answer 10 % of the items differently, plan about 5,400',
    ],
    [
      'accuracy >= v2 on evaluation',
      'compared on the items that both have, 50 at least; that two are equally good cannot be proved by any number of items: state how much worse it may be (a margin, or v2 - 1pp)',
    ],
    [
      'critical_failures = 0 on evaluation',
      'what is seen decides, with 50 items at least; none among as many still allows 5.82 % of all',
    ],
    [
      'latency_p99 < 2s',
      'decided at the close of each day by 7 days, 90 % of which must have been watched, with 1,000 requests at least; exact where a bucket ends at 2 s',
    ],
    [
      'labeled_examples >= 5000',
      'decided at the close of each day by 7 days, 90 % of which must have been watched',
    ],
    [
      'score >= 4.2 on evaluation',
      'takes 50 items at least; how many settle it depends on how much they vary, and without a `range` of its values the interval is approximate',
    ],
  ])('%s', (text, expected) => {
    expect(words(text)).toBe(expected);
  });

  test('by what there is, where that is known', () => {
    expect(words('accuracy >= 85% on evaluation', { n: 1240 })).toBe(
      'with the 1,240 items that there are it passes only at 1,075 or more; if the truth is 90 %, plan about 250',
    );
  });

  test('by a word, where one is given', () => {
    const criterion = parseCriterion('attested by security: "drill done"', { currency: 'USD' }).value;
    if (criterion === undefined) throw new Error('unreadable');
    const plan = planCriterion(criterion, undefined);
    expect(planWords(plan, criterion, undefined, { currency: 'USD' })).toBe(
      'decided by the word of security',
    );
    expect(neededN(criterion, undefined)).toBe(0);
  });
});

test.each([
  ['accuracy >= 85% on evaluation', 50],
  ['accuracy >= 98% on evaluation', 133],
  ['latency_p99 < 2s on evaluation', 299],
  ['latency_p99 < 2s', 1000],
  ['labeled_examples >= 5000', 0],
])('%s needs an n of %s', (text, n) => {
  const { criterion, signal } = read(text);
  expect(neededN(criterion, signal)).toBe(n);
});

describe('what a plan counts is what decides', () => {
  test('at so many it passes, at one less it does not, and more never hurt', () => {
    const texts = ['accuracy >= 85% on evaluation', 'accuracy >= 85%', 'latency_p90 < 2s on evaluation'];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.integer({ min: 1, max: 3000 }), (text, n) => {
        const { criterion, signal } = read(text);
        const trial = trialOf(criterion, signal);
        if (trial === undefined) throw new Error(text);
        const good = fewestGood(trial, n);
        expect(good === undefined).toBe(n < (leastProvable(trial) ?? Infinity));
        if (good === undefined) return;
        expect([trial.passes(good, n), trial.passes(good - 1, n), trial.passes(n, n)]).toEqual([
          true,
          false,
          true,
        ]);
      }),
      { seed: 3 },
    );
  });

  test('a planned n proves its truth three times in four', () => {
    const { criterion, signal } = read('accuracy >= 85% on evaluation');
    const trial = trialOf(criterion, signal);
    if (trial === undefined) throw new Error('no trial');
    expect(plannedTruth(trial)).toBeCloseTo(0.9, 12);
    const n = plannedN(trial, 0.9) ?? 0;
    expect(n).toBe(250);
    const fewest = fewestGood(trial, n) ?? 0;
    expect(wilsonInterval(fewest, n, { level: 0.95, sides: 'one-sided' }).lower).toBeGreaterThanOrEqual(0.85);
    expect(atLeast(fewest, n, 0.9)).toBeCloseTo(0.77, 2);
    expect(plannedN(trial, 0.85)).toBeUndefined();
  });
});

/** P(at least k of n), by adding up. */
function atLeast(k: number, n: number, p: number): number {
  let [term, sum] = [p ** n, 0];
  for (let i = n; i >= k; i -= 1) {
    sum += term;
    term *= (i / (n - i + 1)) * ((1 - p) / p);
  }
  return sum;
}
