import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BreakerState, BreakerTransition } from './breaker.ts';
import { breakerHistories } from './breakers.ts';

function transition(at: number, state: BreakerState, breaker = 'llm'): BreakerTransition {
  return { product: 'p', breaker, item: 'v2', environment: 'production', at, state };
}

describe("a breaker's history over [100, 200)", () => {
  const history = (...transitions: BreakerTransition[]) => breakerHistories(transitions, 100, 200)[0];

  test('begins in the state it had before', () => {
    expect(history(transition(40, 'closed'), transition(150, 'open'))).toMatchObject({
      state: 'open',
      since: 150,
      opened: 1,
      timeline: [
        { from: 100, to: 150, state: 'closed' },
        { from: 150, to: 200, state: 'open' },
      ],
    });
  });

  test('begins when it was first seen', () => {
    expect(history(transition(130, 'closed'))?.timeline).toEqual([{ from: 130, to: 200, state: 'closed' }]);
  });

  test('joins samples that show the same state again', () => {
    const seen = history(transition(90, 'open'), transition(120, 'open'), transition(160, 'open'));
    expect(seen).toMatchObject({ since: 90, opened: 0, timeline: [{ from: 100, to: 200, state: 'open' }] });
  });

  test('counts every opening, also out of half-open', () => {
    const seen = history(
      transition(110, 'open'),
      transition(120, 'half-open'),
      transition(125, 'open'),
      transition(140, 'closed'),
    );
    expect(seen).toMatchObject({ state: 'closed', since: 140, opened: 2 });
  });

  test('tells each breaker apart, the gravest first', () => {
    const all = breakerHistories([transition(110, 'closed', 'a'), transition(120, 'open', 'b')], 100, 200);
    expect(all.map(({ breaker }) => breaker)).toEqual(['b', 'a']);
  });

  test('never overlaps, never has holes, whatever the order of the transitions', () => {
    const states = fc.constantFrom<BreakerState>('open', 'half-open', 'closed');
    const some = fc.uniqueArray(fc.record({ at: fc.integer({ min: 50, max: 220 }), state: states }), {
      minLength: 1,
      maxLength: 12,
      selector: ({ at }) => at,
    });
    fc.assert(
      fc.property(some, (changes) => {
        const [seen] = breakerHistories(
          changes.map(({ at, state }) => transition(at, state)),
          100,
          200,
        );
        const [again] = breakerHistories(
          changes.toReversed().map(({ at, state }) => transition(at, state)),
          100,
          200,
        );
        expect(again).toEqual(seen);
        const timeline = seen?.timeline ?? [];
        for (const [i, stretch] of timeline.entries()) {
          expect(stretch.from).toBeLessThan(stretch.to);
          if (i > 0) expect(stretch.from).toBe(timeline[i - 1]?.to);
          if (i > 0) expect(stretch.state).not.toBe(timeline[i - 1]?.state);
        }
        if (seen !== undefined) expect(timeline.at(-1)).toMatchObject({ to: 200, state: seen.state });
      }),
      { seed: 6 },
    );
  });
});
