import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SpendLimit } from '../roadmap/roadmap.ts';
import { type SpendReading, spendStatus } from './spend.ts';

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 10, 1);
const LIMIT: SpendLimit = {
  title: 'Model costs',
  amount: 5000,
  currency: 'USD',
  period: 'month',
  environment: 'production',
};

/** The middle of November, everything watched. */
function reading(spent: number, lastDay: number, known: Partial<SpendReading> = {}): SpendReading {
  const now = FROM + 15 * DAY;
  return { from: FROM, to: FROM + 30 * DAY, now, spent, lastDay, coverage: 1, observedAt: now, ...known };
}

describe('a spend limit', () => {
  test('is within when the pace and the last day keep under it', () => {
    const status = spendStatus(LIMIT, reading(2000, 130), 'UTC');
    expect(status).toEqual({
      state: 'within',
      projected: 4000,
      sentence:
        'Model costs is within its limit: $2,000 of $5,000 this month, on the way to $4,000, $130 in the last 24 hours.',
    });
  });

  test('is at risk when it is projected over', () => {
    const status = spendStatus(LIMIT, reading(2600, 100), 'UTC');
    expect([status.state, status.projected, status.reachedAt]).toEqual(['at-risk', 5200, undefined]);
  });

  test('is at risk when the last day would reach it in time, and says when', () => {
    const status = spendStatus(LIMIT, reading(2000, 300), 'Europe/Berlin');
    expect(status.state).toBe('at-risk');
    expect(status.reachedAt).toBe(FROM + 25 * DAY);
    expect(status.sentence).toContain('at this rate the limit is reached on 26 Nov 2026');
  });

  test('is exceeded above its amount, not at it, whatever is missing', () => {
    expect(spendStatus(LIMIT, reading(5000, 0, { now: FROM + 30 * DAY - 1 }), 'UTC').state).not.toBe(
      'exceeded',
    );
    expect(spendStatus(LIMIT, reading(5001, 0, { coverage: 0.1 }), 'UTC').state).toBe('exceeded');
  });

  test.each([
    ['never seen', { observedAt: undefined }],
    ['last seen two days ago', { observedAt: FROM + 13 * DAY }],
    ['hardly watched', { coverage: 0.8 }],
    ['hardly priced', { pricedShare: 0.9 }],
  ])('has no data when its cost is %s', (_, known) => {
    const status = spendStatus(LIMIT, reading(2000, 100, known), 'UTC');
    expect([status.state, status.projected]).toEqual(['no-data', undefined]);
  });

  test('projects nothing in the first hours', () => {
    const now = FROM + 3 * 3_600_000;
    expect(spendStatus(LIMIT, reading(10, 10, { now, observedAt: now }), 'UTC').projected).toBeUndefined();
  });

  test('never says NaN', () => {
    const money = fc.double({ min: 0, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(money, money, fc.integer({ min: 0, max: 30 * DAY }), (spent, lastDay, elapsed) => {
        const status = spendStatus(LIMIT, reading(spent, lastDay, { now: FROM + elapsed }), 'UTC');
        expect(status.sentence).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { seed: 4 },
    );
  });
});
