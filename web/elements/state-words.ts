import type { VerdictState } from '../../core/gate/verdict.ts';

/** What can be shown of a verdict beside its state. */
export interface StateTraits {
  readonly lean?: 'pass' | 'fail' | undefined;
  /** Last day on which a waiver holds, as text: `14 Dec`. */
  readonly waivedUntil?: string | undefined;
  readonly waived?: boolean | undefined;
  /** How old the last look is, as text: `14 min`. */
  readonly staleFor?: string | undefined;
}

const WORDS: Readonly<Record<VerdictState, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  unproven: 'Unproven',
  'no-data': 'No data',
  'not-started': 'Not started',
};

/** A state in a word or three: `Fail`, `Unproven, leaning pass`, `Waived until 14 Dec`, `No data, 26 h old`. */
export function stateWords(state: VerdictState, traits: StateTraits = {}): string {
  if (traits.waivedUntil !== undefined) return `Waived until ${traits.waivedUntil}`;
  if (traits.waived) return `${WORDS[state]}, in part waived`;
  if (state === 'unproven' && traits.lean !== undefined) return `Unproven, leaning ${traits.lean}`;
  if (traits.staleFor !== undefined) return `${WORDS[state]}, ${traits.staleFor} old`;
  return WORDS[state];
}

/** A state that came as plain text; what is not known reads as no data. */
export function asState(text: string | undefined): VerdictState {
  return text !== undefined && Object.hasOwn(WORDS, text) ? (text as VerdictState) : 'no-data';
}
