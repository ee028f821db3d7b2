/** A step of Newton's that is so short, as a part of where it begins, leaves a thousandth of that at most: the digits that a double has. */
const NEAR = 1e-11;

/** Halvings enough for every double between two others to be told apart, near 0 as well. */
const MOST_HALVINGS = 200;

/**
 * Where an increasing function crosses 0 between two numbers, by halving, to the last digit. Where it does not cross, the end that is
 * nearer to crossing. The slowest of the sure methods, and it is asked little: no derivative, no start, no step that leaves the range.
 */
export function increasingRoot(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let halving = 0; halving < MOST_HALVINGS; halving += 1) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** As {@link increasingRoot}, of a decreasing function. */
export function decreasingRoot(f: (x: number) => number, from: number, to: number): number {
  return increasingRoot((x) => -f(x), from, to);
}

/**
 * As {@link increasingRoot}, in a few steps where the slope is known: Newton's, and halves where a step would leave what is left of the
 * range. Near a root each step doubles the digits.
 */
export function smoothRoot(
  f: (x: number) => number,
  slope: (x: number) => number,
  start: number,
  [from, to]: readonly [number, number],
): number {
  let low = from;
  let high = to;
  let x = start;
  for (let step = 0; step < MOST_HALVINGS; step += 1) {
    const value = f(x);
    if (value === 0) return x;
    if (value < 0) low = x;
    else high = x;
    const newton = x - value / slope(x);
    // So near, the next step would be about rounding.
    if (Math.abs(newton - x) <= NEAR * Math.abs(x)) return Math.min(to, Math.max(from, newton));
    const next = newton > low && newton < high ? newton : low + (high - low) / 2;
    if (next <= low || next >= high) return next;
    x = next;
  }
  return x;
}

/**
 * The least whole number from `from` on for which something holds that holds for all larger ones, too; `undefined` when it does not hold
 * up to `most`.
 */
export function leastWhole(holds: (n: number) => boolean, from: number, most: number): number | undefined {
  if (holds(from)) return from;
  let [no, step] = [from, 1];
  while (!holds(Math.min(no + step, most))) {
    no = Math.min(no + step, most);
    if (no >= most) return undefined;
    step *= 2;
  }
  let yes = Math.min(no + step, most);
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
