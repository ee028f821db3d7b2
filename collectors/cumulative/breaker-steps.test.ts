import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakerState } from '../../core/alert/breaker.ts';
import { type BreakerNews, type BreakerStand, breakerSteps } from './breaker-steps.ts';

const NOTHING: BreakerNews = {
  events: { closed: 0, 'half-open': 0, open: 0 },
  rejected: false,
  reading: undefined,
  closesAfterMs: undefined,
};
const opened = (n: number) => ({ closed: 0, 'half-open': 0, open: n });
const stand = (state: BreakerState, at = 0, closesAt?: number): BreakerStand =>
  closesAt === undefined ? { state, at } : { state, at, closesAt };
const told = (steps: readonly BreakerStand[]) =>
  steps.map(
    ({ state, at, closesAt }) => `${state} ${at}${closesAt === undefined ? '' : ` until ${closesAt}`}`,
  );

describe('an instance of a breaker between two reads', () => {
  it.each([
    ['a new one of which nothing is told', undefined, {}, []],
    ['nothing new', stand('open'), {}, ['open 100']],
    ['a gauge', stand('closed'), { reading: 'open' }, ['open 100']],
    ['a gauge that shows the same', stand('open'), { reading: 'open' }, ['open 100']],
    [
      'a trip that the gauge does not show any more',
      stand('closed'),
      { events: opened(1), reading: 'closed' },
      ['open 99', 'closed 100'],
    ],
    [
      'calls that were turned away, between two gauges that show it closed',
      stand('closed'),
      { rejected: true, reading: 'closed' },
      ['open 99', 'closed 100'],
    ],
    [
      'calls turned away by a breaker that was open',
      stand('open'),
      { rejected: true, reading: 'closed' },
      ['closed 100'],
    ],
    [
      'calls turned away, and it is half-open now',
      stand('open'),
      { rejected: true, reading: 'half-open' },
      ['half-open 100'],
    ],
    [
      'calls turned away, of which the event tells, too',
      stand('closed'),
      { events: opened(1), rejected: true },
      ['open 100'],
    ],
    ['the first time that it turned calls away', undefined, { rejected: true }, ['open 100']],
  ] as const)('%s', (_, before, news, expected) => {
    expect(told(breakerSteps(before, { ...NOTHING, ...news }, 100))).toEqual(expected);
  });

  it.each([
    ['opens for its time', stand('closed'), { events: opened(1), closesAfterMs: 5 }, ['open 100 until 105']],
    ['is open before its time is over', stand('open', 90, 105), {}, ['open 100 until 105']],
    ['closes when its time is over', stand('open', 90, 95), {}, ['closed 95', 'closed 100']],
    [
      'closed, and opened again',
      stand('open', 80, 85),
      { events: opened(1), closesAfterMs: 5 },
      ['closed 85', 'open 100 until 105'],
    ],
    [
      'opened again before it closed',
      stand('open', 99, 104),
      { events: opened(1), closesAfterMs: 5 },
      ['open 100 until 105'],
    ],
    ['is as its gauge says, whatever its time', stand('open', 90, 95), { reading: 'open' }, ['open 100']],
    ['is as its gauge says, before its time', stand('open', 90, 105), { reading: 'closed' }, ['closed 100']],
    [
      'opened while its gauge shows it closed',
      stand('closed'),
      { events: opened(1), reading: 'closed', closesAfterMs: 5 },
      ['open 99', 'closed 100'],
    ],
  ] as const)('that closes by itself: %s', (_, before, news, expected) => {
    expect(told(breakerSteps(before, { ...NOTHING, ...news }, 100))).toEqual(expected);
  });

  it('shows every opening that anything told of, in the order of time, and ends as the gauge has it', () => {
    const count = fc.nat(3);
    const state = fc.constantFrom<BreakerState>('closed', 'half-open', 'open');
    const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
    const news = fc.record({
      events: fc.record({ closed: count, 'half-open': count, open: count }),
      rejected: fc.boolean(),
      reading: maybe(state),
      closesAfterMs: maybe(fc.integer({ min: 1, max: 200 })),
    });
    const before = maybe(
      fc
        .record({ state, at: fc.nat(99), closesAt: fc.nat(200) })
        .map((one) => stand(one.state, one.at, one.at + one.closesAt)),
    );
    fc.assert(
      fc.property(before, news, (from, what) => {
        const steps = breakerSteps(from, what, 10_000);
        const times = steps.map(({ at }) => at);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        const wasOpen = what.rejected || what.events.open > 0;
        if (wasOpen && from?.state !== 'open') expect(steps.map((step) => step.state)).toContain('open');
        if (what.reading !== undefined) expect(steps.at(-1)?.state).toBe(what.reading);
        if (from !== undefined) expect(steps.at(-1)?.at).toBe(10_000);
      }),
      { seed: 8, numRuns: 3_000 },
    );
  });
});
