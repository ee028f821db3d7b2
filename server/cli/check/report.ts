import type { VerdictState } from '../../../core/gate/verdict.ts';
import { dateWords } from '../../../core/gate/words.ts';
import type { SignalUnit } from '../../../core/signal/signal.ts';
import type { CriterionVerdictJson } from '../../http/contract/verdict.ts';
import { EXIT } from '../exit-code.ts';

/** A criterion of the gate, and what there is to say of it. */
export interface CheckedCriterion {
  readonly verdict: CriterionVerdictJson;
  readonly unit?: SignalUnit;
  /** Where it stands in the roadmap's file, as far as that file is here. */
  readonly place?: CriterionPlace;
  /** It takes no part in the verdict, and why; absent: it was judged. */
  readonly notJudged?: string;
}

export interface CriterionPlace {
  /** Relative to where the command runs. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** An evaluation file that was read. */
export interface ReadFile {
  readonly file: string;
  readonly run: string;
  readonly item: string;
  readonly build: string;
  readonly dataset: string;
  readonly items: number;
}

/** Who judged. */
export type JudgedBy =
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'files'; readonly roadmap: string; readonly files: readonly ReadFile[] };

/** What `gateline check` found out; everything that it prints is made of this. */
export interface CheckReport {
  readonly product: string;
  readonly item: string;
  readonly build?: string;
  readonly currency: string;
  /** Of the roadmap that it was judged by. */
  readonly revision: string;
  /** Unix ms. */
  readonly judgedAt: number;
  readonly by: JudgedBy;
  readonly state: VerdictState;
  readonly sentence: string;
  readonly due?: string;
  readonly criteria: readonly CheckedCriterion[];
  /** What was decided about the item last, as the server recorded it. */
  readonly decision?: { readonly at: number; readonly sentence: string };
  /** What is amiss beside the verdict: it has regressed, it serves ungated. */
  readonly beside?: readonly string[];
  /** It is unproven, and that was allowed. */
  readonly allowed: boolean;
  /** The allowance stands in the server's event log. */
  readonly recorded: boolean;
}

/** How the command ends: 0 pass or allowed, 1 fail, 2 unproven, 3 no data. */
export function exitOf({ state, allowed }: Pick<CheckReport, 'state' | 'allowed'>): number {
  switch (state) {
    case 'pass':
      return EXIT.ok;
    case 'fail':
      return EXIT.problem;
    case 'unproven':
      return allowed ? EXIT.ok : EXIT.unproven;
    default:
      return EXIT.noData;
  }
}

/** The item as sentences call it: `v2`, `v2 (build 2.4.0-rc2)`. */
export function subjectOf({ item, build }: Pick<CheckReport, 'item' | 'build'>): string {
  return build === undefined ? item : `${item} (build ${build})`;
}

/** `v2 (build 2.4.0) is not proven, which was allowed`: the whole outcome in a few words, and no more than was judged. */
export function headlineOf(report: CheckReport): string {
  const { state, allowed, criteria } = report;
  const judged = criteria.filter(({ notJudged }) => notJudged === undefined).length;
  const partly = judged < criteria.length;
  const outcome =
    state === 'pass' && partly
      ? `passes the ${judged} of its ${criteria.length} criteria that were judged`
      : OUTCOMES[state];
  return `${subjectOf(report)} ${outcome}${allowed ? ', which was allowed' : ''}`;
}

const OUTCOMES: Readonly<Record<VerdictState, string>> = {
  pass: 'passes its gate',
  fail: 'fails its gate',
  unproven: 'is not proven',
  'no-data': 'has no data to be judged by',
  'not-started': 'has not been started',
};

/**
 * A sentence for everything that is not simply well; what was not judged for one reason is told together.
 *
 * @returns sentences in the order of the criteria, what was not judged last
 */
export function remarksOf({ criteria, sentence, state }: CheckReport): readonly string[] {
  const judged = criteria.filter(({ notJudged }) => notJudged === undefined);
  const open = judged
    .filter(({ verdict }) => verdict.state !== 'pass')
    .map(({ verdict }) => verdict.sentence);
  const whole =
    open.includes(sentence) || (state === 'pass' && open.length === 0 && judged.length < criteria.length)
      ? []
      : [sentence];
  const aside = Map.groupBy(criteria, ({ notJudged }) => notJudged ?? '');
  aside.delete('');
  const set = [...aside].map(
    ([why, some]) => `Not judged, because ${why}: ${some.map(({ verdict }) => verdict.text).join('; ')}.`,
  );
  return [...whole, ...open, ...set];
}

/** `Not proven, and allowed: …`, where that is so. */
export function allowanceOf({ allowed, recorded }: CheckReport): readonly string[] {
  if (!allowed) return [];
  const where = recorded ? "recorded in the server's event log" : 'nothing records it but this output';
  return [`Not proven, and allowed: ${where}.`];
}

/** What is amiss beside the verdict, and `Decided on 3 Jun 2026 (UTC): v2 was shipped by release board on a pass.`, where something was. */
export function decisionOf({ decision, beside = [] }: CheckReport): readonly string[] {
  if (decision === undefined) return beside;
  const day = dateWords(new Date(decision.at).toISOString().slice(0, 10));
  return [...beside, `Decided on ${day} (UTC): ${decision.sentence}`];
}

/** How each state is told: by shape and by word; colour only comes on top. */
export const LOOKS: Readonly<
  Record<VerdictState | 'waived' | 'not-judged', { readonly shape: string; readonly word: string }>
> = {
  pass: { shape: '✔', word: 'pass' },
  fail: { shape: '✖', word: 'fail' },
  unproven: { shape: '◐', word: 'unproven' },
  'no-data': { shape: '◌', word: 'no data' },
  'not-started': { shape: '○', word: 'not started' },
  waived: { shape: '⚑', word: 'waived' },
  'not-judged': { shape: '–', word: 'not judged' },
};

export type Look = keyof typeof LOOKS;

/** A waived criterion is shown as waived, whatever it would be. */
export function lookOf({ verdict, notJudged }: CheckedCriterion): Look {
  if (notJudged !== undefined) return 'not-judged';
  return verdict.waiver === undefined ? verdict.state : 'waived';
}
