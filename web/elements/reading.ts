import type { VerdictState } from '../../core/gate/verdict.ts';
import {
  formatAge,
  formatPair,
  formatTargetValue,
  formatValue,
  operatorSign,
} from '../../core/signal/format.ts';
import type { SignalDescription } from '../../server/http/contract/overview.ts';
import type { ActualJson, CriterionVerdictJson } from '../../server/http/contract/verdict.ts';
import { formatDate } from './calendar-text.ts';
import { stateWords } from './state-words.ts';

/** One signal of one item, ready to be shown: what matrix cells, tiles and headings have in common. */
export interface Reading {
  /** Absent: nobody judges it. */
  readonly state: VerdictState | undefined;
  readonly waived: boolean;
  /** The last look is out of date. */
  readonly stale: boolean;
  /** `$0.0123`; `–` when there is none. */
  readonly value: string;
  /** `≤ $0.0061`; absent without a criterion. */
  readonly target: string | undefined;
  /** `Fail`, `Unproven, leaning pass`, `Waived until 14 Dec`; empty when nobody judges it. */
  readonly words: string;
  readonly evidence: 'production' | 'evaluation' | undefined;
  /** `on evaluation`, `in staging`; empty for production traffic. */
  readonly place: string;
  /** Unix ms. */
  readonly observedAt: number | undefined;
}

/** Reads a judged criterion. @param now the server's time, Unix ms. */
export function judgedReading(
  verdict: CriterionVerdictJson,
  signal: SignalDescription | undefined,
  currency: string,
  now: number,
): Reading {
  const { actual, waiver, state, lean } = verdict;
  const stale = verdict.reason === 'stale';
  const age = stale && actual?.observedAt !== undefined ? formatAge(now - actual.observedAt) : undefined;
  return {
    state,
    waived: waiver !== undefined,
    stale,
    ...written(verdict, signal, currency),
    words: stateWords(state, {
      lean,
      staleFor: age,
      ...(waiver === undefined ? {} : { waivedUntil: formatDate(waiver.until, now) }),
    }),
    evidence: actual?.evidence,
    place: placeOf(actual),
    observedAt: actual?.observedAt,
  };
}

/** Reads what production shows where no criterion judges it. */
export function unjudgedReading(actual: ActualJson, signal: SignalDescription, currency: string): Reading {
  return {
    state: undefined,
    waived: false,
    stale: false,
    value: formatValue(actual.value, signal.unit, currency),
    target: undefined,
    words: '',
    evidence: actual.evidence,
    place: placeOf(actual),
    observedAt: actual.observedAt,
  };
}

function written(
  verdict: CriterionVerdictJson,
  signal: SignalDescription | undefined,
  currency: string,
): { readonly value: string; readonly target: string | undefined } {
  const { op, target, actual } = verdict;
  if (signal === undefined) return { value: '–', target: undefined };
  const { unit } = signal;
  const value = actual?.value;
  if (op === undefined || target === undefined) {
    return { value: formatValue(value, unit, currency), target: undefined };
  }
  const sign = operatorSign(op);
  if (value === undefined) {
    return { value: '–', target: `${sign} ${formatTargetValue(target, unit, currency)}` };
  }
  const pair = formatPair(value, target, unit, currency);
  return { value: pair.value, target: `${sign} ${pair.target}` };
}

function placeOf(actual: ActualJson | undefined): string {
  if (actual?.evidence === 'evaluation') return 'on evaluation';
  const { environment = 'production' } = actual ?? {};
  return environment === 'production' ? '' : `in ${environment}`;
}

/** What a criterion is called: its signal, or who attests what. */
export function criterionTitle(verdict: CriterionVerdictJson, signal: SignalDescription | undefined): string {
  return heading(signal === undefined ? verdict.text.replaceAll('"', '') : signal.title);
}

/** `Cost per request` for `cost per request`: titles of signals are written to stand within sentences. `p99` stays as it is. */
export function heading(title: string): string {
  if (/^p\d/.test(title)) return title;
  return title.charAt(0).toUpperCase() + title.slice(1);
}
