import type { MeasuredCriterion, Waiver } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';
import type { JudgmentContext } from './context.ts';
import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';
import type { Outlook, PendingVerdict } from './verdict.ts';

/** What the sentence of a measured criterion's verdict is made from. */
export interface Told {
  readonly criterion: MeasuredCriterion;
  readonly signal: Signal;
  readonly evidence: Evidence;
  readonly decision: Decision;
  readonly context: JudgmentContext;
  /** For `each`: how many values were judged, and how many had too little to be. */
  readonly values?: { readonly judged: number; readonly left: number };
  readonly outlook?: Outlook;
  readonly pending?: PendingVerdict;
  /** Only where it applies. */
  readonly waiver?: Waiver;
}
