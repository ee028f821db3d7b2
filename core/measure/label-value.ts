import { z } from 'zod';
import { beginningOf, endOf, writtenTime } from '../time/written-time.ts';
import {
  compilePattern,
  compileWhere,
  labelConditionsSchema,
  labelOf,
  labelPattern,
} from './label-conditions.ts';
import type { Labels } from './series.ts';

const labelName = z.string().min(1);

const rule = z
  .strictObject({
    /** Only for series with these labels. */
    where: labelConditionsSchema.optional(),
    /** Only for what happened on that day or later. */
    from: writtenTime.optional(),
    /** Only for what happened on that day, its last one, or before; an instant is the first moment that is too late. */
    until: writtenTime.optional(),
    /** A fixed text. */
    is: z.string().optional(),
    /** The label whose value it is; of several the first that is there and not empty. */
    label: z.union([labelName, z.array(labelName).min(1).max(20)]).optional(),
    /** Rewrites the label's value: the first pattern that matches decides, `$1` stands for its group. A value that none matches is none. */
    map: z.record(labelPattern, z.string()).optional(),
    /** What holds when the label is absent, empty, or matched by no pattern. */
    default: z.string().optional(),
  })
  .refine(({ is, label }) => (is === undefined) !== (label === undefined), {
    message: 'needs either label, or is with a fixed text',
  })
  .refine(({ is, map, default: otherwise }) => is === undefined || (map ?? otherwise) === undefined, {
    message: 'a fixed text needs neither map nor default',
  });

/**
 * Where a part of a series' identity comes from: a fixed text, a label's value, or a list of rules of which the first that gives
 * something decides.
 */
export const valueFromSchema = z.union([z.string(), rule, z.array(rule).min(1).max(500)]);

export type ValueFrom = z.infer<typeof valueFromSchema>;
type Rule = z.infer<typeof rule>;

/** A compiled {@link ValueFrom}. */
export interface LabelValue {
  /** What series with these labels have at `at` (Unix ms); `undefined` when no rule says. */
  of(labels: Labels, at: number): string | undefined;
  /** Instants at which the answer may change for labels that stay the same; ascending. */
  readonly turns: readonly number[];
}

/** @param zone in which dates of rules begin and end */
export function compileValue(from: ValueFrom | undefined, zone: string): LabelValue {
  if (from === undefined || typeof from === 'string') return { of: () => from, turns: [] };
  const rules = (Array.isArray(from) ? from : [from]).map((one) => compileRule(one, zone));
  return {
    of: (labels, at) => {
      for (const { begins, ends, applies, read } of rules) {
        if (!(at >= begins && at < ends && applies(labels))) continue;
        const value = read(labels);
        if (value !== undefined && value !== '') return value;
      }
      return undefined;
    },
    turns: [...new Set(rules.flatMap(({ begins, ends }) => [begins, ends]).filter(Number.isFinite))].sort(
      (a, b) => a - b,
    ),
  };
}

function compileRule({ where, from, until, is, label, map, default: otherwise }: Rule, zone: string) {
  return {
    begins: from === undefined ? Number.NEGATIVE_INFINITY : beginningOf(from, zone),
    ends: until === undefined ? Number.POSITIVE_INFINITY : endOf(until, zone),
    applies: compileWhere(where),
    read: label === undefined ? () => is : compileLabel([label].flat(), map, otherwise),
  };
}

function compileLabel(
  names: readonly string[],
  map: Readonly<Record<string, string>> | undefined,
  otherwise: string | undefined,
): (labels: Labels) => string | undefined {
  const rewriting = map === undefined ? undefined : Object.entries(map);
  const patterns = rewriting?.map(([text, replacement]) => [compilePattern(text), replacement] as const);
  return (labels) => {
    const name = names.find((one) => labelOf(labels, one) !== '');
    if (name === undefined) return otherwise;
    const raw = labelOf(labels, name);
    if (patterns === undefined) return raw;
    const found = patterns.find(([expression]) => expression.test(raw));
    return found === undefined ? otherwise : raw.replace(found[0], found[1]);
  };
}
