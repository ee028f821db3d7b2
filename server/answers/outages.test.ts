import { describe, expect, test } from 'vitest';
import type { BreakerState, BreakerTransition } from '../../core/alert/breaker.ts';
import { breakerHistories } from '../../core/alert/breakers.ts';
import { outagesOf, outageWords } from './outages.ts';

const MINUTE = 60_000;

/** A breaker over an hour, changing at these minutes. */
function outages(changes: readonly (readonly [minute: number, state: BreakerState])[], joinMs = 0) {
  const transitions = changes.map(
    ([minute, state]): BreakerTransition => ({
      product: 'p',
      breaker: 'llm',
      item: 'v3',
      environment: 'production',
      at: minute * MINUTE,
      state,
    }),
  );
  return outagesOf(breakerHistories(transitions, 0, 60 * MINUTE), joinMs);
}

const words = (...all: Parameters<typeof outages>) => outages(...all).map(outageWords);

describe('a breaker that was not closed', () => {
  test('is told once from its opening to its closing, half-open included', () => {
    const [only, ...more] = outages([
      [0, 'closed'],
      [10, 'open'],
      [14, 'half-open'],
      [15, 'open'],
      [20, 'half-open'],
      [22, 'closed'],
    ]);
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      from: 10 * MINUTE,
      to: 22 * MINUTE,
      ms: 12 * MINUTE,
      times: 1,
      running: false,
    });
    expect(only && outageWords(only)).toBe('Breaker llm was not closed for 12 min');
  });

  test('is told as running while it is', () => {
    expect(words([[50, 'open']])).toEqual(['Breaker llm has not been closed for 10 min']);
    expect(outages([[50, 'open']])[0]?.running).toBe(true);
  });

  const twice = [
    [0, 'closed'],
    [10, 'open'],
    [12, 'closed'],
    [30, 'open'],
    [33, 'closed'],
  ] as const;

  test('is told twice when it opened twice', () => {
    expect(words(twice)).toEqual([
      'Breaker llm was not closed for 2 min',
      'Breaker llm was not closed for 3 min',
    ]);
  });

  test('is told once with its number where two openings lie within what is joined', () => {
    expect(words(twice, 21 * MINUTE)).toEqual(['Breaker llm opened 2 times, not closed for 5 min in all']);
    expect(words(twice, 20 * MINUTE)).toHaveLength(2);
  });

  test('is not given a length that nobody knows', () => {
    const glimpses = [
      [10, 'open'],
      [10 + 0.001 / 60, 'closed'],
      [20, 'open'],
      [20 + 0.001 / 60, 'closed'],
    ] as const;
    expect(words(glimpses)).toEqual(['Breaker llm opened', 'Breaker llm opened']);
    expect(words(glimpses, 60 * MINUTE)).toEqual(['Breaker llm opened 2 times']);
  });

  test('is nothing while it is closed', () => {
    expect(outages([[0, 'closed']])).toEqual([]);
  });
});
