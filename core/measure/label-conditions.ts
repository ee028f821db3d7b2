import { z } from 'zod';
import type { Labels } from './series.ts';

/** An anchored regular expression, as in Prometheus matchers. */
export const labelPattern = z.string().refine(isPattern, { message: 'is not a regular expression' });

/** A {@link labelPattern}; `!` in front negates it. A missing label reads as the empty text. */
const condition = z
  .string()
  .refine((text) => isPattern(conditionText(text)), { message: 'is not a regular expression' });

/** Label name to condition; all of them must hold. */
export const labelConditionsSchema = z.record(z.string(), condition);

export type LabelConditions = z.infer<typeof labelConditionsSchema>;

/** Labels come from outside, and an object answers to names that it was never given (`constructor`). */
export function labelOf(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

/** Compiles conditions on labels into a function that tells whether all of them hold. */
export function compileWhere(where: LabelConditions | undefined): (labels: Labels) => boolean {
  const conditions = Object.entries(where ?? {}).map(([name, text]) => ({
    name,
    expression: compilePattern(conditionText(text)),
    expected: !text.startsWith('!'),
  }));
  return (labels) =>
    conditions.every(({ name, expression, expected }) => expression.test(labelOf(labels, name)) === expected);
}

/** Anchored, and a dot matches a line feed, as in Prometheus. */
export function compilePattern(text: string): RegExp {
  return new RegExp(`^(?:${text})$`, 's');
}

function conditionText(text: string): string {
  return text.startsWith('!') ? text.slice(1) : text;
}

function isPattern(text: string): boolean {
  try {
    compilePattern(text);
    return true;
  } catch {
    return false;
  }
}
