import { describe, expect, it } from 'vitest';
import { nearest, thereAre } from './nearest.ts';
import { alternatives } from './problem.ts';

describe('the nearest known name', () => {
  const known = ['accuracy', 'latency_p99', 'cost_per_request', 'v2', 'auto-draft', 'live'];

  it.each<[string, string | undefined]>([
    ['acuracy', 'accuracy'],
    ['accurcay', 'accuracy'],
    ['Latency-P99', 'latency_p99'],
    ['cost per requst', 'cost_per_request'],
    ['auto_draft', 'auto-draft'],
    ['lives', 'live'],
    ['lvie', 'live'],
    ['ilve', 'live'],
    ['liev', 'live'],
    ['lvxe', undefined],
    ['v22', 'v2'],
    ['v3', undefined],
    ['throughput', undefined],
    ['', undefined],
    ['x'.repeat(200), undefined],
  ])('to `%s` is %s', (name, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it('is the first of those that are equally near', () => {
    expect(nearest('latency_p9', ['latency_p95', 'latency_p99'])).toBe('latency_p95');
  });
});

describe('where none is near', () => {
  it.each<[string[], string]>([
    [[], ''],
    [['v1'], '; there is v1'],
    [['v1', 'v2', 'v3'], '; there are v1, v2 and v3'],
    [Array.from({ length: 13 }, (_, i) => `v${i}`), ''],
  ])('the names there are, if they are few: %j', (names, text) => {
    expect(thereAre(names)).toBe(text);
  });
});

describe('alternatives', () => {
  it.each<[string[], string]>([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a or b'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('%j', (names, text) => {
    expect(alternatives(names)).toBe(text);
  });
});
