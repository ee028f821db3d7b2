import { z } from 'zod';
import type { BreakerState } from '../alert/breaker.ts';
import { labelConditionsSchema, labelOf } from './label-conditions.ts';
import { valueFromSchema } from './label-value.ts';
import type { Labels } from './series.ts';

const breakerState = z.enum(['closed', 'half-open', 'open']);

/** A value of a gauge: a number, or a bound such as `>0`, `>=1`, `<0.5`. */
const LEVEL = /^\s*(>=|<=|>|<)?\s*(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$/i;

const level = z.string().regex(LEVEL, 'it is neither a number nor a bound such as >0');

/** How a circuit breaker is read: from a gauge of states, from a one-hot gauge, or from counters of what happened to it. */
export const breakerMappingSchema = z.strictObject({
  metric: z.string().min(1),
  /** What the breaker is called. */
  name: valueFromSchema,
  where: labelConditionsSchema.optional(),
  /** Gauge: value, or bound of values, to state; the first that fits decides. */
  values: z.record(level, breakerState).optional(),
  /** One-hot gauge: the label that names the state, and what its values mean; the series at 1 is the state. */
  stateLabel: z.string().optional(),
  /** Counter of events: the label that names the event, and what its values mean; an increase is so many entries into that state. */
  eventLabel: z.string().optional(),
  states: z.record(z.string(), breakerState).optional(),
  /** Counter: each increase is so many entries into this state, whatever its labels. */
  event: breakerState.optional(),
  /** Counter of calls that an open breaker turned away: an increase says that it was open in between, however briefly. */
  rejections: z.boolean().optional(),
  /** The breaker closes by itself so long after it opened, ms, without telling anybody. */
  closesAfterMs: z.number().int().positive().optional(),
});

export type BreakerMapping = z.infer<typeof breakerMappingSchema>;

/** What the samples of a raw series say about a breaker. */
export type BreakerReading =
  /** The sample's value is the state; `undefined` for a value that means none. */
  | { readonly kind: 'value'; readonly stateOf: (value: number) => BreakerState | undefined }
  /** The breaker is in the state while the sample is 1. */
  | { readonly kind: 'one-hot'; readonly state: BreakerState }
  /** An increase is so many entries into the state. */
  | { readonly kind: 'event'; readonly state: BreakerState }
  /** An increase says that it was open in between. */
  | { readonly kind: 'rejections' };

/** Finds out from a raw series' labels what its samples say; `undefined`: nothing. */
export function compileReading(mapping: BreakerMapping): (labels: Labels) => BreakerReading | undefined {
  const fixed = fixedReading(mapping);
  if (fixed !== undefined) return () => fixed;
  const label = mapping.stateLabel ?? mapping.eventLabel;
  const states = new Map(Object.entries(mapping.states ?? {}));
  const kind = mapping.stateLabel === undefined ? 'event' : 'one-hot';
  return (labels) => {
    const state = label === undefined ? undefined : states.get(labelOf(labels, label));
    return state === undefined ? undefined : { kind, state };
  };
}

/** Whether an increase of the metric tells of the breaker, or its level does. */
export function isOfEvents(reading: BreakerReading): boolean {
  return reading.kind === 'event' || reading.kind === 'rejections';
}

function fixedReading({ values, event, rejections }: BreakerMapping): BreakerReading | undefined {
  if (values !== undefined) return { kind: 'value', stateOf: compileLevels(values) };
  if (event !== undefined) return { kind: 'event', state: event };
  return rejections === true ? { kind: 'rejections' } : undefined;
}

type Levels = Readonly<Record<string, BreakerState>>;

const COMPARE: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
};

function compileLevels(values: Levels): (value: number) => BreakerState | undefined {
  const levels = Object.entries(values).flatMap(([text, state]) => {
    const [, operator = '', bound = ''] = LEVEL.exec(text) ?? [];
    const compare = COMPARE[operator];
    return compare === undefined ? [] : [{ state, fits: (value: number) => compare(value, Number(bound)) }];
  });
  return (value) => levels.find(({ fits }) => fits(value))?.state;
}
