import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatEvaluationFormula,
  formatFormula,
  measuresOf,
  parseEvaluationFormula,
  parseFormula,
} from './formula.ts';
import { MEASURES } from './measures.ts';
import type { CounterSum, EvaluationFormula, Formula } from './signal.ts';

const plus = (measure: string) => ({ measure, sign: 1 }) as const;
const minus = (measure: string) => ({ measure, sign: -1 }) as const;

describe('a formula in words', () => {
  it.each<[string, Formula]>([
    [
      'cost_usd / requests',
      { kind: 'ratio', numerator: [plus('cost_usd')], denominator: [plus('requests')] },
    ],
    [
      '(requests - requests_failed) / requests',
      {
        kind: 'ratio',
        numerator: [plus('requests'), minus('requests_failed')],
        denominator: [plus('requests')],
      },
    ],
    [
      '1 - fallbacks / requests',
      {
        kind: 'ratio',
        numerator: [plus('requests'), minus('fallbacks')],
        denominator: [plus('requests')],
      },
    ],
    [
      '1 - (fallbacks / requests)',
      {
        kind: 'ratio',
        numerator: [plus('requests'), minus('fallbacks')],
        denominator: [plus('requests')],
      },
    ],
    [
      '1 - (calls_failed + fallbacks) / calls',
      {
        kind: 'ratio',
        numerator: [plus('calls'), minus('calls_failed'), minus('fallbacks')],
        denominator: [plus('calls')],
      },
    ],
    [
      'cost_usd / (tokens_input + tokens_output)',
      {
        kind: 'ratio',
        numerator: [plus('cost_usd')],
        denominator: [plus('tokens_input'), plus('tokens_output')],
      },
    ],
    ['quantile 0.99 of request_duration', { kind: 'quantile', q: 0.99, of: 'request_duration' }],
    ['p99 of request_duration', { kind: 'quantile', q: 0.99, of: 'request_duration' }],
    ['p99_9 of request_duration', { kind: 'quantile', q: 0.999, of: 'request_duration' }],
    ['mean of request_duration', { kind: 'mean', of: 'request_duration' }],
    ['average of request_duration', { kind: 'mean', of: 'request_duration' }],
    ['mean of labeled_examples', { kind: 'gauge', of: 'labeled_examples', reduce: 'mean' }],
    ['gauge mean of queue_length', { kind: 'gauge', of: 'queue_length', reduce: 'mean' }],
    ['last of labeled_examples', { kind: 'gauge', of: 'labeled_examples', reduce: 'last' }],
    ['max of pipeline_lag', { kind: 'gauge', of: 'pipeline_lag', reduce: 'max' }],
    ['min of pipeline_lag', { kind: 'gauge', of: 'pipeline_lag', reduce: 'min' }],
    ['total of cost_usd', { kind: 'total', of: [plus('cost_usd')] }],
    ['total of (calls + fallbacks)', { kind: 'total', of: [plus('calls'), plus('fallbacks')] }],
    ['tokens_input + tokens_output', { kind: 'total', of: [plus('tokens_input'), plus('tokens_output')] }],
    ['requests', { kind: 'total', of: [plus('requests')] }],
    ['-fallbacks + requests', { kind: 'total', of: [minus('fallbacks'), plus('requests')] }],
    [
      '  tickets_solved/tickets ',
      { kind: 'ratio', numerator: [plus('tickets_solved')], denominator: [plus('tickets')] },
    ],
    ['requests − fallbacks', { kind: 'total', of: [plus('requests'), minus('fallbacks')] }],
  ])('`%s` is read', (text, formula) => {
    expect(parseFormula(text)).toEqual({ value: formula, problems: [] });
  });

  it.each<[text: string, at: number, expected: string, suggestion?: string]>([
    ['', 0, 'the name of a counter'],
    ['cost_usd /', 10, 'the name of a counter'],
    ['cost_usd / 1000', 11, 'the name of a counter'],
    ['(cost_usd / requests', 10, '`)`'],
    ['a + b / c', 6, 'brackets around the sum that is divided', '(a + b) / c'],
    ['a / b / c', 6, 'the end: there is one division in a formula'],
    ['a * b', 2, 'the end: counters are not multiplied; scale a metric where it is mapped'],
    ['quantile of request_duration', 9, 'a number between 0 and 1, such as 0.99'],
    ['quantile 99 of request_duration', 9, 'a number between 0 and 1, such as 0.99', '0.99'],
    ['quantile 0.99 request_duration', 14, '`of`'],
    ['middle of request_duration', 0, 'quantile, mean, total, last, min, max or gauge before `of`'],
    ['totel of cost_usd', 0, 'quantile, mean, total, last, min, max or gauge before `of`', 'total'],
    ['last of Labeled_Examples', 8, 'a gauge in lower_snake_case', 'labeled_examples'],
    ['1 - requests', 12, '`/`'],
    ['gauge of pipeline_lag', 6, '`mean`'],
    ['cost_usd ? requests', 9, 'the end of the formula'],
    ['quantile 0.99 of requests', 17, 'a distribution'],
    ['request_duration / requests', 0, 'a counter'],
    ['last of requests', 8, 'a gauge'],
  ])('`%s` is refused at %i', (text, at, expected, suggestion) => {
    const { value, problems } = parseFormula(text);
    expect(value).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity: 'error', at, expected });
    expect(problems[0]?.suggestion).toBe(suggestion);
    expect(problems[0]?.message).toContain(expected);
  });

  it('takes a measure of the team, and asks about one that is nearly a known one', () => {
    expect(parseFormula('tickets_reopened / tickets').problems).toEqual([]);
    const { value, problems } = parseFormula('cost_us / requests');
    expect(value).toBeDefined();
    expect(problems).toMatchObject([{ severity: 'warning', at: 0, length: 7, suggestion: 'cost_usd' }]);
  });

  it('names the measures that it needs with their kinds', () => {
    const formula = parseFormula('(requests - requests_failed) / requests').value as Formula;
    expect(measuresOf(formula)).toEqual([
      { measure: 'requests', kind: 'counter' },
      { measure: 'requests_failed', kind: 'counter' },
    ]);
    expect(measuresOf({ kind: 'quantile', q: 0.5, of: 'request_duration' })).toEqual([
      { measure: 'request_duration', kind: 'distribution' },
    ]);
    expect(measuresOf({ kind: 'gauge', of: 'pipeline_lag', reduce: 'max' })).toEqual([
      { measure: 'pipeline_lag', kind: 'gauge' },
    ]);
  });
});

describe('a formula over the items of an evaluation run', () => {
  it.each<[string, EvaluationFormula]>([
    ['share of correct', { metric: 'correct', reduce: 'share' }],
    ['mean of score', { metric: 'score', reduce: 'mean' }],
    ['p95 of latency', { metric: 'latency', reduce: 'quantile', q: 0.95 }],
    ['quantile 0.5 of latency', { metric: 'latency', reduce: 'quantile', q: 0.5 }],
    ['count of critical_failure', { metric: 'critical_failure', reduce: 'count' }],
    ['sum of cost_usd', { metric: 'cost_usd', reduce: 'sum' }],
  ])('`%s` is read', (text, formula) => {
    expect(parseEvaluationFormula(text)).toEqual({ value: formula, problems: [] });
    expect(parseEvaluationFormula(formatEvaluationFormula(formula)).value).toEqual(formula);
  });

  it.each<[string, number, string?]>([
    ['correct', 0],
    ['shares of correct', 0, 'share'],
    ['share correct', 6],
    ['quantile of latency', 9],
    ['share of 5', 9],
    ['share of correct now', 17],
  ])('`%s` is refused at %i', (text, at, suggestion) => {
    const { value, problems } = parseEvaluationFormula(text);
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([{ severity: 'error', at }]);
    expect(problems[0]?.suggestion).toBe(suggestion);
  });
});

describe('a formula that is written', () => {
  const ofKind = (kind: string) =>
    Object.values(MEASURES)
      .filter((measure) => measure.kind === kind)
      .map((measure) => measure.name);
  const counter = fc.constantFrom(...ofKind('counter'), 'tickets', 'of_mine', 'total');
  const distribution = fc.constantFrom(...ofKind('distribution'), 'wait', 'mean');
  const gauge = fc.constantFrom(...ofKind('gauge'), 'queue_length', 'last');
  const sum: fc.Arbitrary<CounterSum> = fc.array(
    fc.record({ measure: counter, sign: fc.constantFrom(1 as const, -1 as const) }),
    { minLength: 1, maxLength: 4 },
  );
  const formula: fc.Arbitrary<Formula> = fc.oneof(
    fc.record({ kind: fc.constant('ratio' as const), numerator: sum, denominator: sum }),
    fc.record({ kind: fc.constant('total' as const), of: sum }),
    fc.record({
      kind: fc.constant('quantile' as const),
      q: fc.integer({ min: 1, max: 9999 }).map((n) => n / 10_000),
      of: distribution,
    }),
    fc.record({ kind: fc.constant('mean' as const), of: distribution }),
    fc.record({
      kind: fc.constant('gauge' as const),
      of: gauge,
      reduce: fc.constantFrom('last' as const, 'mean' as const, 'min' as const, 'max' as const),
    }),
  );

  it('is read back as it was', () => {
    fc.assert(
      fc.property(formula, (original) => {
        expect(parseFormula(formatFormula(original)).value).toEqual(original);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('gives a problem with its place, and never throws, whatever is typed', () => {
    const piece = fc.constantFrom(
      'a',
      'of',
      '1',
      '-',
      '/',
      '(',
      ')',
      'quantile',
      '0.9',
      'mean',
      ' ',
      'é',
      '+',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join(' ');
        const { value, problems } = parseFormula(text);
        expect(value === undefined).toBe(problems.length > 0);
        for (const problem of problems) {
          expect(problem.at + problem.length).toBeLessThanOrEqual(text.length);
          expect(text.slice(problem.at, problem.at + problem.length)).toBe(problem.read);
        }
      }),
      { seed: 2, numRuns: 1000 },
    );
  });
});
