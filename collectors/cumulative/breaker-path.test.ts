import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakerState } from '../../core/alert/breaker.ts';
import { breakerPath } from './breaker-path.ts';

const NEXT: Readonly<Record<BreakerState, readonly BreakerState[]>> = {
  closed: ['open'],
  open: ['half-open'],
  'half-open': ['open', 'closed'],
};

describe('what a breaker went through between two reads', () => {
  it.each([
    ['closed', 0, 0, 0, []],
    ['closed', 1, 0, 0, ['open']],
    ['closed', 1, 1, 0, ['open', 'half-open']],
    ['closed', 1, 1, 1, ['open', 'closed']],
    ['closed', 2, 2, 1, ['open', 'closed']],
    ['closed', 2, 1, 0, ['open']],
    ['closed', 3, 3, 3, ['open', 'closed']],
    ['closed', 4, 3, 3, ['open']],
    ['closed', 1, 0, 1, ['open', 'closed']],
    ['closed', 2, 0, 1, ['open']],
    ['open', 0, 1, 0, ['half-open']],
    ['open', 0, 1, 1, ['closed']],
    ['open', 1, 1, 0, []],
    ['open', 1, 1, 1, ['closed', 'open']],
    ['open', 0, 0, 1, ['closed']],
    ['open', 1, 0, 1, ['closed', 'open']],
    ['half-open', 0, 0, 1, ['closed']],
    ['half-open', 1, 0, 0, ['open']],
    ['half-open', 1, 1, 0, ['open', 'half-open']],
    [undefined, 1, 0, 0, ['open']],
    [undefined, 2, 0, 2, ['open', 'closed']],
    [undefined, 0, 0, 1, ['closed']],
    ['closed', 0, 0, 1, []],
    ['closed', 0, 1, 0, ['half-open']],
  ] as const)(
    'from %s with %i openings, %i attempts, %i closings is %j',
    (from, open, halfOpen, closed, path) => {
      expect(breakerPath(from, { open, 'half-open': halfOpen, closed })).toEqual(path);
    },
  );

  it('never hides that it opened, and ends where the counts allow it', () => {
    const choices = fc.array(fc.boolean(), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom<BreakerState>('closed', 'open', 'half-open'), choices, (from, turns) => {
        const events = { closed: 0, 'half-open': 0, open: 0 };
        let state = from;
        for (const turn of turns) {
          const next = NEXT[state];
          state = next[turn ? next.length - 1 : 0] as BreakerState;
          events[state] += 1;
        }
        const path = breakerPath(from, events);
        const end = path.at(-1) ?? from;
        if (events.open > 0 && from !== 'open') expect(path).toContain('open');
        const ambiguous = state === 'half-open' && end === 'closed';
        expect(ambiguous || end === state).toBe(true);
        path.forEach((one, i) => {
          expect(one).not.toBe(i === 0 ? from : path[i - 1]);
        });
      }),
      { seed: 20261123, numRuns: 2_000 },
    );
  });
});
