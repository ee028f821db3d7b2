import type { VerdictState } from '../gate/verdict.ts';

/** What can be decided about an item by its gate: that it ships, or that what shipped is taken back. */
export const DECISIONS = ['ship', 'roll-back'] as const;
export type DecisionKind = (typeof DECISIONS)[number];

/** How a criterion stood when somebody decided. */
export interface DecidedCriterion {
  readonly text: string;
  readonly state: VerdictState;
  readonly signal?: string | undefined;
  readonly op?: string | undefined;
  /** The actual, and what it was compared with. */
  readonly value?: number | undefined;
  readonly target?: number | undefined;
}

/** Somebody decided about an item: who, when, on which verdict and which build. */
export interface Decision {
  /** Unix ms. */
  readonly at: number;
  readonly decision: DecisionKind;
  /** The role that answers for it. */
  readonly by: string;
  readonly why?: string | undefined;
  /** Absent: all of the item's builds. */
  readonly build?: string | undefined;
  /** The gate's verdict at the time. */
  readonly state: VerdictState;
  /** It passed because somebody had waived what it did not meet. */
  readonly waived: boolean;
  readonly criteria: readonly DecidedCriterion[];
}

/** The decision by which an item is shipped; `undefined` where nobody shipped it, or it was taken back since. @param decisions ascending */
export function shippedBy<D extends Pick<Decision, 'decision'>>(decisions: readonly D[]): D | undefined {
  const last = decisions.at(-1);
  return last?.decision === 'ship' ? last : undefined;
}

/** Whether a decision has to say why: what ships without a pass does. A pass by waivers has its reasons in them. */
export function needsReason(decision: DecisionKind, state: VerdictState): boolean {
  return decision === 'ship' && state !== 'pass';
}
