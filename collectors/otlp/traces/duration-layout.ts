import { type Bounds, BoundsTable } from '../bounds-table.ts';

/** Durations are told apart from a tenth of a millisecond to ten thousand seconds. Powers of ten. */
const FIRST_DECADE = -4;
const LAST_DECADE = 3;

/** Hundredths between 1 and 10: up to 2 in steps of 0.05, then in steps of 0.1. */
const MANTISSAS = [
  ...Array.from({ length: 20 }, (_, i) => 100 + 5 * i),
  ...Array.from({ length: 80 }, (_, i) => 200 + 10 * i),
];

/**
 * The buckets that durations of spans are kept in, seconds: 100 for each power of ten, none wider than 5 % of its value. Every number of
 * two significant digits is a bound (800 ms, 1.5 s, 2 s, 30 s), so that a target of two digits is decided exactly.
 */
export const DURATION_LAYOUT: Bounds = new BoundsTable().intern(durationBounds());

function durationBounds(): number[] {
  const bounds: number[] = [];
  for (let decade = FIRST_DECADE; decade <= LAST_DECADE; decade += 1) {
    // A division of whole numbers is the number that people write, to the last digit; a product with 0.001 is not.
    for (const mantissa of MANTISSAS) {
      bounds.push(decade < 2 ? mantissa / 10 ** (2 - decade) : mantissa * 10 ** (decade - 2));
    }
  }
  bounds.push(10 ** (LAST_DECADE + 1));
  return bounds;
}
