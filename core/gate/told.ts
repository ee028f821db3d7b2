import type { MeasuredCriterion, Waiver } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';
import type { LastingContext } from './context.ts';
import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';
import type { Outlook, PendingVerdict } from './verdict.ts';

/** What the sentence of a measured criterion's verdict is made from. */
export interface Told {
  readonly criterion: MeasuredCriterion;
  readonly signal: Signal;
  readonly evidence: Evidence;
  readonly decision: Decision;
  readonly context: LastingContext;
  /** When it is told, Unix ms; absent where days that are over decide, of which nothing is older than it may be. */
  readonly now?: number;
  /** For `each`: how many values were judged, and how many had too little to be. */
  readonly values?: { readonly judged: number; readonly left: number };
  readonly outlook?: Outlook;
  readonly pending?: PendingVerdict;
  /** Only where it applies. */
  readonly waiver?: Waiver;
}
