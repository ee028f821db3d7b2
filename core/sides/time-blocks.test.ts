import { describe, expect, test } from 'vitest';
import { blockRatioDifference } from '../statistics/block-difference.ts';
import { type Block, LEAST_BLOCKS } from '../statistics/blocks.ts';
import { DAY_MS } from './testing/sides.ts';
import { LEAST_COMPARED_DAYS, timeBlocks } from './time-blocks.ts';

describe('a window in blocks', () => {
  test.each([
    [28, 7, 4],
    [31, 7, 4],
    [35, 7, 5],
    [27, 6, 4],
    [16, 4, 4],
    [12, 3, 4],
    [91, 7, 13],
  ])('of %i days has blocks of at least %i, %i of them', (days, length, count) => {
    const { boundaries, days: shortest } = timeBlocks({ from: 0, to: days * DAY_MS }, 'UTC');
    expect([shortest, boundaries.length - 1]).toEqual([length, count]);
    expect([boundaries[0], boundaries.at(-1)]).toEqual([0, days * DAY_MS]);
    for (const [i, to] of boundaries.slice(1).entries()) {
      expect(to - (boundaries[i] as number)).toBeGreaterThanOrEqual(length * DAY_MS);
      expect(to % DAY_MS).toBe(0);
    }
  });

  test('is one where it is too short', () => {
    const window = { from: 0, to: (LEAST_COMPARED_DAYS - 1) * DAY_MS };
    expect(timeBlocks(window, 'UTC')).toEqual({ boundaries: [window.from, window.to] });
  });

  test('is cut at midnights of the zone, whatever its own edges', () => {
    const from = Date.UTC(2026, 9, 12, 9);
    const { boundaries } = timeBlocks({ from, to: from + 28 * DAY_MS }, 'Europe/Berlin');
    expect(boundaries.slice(1, -1).map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '22:00',
      '23:00',
      '23:00',
    ]);
  });
});

test('intervals out of short blocks hold nearly as often as they say where days carry over', () => {
  const normal = normals(7);
  const covered = (days: number, carried: number) => {
    const { boundaries } = timeBlocks({ from: 0, to: days * DAY_MS }, 'UTC');
    let hits = 0;
    for (let i = 0; i < 1500; i += 1) {
      const sides = [0, 1].map(() => blocksOfDays(dailyRatios(normal, days, carried), boundaries));
      const [own, other] = sides as [Block[], Block[]];
      const { interval } = blockRatioDifference(own, other, true, { lower: 0.975, upper: 0.975 });
      hits += Number(interval.lower <= 0 && interval.upper >= 0);
    }
    return hits / 1500;
  };
  expect(LEAST_BLOCKS).toBe(4);
  expect(covered(12, 0)).toBeGreaterThan(0.935);
  expect(covered(12, 0.3)).toBeGreaterThan(0.91);
  expect(covered(12, 0.5)).toBeGreaterThan(0.88);
  expect(covered(28, 0.5)).toBeGreaterThan(0.91);
});

/** Ratios of days, each carrying over so much of the deviation of the day before. */
function dailyRatios(normal: () => number, days: number, carried: number): readonly number[] {
  let deviation = normal();
  return Array.from({ length: days }, () => {
    const ratio = 10 + deviation;
    deviation = carried * deviation + Math.sqrt(1 - carried ** 2) * normal();
    return ratio;
  });
}

function blocksOfDays(ratios: readonly number[], boundaries: readonly number[]): Block[] {
  return boundaries.slice(1).map((to, i): Block => {
    const days = ratios.slice((boundaries[i] as number) / DAY_MS, to / DAY_MS);
    return { numerator: days.reduce((sum, ratio) => sum + 100 * ratio, 0), denominator: 100 * days.length };
  });
}

/** Seeded normal deviates (G. E. P. Box and M. E. Muller 1958, over a linear congruential generator). */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
