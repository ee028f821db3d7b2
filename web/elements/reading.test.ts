import { expect, test } from 'vitest';
import type { CriterionVerdictJson } from '../../server/http/contract/verdict.ts';
import { FIXED_NOW, signalOf } from '../testing/story/ticket-routing.ts';
import { criteriaOf } from '../testing/story/verdicts.ts';
import { heading, judgedReading, unjudgedReading } from './reading.ts';

function criterion(version: 'v2' | 'v3' | 'v4', signal: string): CriterionVerdictJson {
  const found = criteriaOf(version, FIXED_NOW).find((one) => one.signal === signal);
  if (found === undefined) throw new Error(`the story has no ${signal} for ${version}`);
  return found;
}

function read(version: 'v2' | 'v3' | 'v4', signal: string) {
  return judgedReading(criterion(version, signal), signalOf(signal), 'USD', FIXED_NOW);
}

test('an actual and its target are written in the same unit', () => {
  expect(read('v3', 'cost_per_request')).toMatchObject({
    state: 'fail',
    value: '$0.00597',
    target: '≤ $0.00443',
    words: 'Fail',
  });
});

test('a waived criterion says until when, whatever its verdict is', () => {
  expect(read('v3', 'error_rate')).toMatchObject({
    state: 'fail',
    waived: true,
    words: 'Waived until 14 Dec',
  });
});

test('a stale one keeps its last value and says how old it is', () => {
  expect(read('v3', 'hallucination_rate')).toMatchObject({ stale: true, words: 'No data, 26 h old' });
});

test('one that nobody has started has a target and no value', () => {
  expect(read('v4', 'accuracy')).toMatchObject({ value: '–', target: '≥ 93 %', words: 'Not started' });
});

test('a target whose baseline has no data is left out', () => {
  const { target: _target, ...rest } = criterion('v3', 'cost_per_request');
  expect(judgedReading(rest, signalOf('cost_per_request'), 'USD', FIXED_NOW).target).toBeUndefined();
});

test('what nobody judges has neither state nor words', () => {
  const actual = criterion('v2', 'error_rate').actual;
  const signal = signalOf('error_rate');
  if (actual === undefined || signal === undefined) throw new Error('the story changed');
  expect(unjudgedReading(actual, signal, 'USD')).toMatchObject({
    state: undefined,
    words: '',
    value: '0.320 %',
  });
});

test('says where it comes from, unless that is production', () => {
  expect(read('v2', 'accuracy').place).toBe('on evaluation');
  expect(read('v2', 'latency_p99').place).toBe('');
  const { actual, ...rest } = criterion('v2', 'latency_p99');
  if (actual === undefined) throw new Error('the story changed');
  const staged = { ...rest, actual: { ...actual, environment: 'staging' } };
  expect(judgedReading(staged, signalOf('latency_p99'), 'USD', FIXED_NOW).place).toBe('in staging');
});

test('a heading begins with a capital, a percentile does not', () => {
  expect(heading('p99 latency')).toBe('p99 latency');
  expect(heading('cost per request')).toBe('Cost per request');
});
