import type { TimeLimits } from '../point-rules.ts';
import { type Span, secondsBetween } from '../spans/span.ts';

/** Why a span was not taken. Few and fixed, because they become labels; the sender is told them, too. */
export type SpanRefusal =
  | 'no valid trace and span id'
  | 'no end'
  | 'ends before it starts'
  | 'older than max_sample_age'
  | 'older than what is remembered of spans: max_spans'
  | 'more than 5 min ahead';

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/;

/**
 * What is wrong with a span that would count.
 *
 * @param floor what ended at or before it may have been counted and forgotten
 */
export function spanRefusal(
  span: Span,
  { oldest, newest }: TimeLimits,
  floor: number,
): SpanRefusal | undefined {
  const { traceId, spanId, start, end } = span;
  // Without identity nobody can tell whether it comes a second time.
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return 'no valid trace and span id';
  if (end === 0) return 'no end';
  if (end < oldest) return 'older than max_sample_age';
  if (end <= floor) return 'older than what is remembered of spans: max_spans';
  if (end > newest) return 'more than 5 min ahead';
  return start > end ? 'ends before it starts' : undefined;
}

/** How long a span took, seconds; `undefined` when it does not say when it began. */
export function secondsOf({ start, end }: Span): number | undefined {
  return start > 0 ? secondsBetween(start, end) : undefined;
}
