import type { Baseline, MeasuredCriterion, Quantity } from '../roadmap/criterion.ts';
import type { CalendarDate } from '../roadmap/roadmap.ts';
import { formatCount, formatShare, formatTargetValue } from '../signal/format.ts';
import { TRAFFIC } from '../signal/selections.ts';
import type { Signal } from '../signal/signal.ts';
import type { Actual } from './verdict.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `14 Dec 2026` for `2026-12-14`. */
export function dateWords(date: CalendarDate): string {
  const [year, month, day] = date.split('-');
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** What a measure counts, for people; every word is a plural in -s. */
const NOUNS: Readonly<Record<string, string>> = {
  graded: 'graded answers',
  graded_score: 'graded answers',
  suggestions_shown: 'suggestions',
  feedback: 'rated answers',
  request_duration: 'requests',
  time_to_first_token: 'requests',
  time_per_output_token: 'requests',
  call_duration: 'calls',
  tokens_input: 'input tokens',
  tokens_output: 'output tokens',
};

/** What an actual's n counts: `requests`, `graded answers`, `items`. */
export function nounOf(signal: Signal, evidence: Actual['evidence']): string {
  if (evidence === 'evaluation') return 'items';
  const { formula } = signal;
  switch (formula.kind) {
    case 'ratio':
      return measureNoun(formula.denominator[0]?.measure ?? '');
    case 'total':
      return measureNoun(TRAFFIC);
    case 'gauge':
      return 'readings';
    default:
      return NOUNS[formula.of] ?? 'observations';
  }
}

/** `1.2 M requests`, `1 item`, `no requests`. */
export function counted(n: number, noun: string): string {
  if (n === 0) return `no ${noun}`;
  return n === 1 ? `1 ${noun.slice(0, -1)}` : `${formatCount(n)} ${noun}`;
}

/** `50 % of v2`, `v2 − 1 pp`, `v2`; of `live`, who that is. */
export function relativeWords(
  criterion: MeasuredCriterion,
  baselineItem: string | undefined,
  currency: string,
): string | undefined {
  const { target, unit } = criterion;
  if (target.kind === 'absolute') return undefined;
  const who = baselineWords(target.baseline, baselineItem);
  const margin =
    criterion.margin === undefined ? '' : `, margin ${quantityWords(criterion.margin, unit, currency)}`;
  if (target.kind === 'factor') return `${formatShare(target.factor)} of ${who}${margin}`;
  if (target.offset.value === 0) return `as ${who}${margin}`;
  const sign = target.offset.value < 0 ? '−' : '+';
  const size = { ...target.offset, value: Math.abs(target.offset.value) };
  return `${who} ${sign} ${quantityWords(size, unit, currency)}${margin}`;
}

function baselineWords(baseline: Baseline, item: string | undefined): string {
  if (baseline.kind === 'item') return baseline.item;
  return item === undefined ? 'live' : `${item}, which is live`;
}

function quantityWords(quantity: Quantity, unit: Signal['unit'], currency: string): string {
  return unit === 'share'
    ? formatShare(quantity.value).replace(' %', ' pp')
    : formatTargetValue(quantity.value, unit, currency);
}

/** What a counter counts, for people. */
export function measureNoun(measure: string): string {
  const noun = NOUNS[measure] ?? measure.replaceAll('_', ' ');
  return noun.endsWith('s') ? noun : `${noun} counts`;
}
