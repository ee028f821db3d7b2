import { dateWords } from '../gate/words.ts';
import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';
import type { NoForecastReason } from './state.ts';

type Asked = Pick<MeasuredCriterion, 'evidence' | 'each' | 'op'>;

/** Why there is no trend that leads to a criterion's target; `undefined` where there may be one. */
export function noForecastReason(
  { evidence, each, op }: Asked,
  { formula }: Pick<Signal, 'formula'>,
): NoForecastReason | undefined {
  if (evidence.kind === 'evaluation') return 'evaluation';
  if (each !== undefined) return 'each';
  if (formula.kind === 'total') return 'total';
  return op === '=' ? 'exact' : undefined;
}

/** `No forecast for 20 Dec 2026: every language has to meet it, and which of them is last may change.` @param due `YYYY-MM-DD` */
export function noForecastSentence(
  reason: NoForecastReason,
  { each, due }: { readonly each: string | undefined; readonly due: string },
): string {
  return `No forecast for ${dateWords(due)}: ${why(reason, each)}.`;
}

function why(reason: NoForecastReason, each: string | undefined): string {
  switch (reason) {
    case 'evaluation':
      return 'a run measures one build, and builds differ in steps, not along a trend; the next run will tell';
    case 'each':
      return `every ${each} has to meet it, and which of them is last may change`;
    case 'total':
      return 'it adds up over its window, and what one window came to leads to no other';
    case 'exact':
      return 'no trend leads to exactly one number';
  }
}
