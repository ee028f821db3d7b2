import { remembered } from '../../remember.ts';
import type { Signal } from '../../signal/signal.ts';
import { formatDuration } from '../../time/duration.ts';
import type { Evidence, MeasuredCriterion, WindowSpec } from '../criterion.ts';

/** Clauses of a criterion that are filled in when they are not written; {@link MeasuredCriterion.defaults} names those that were. */
export const DEFAULTED = ['evidence', 'environment', 'window', 'minimumN', 'confidence'] as const;
export type Defaulted = (typeof DEFAULTED)[number];

export const DEFAULT_ENVIRONMENT = 'production';
/** One-sided. */
export const DEFAULT_CONFIDENCE = 0.95;

const DAY_MS = 86_400_000;
const WEEK: WindowSpec = { kind: 'duration', ms: 7 * DAY_MS, text: '7d' };
const FOUR_WEEKS: WindowSpec = { kind: 'duration', ms: 28 * DAY_MS, text: '28d' };

/** Evaluations: the latest run. Cost and quality: 28 days. Everything else: 7 days. */
export function defaultWindow(signal: Signal, evidence: Evidence): WindowSpec {
  if (evidence.kind === 'evaluation') return { kind: 'latest' };
  return signal.family === 'cost' || signal.family === 'quality' ? FOUR_WEEKS : WEEK;
}

/**
 * The least n of a criterion that states none: 50 items of an evaluation; in production 1,000 observations for a quantile and 200
 * requests, graded answers or records for a ratio or a mean. Totals and gauges need none: what was watched decides.
 */
export function defaultMinimumN(signal: Signal, evidence: Evidence): number {
  if (evidence.kind === 'evaluation') return 50;
  switch (signal.formula.kind) {
    case 'quantile':
      return 1_000;
    case 'total':
    case 'gauge':
      return 0;
    default:
      return 200;
  }
}

/** What was filled in, in words, for a verdict: `production traffic`, `28 days`, `at least 200`, `95 % confidence`. */
export const defaultsInWords = remembered((criterion: MeasuredCriterion): readonly string[] => {
  return DEFAULTED.filter((name) => criterion.defaults.includes(name)).flatMap((name) => {
    const words = inWords(name, criterion);
    return words === undefined ? [] : [words];
  });
});

function inWords(name: Defaulted, criterion: MeasuredCriterion): string | undefined {
  const evaluated = criterion.evidence.kind === 'evaluation';
  switch (name) {
    case 'evidence':
      return 'production traffic';
    case 'environment':
      return evaluated ? undefined : `in ${criterion.environment}`;
    case 'window':
      return windowInWords(criterion.window);
    case 'minimumN':
      return criterion.minimumN === 0
        ? undefined
        : `n of at least ${criterion.minimumN.toLocaleString('en-US')}`;
    case 'confidence':
      return `${Number((criterion.confidence * 100).toPrecision(6))} % confidence, one-sided`;
  }
}

/** A window in words: `28 days`, `this quarter to date`, `since rollout`, `the latest run`. */
export function windowInWords(window: WindowSpec): string {
  switch (window.kind) {
    case 'duration':
      return formatDuration(window.ms);
    case 'month':
      return 'this month to date';
    case 'quarter':
      return 'this quarter to date';
    case 'rollout':
      return 'since rollout';
    case 'latest':
      return 'the latest run';
  }
}
