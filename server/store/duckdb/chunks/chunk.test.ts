import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packPoints, unpackPoints } from './chunk.ts';

const DAY = Date.UTC(2026, 2, 2);
const MINUTE = 60_000;

function roundTrip(times: readonly number[], values: readonly number[]) {
  const points = { times: Float64Array.from(times), values: Float64Array.from(values) };
  const bytes = packPoints(points, DAY);
  expect(unpackPoints(bytes, DAY)).toEqual(points);
  return bytes.length;
}

describe('packed points', () => {
  it('are the points that were packed, whatever they are', () => {
    const value = fc.oneof(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
      fc.integer({ min: 0, max: 10_000_000 }).map((n) => n / 1_000_000),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc.constantFrom(0, 1, 0.1, 2 ** 60, Number.MIN_VALUE, Number.MAX_VALUE, 9_007_199_254_740_991),
    );
    const gap = fc.oneof(
      fc.constant(MINUTE),
      fc.integer({ min: 0, max: 5 }).map((n) => n * 10_000),
      fc.integer({ min: 0, max: 86_400_000 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, value), { minLength: 1, maxLength: 300 }), (points) => {
        let at = DAY;
        const times = points.map(([step]) => {
          at += step;
          return at;
        });
        roundTrip(
          times,
          points.map(([, one]) => one),
        );
      }),
      { numRuns: 500, seed: 20261123 },
    );
  });

  it('take no space for times at one distance', () => {
    const times = Array.from({ length: 1440 }, (_, i) => DAY + 7_345 + i * MINUTE);
    // The same value each time is one bit a point.
    expect(
      roundTrip(
        times,
        times.map(() => 5),
      ),
    ).toBeLessThan(1440 / 8 + 20);
  });

  it('take little for times with holes, and for times that wander by milliseconds', () => {
    const holes = Array.from({ length: 1440 }, (_, i) => DAY + i * MINUTE).filter((_, i) => (i * 7) % 10 < 6);
    expect(
      roundTrip(
        holes,
        holes.map(() => 1),
      ) / holes.length,
    ).toBeLessThan(0.4);
    const wandering = Array.from({ length: 1440 }, (_, i) => DAY + i * MINUTE + ((i * 31) % 5));
    expect(
      roundTrip(
        wandering,
        wandering.map(() => 1),
      ) / wandering.length,
    ).toBeLessThan(0.8);
  });

  it('take about the entropy of noise around a slow change', () => {
    // Uniform over 16 neighbours: 4 bits.
    const values = Array.from({ length: 1440 }, (_, i) => 500 + Math.round(i / 10) + ((i * 7_919) % 16));
    const times = values.map((_, i) => DAY + i * MINUTE);
    expect((roundTrip(times, values) * 8) / values.length).toBeLessThan(5.5);
  });

  it('are refused when they are damaged, without asking for memory', () => {
    const times = Float64Array.from({ length: 300 }, (_, i) => DAY + i * MINUTE);
    const good = packPoints({ times, values: times.map((_, i) => i * 0.1 * (i % 7)) }, DAY);
    expect(() => unpackPoints(good.subarray(0, 20), DAY)).toThrow(RangeError);
    expect(() => unpackPoints(new Uint8Array(0), DAY)).toThrow(RangeError);
    expect(() => unpackPoints(new Uint8Array(64).fill(0xff), DAY)).toThrow(/unknown format/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        if (bytes[0] !== undefined) bytes[0] = 0x10 | (bytes[0] & 0xf);
        try {
          expect(unpackPoints(bytes, DAY).times.length).toBeLessThanOrEqual(bytes.length * 8 + 1);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2_000, seed: 20261123 },
    );
  });
});
