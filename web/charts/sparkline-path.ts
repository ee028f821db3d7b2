import type { ValueScale } from './value-scale.ts';

/** A line in a box: path data of its stretches, and where it ends. */
export interface SparklinePath {
  /** SVG path data; each unbroken stretch begins with its own `M`. */
  readonly line: string;
  /** The last value that is there; `undefined` when there is none. */
  readonly end: { readonly x: number; readonly y: number } | undefined;
}

/**
 * Draws values (equal steps; `null` is a gap) into a box of `width` × `height`. A gap is neither joined nor zero; a value alone between
 * two gaps becomes a dot, as a stretch without length.
 */
export function sparklinePath(
  values: readonly (number | null)[],
  scale: ValueScale,
  width: number,
  height: number,
): SparklinePath {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let line = '';
  let end: SparklinePath['end'];
  values.forEach((value, i) => {
    if (value === null) return;
    const [x, y] = [round(i * step), heightOf(value, scale, height)];
    const previous = values[i - 1] ?? null;
    const next = values[i + 1] ?? null;
    line += `${previous === null ? 'M' : 'L'}${x} ${y}`;
    if (previous === null && next === null) line += `L${x} ${y}`;
    end = { x, y };
  });
  return { line, end };
}

/** Where a value stands in the box, from the top. */
export function heightOf(value: number, scale: ValueScale, height: number): number {
  const span = scale.max - scale.min || 1;
  return round(height - ((value - scale.min) / span) * height);
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}
