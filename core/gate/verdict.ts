import type { DrawnBy } from '../measure/sampling.ts';
import type { Operator } from '../roadmap/criterion.ts';
import type { EndLevels } from '../statistics/interval.ts';
import type { Comparison, Method } from './method.ts';

/** `waived` is not among them: a waiver is shown beside the verdict that it waives. */
export const VERDICTS = ['pass', 'fail', 'unproven', 'no-data', 'not-started'] as const;
export type VerdictState = (typeof VERDICTS)[number];

/** Why a verdict is what it is, in one stable word for machines. */
export type VerdictReason =
  | 'met'
  | 'missed'
  | 'interval-spans-target'
  | 'too-few'
  | 'bucket-resolution'
  | 'never-seen'
  /** It has been watched, but no whole day of it has closed yet. */
  | 'first-day'
  | 'stale'
  | 'coverage'
  | 'unpriced'
  /** The newest answers have not been graded as the others have: their labels are still to come. */
  | 'immature-labels'
  | 'no-events'
  | 'baseline-no-data'
  | 'not-comparable'
  /** It was counted from samples of traces, and they do not bound it. */
  | 'sampled'
  /** A sample of scores of which nobody said between what they lie. */
  | 'unknown-range'
  | 'several-datasets'
  | 'held-too-short'
  | 'not-attested'
  | 'attestation-expired'
  | 'attested'
  | 'not-started'
  | 'not-judged-yet';

/** What the bounds of an actual mean. */
export type BoundsKind =
  /** Measurement bounds of a fully observed window: buckets, coverage, unpriced share. */
  | 'measurement'
  /** A sampling interval at the criterion's confidence. */
  | 'interval';

/** A signal's value for one item and one window, with everything that says whether to believe it. */
export interface Actual {
  readonly signal: string;
  readonly item: string;
  readonly evidence: 'production' | 'evaluation';
  readonly environment: string;
  /** `undefined`: nothing to compute it from. Never NaN. */
  readonly value: number | undefined;
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  readonly boundsKind: BoundsKind;
  /** How the bounds came about; absent where nobody judged by them. */
  readonly method?: Method;
  /** Of an interval: how sure each end is, 0.5…1. The end that a criterion fails by is surer where several could fail its gate. */
  readonly levels?: EndLevels;
  /** Requests, graded answers, observations, items: what the value is made of. */
  readonly n: number;
  /** For a share: how many of the n. */
  readonly events?: number;
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** Share of the window in which the measure was watched, 0…1; 1 for evaluations. */
  readonly coverage: number;
  /** Share of the tokens or requests that have a price, where cost is concerned. */
  readonly pricedShare?: number;
  /** Share of the answers that were graded, where quality is concerned. */
  readonly gradedShare?: number;
  /** It was counted from samples of traces: drawn by chance, or by what nobody can reckon with. `n` are the samples. */
  readonly sampling?: DrawnBy;
  /** When it was last observed (production) or when the run ended (evaluation), Unix ms. */
  readonly observedAt: number | undefined;
  /** Builds that served it, with their share of n; one for an evaluation. */
  readonly builds: readonly { readonly build: string; readonly share: number }[];
  /** Where it came from: the dataset and revision, the run, the judge. */
  readonly evaluation?: {
    readonly run: string;
    readonly dataset: string;
    readonly revision: string;
    readonly judge: string;
    readonly errors: number;
    /** Runs that there are of this item on this revision of the dataset, retracted ones included: how often it was tried. */
    readonly tried?: number;
  };
  /** A latency target that falls inside a bucket: the bucket, and so the boundary to add. */
  readonly bucket?: { readonly lower: number; readonly upper: number };
  /** For a quantile against a threshold: the bounds of the share at or under it, which decide. */
  readonly shareAtTarget?: { readonly lower: number; readonly upper: number };
  /** Of a relative criterion on samples: the difference that decided. `lower` and `upper` are then its ends, set against the target. */
  readonly comparison?: Comparison;
}

/** What would settle a criterion that is unproven, if things go on as they were seen. */
export interface Outlook {
  /** About so many more of what n counts. */
  readonly more?: number;
  /** What is counted, as a plural: `graded answers`. */
  readonly noun?: string;
  /** The calendar date by which it is settled at the present rate; absent where that cannot be said. */
  readonly by?: string;
  /** The window does not hold as many at the present rate: it is never settled so. */
  readonly outgrows?: true;
}

/** How the traffic of two versions differs, whose costs are set beside each other. */
export interface TrafficMix {
  /** The version's own requests as a share of those of both. */
  readonly share: number;
  /** Input tokens a request, of each; absent where they are not known. */
  readonly inputTokens?: { readonly own: number; readonly baseline: number };
}

/** What the day that closed last says, where the day before it did not agree: it counts when the next one does. */
export interface PendingVerdict {
  readonly state: VerdictState;
  /** When that day closed, Unix ms. */
  readonly at: number;
  readonly value?: number;
}

/** Who vouches for what, and until when. */
export interface AttestedBy {
  readonly role: string;
  /** What is vouched for; `''` when the role alone says it. */
  readonly statement: string;
  /** The last word on it, expired or not; absent where nobody has said any. */
  readonly attestation?: {
    readonly by: string;
    readonly on: string;
    readonly link?: string;
    readonly expires?: string;
  };
}

/** One criterion, judged. */
export interface CriterionVerdict {
  /** The criterion in its one form. */
  readonly text: string;
  readonly kind: 'measured' | 'attested';
  readonly signal?: string;
  readonly op?: Operator;
  readonly state: VerdictState;
  readonly reason: VerdictReason;
  /** The whole thing in one sentence, with value, target, window and n. */
  readonly sentence: string;
  /** For `unproven`: which way it leans. */
  readonly lean?: 'pass' | 'fail';
  /** For `unproven`: what would settle it; absent where no number does. */
  readonly outlook?: Outlook;
  /** For a census: what the last day says otherwise. */
  readonly pending?: PendingVerdict;
  /** The last hour of a census criterion of what is live or in rollout: it changes at once, and decides nothing. */
  readonly live?: Actual;
  /** The last hour misses the target for sure. */
  readonly missingNow?: boolean;
  /** The target as a number in the signal's unit, resolved when it is relative; absent when its baseline has no data. */
  readonly target?: number;
  /** What a relative target was resolved from. */
  readonly baseline?: Actual;
  /** Of a cost set beside another version's: how alike their traffic was, which nobody held equal. */
  readonly mix?: TrafficMix;
  readonly actual?: Actual;
  readonly advisory: boolean;
  readonly waiver?: { readonly by: string; readonly why: string; readonly until: string };
  /** Of an attested criterion. */
  readonly attested?: AttestedBy;
  /** What the roadmap says beside the criterion. */
  readonly note?: string;
  /** Defaults that applied, in words. */
  readonly defaults: readonly string[];
}

/** The decision by which an item is shipped. */
export interface Shipped {
  /** Unix ms. */
  readonly at: number;
  /** The role that answers for it. */
  readonly by: string;
  readonly build?: string;
  /** The verdict that it was shipped on. */
  readonly state: VerdictState;
  readonly waived: boolean;
}

/** A gate that passed, was shipped and fails now. */
export interface Regression {
  /** Unix ms. */
  readonly since: number;
  /** What was met then and fails now. */
  readonly criteria: readonly string[];
  readonly sentence: string;
}

/** Production traffic on a version whose gate never passed. */
export interface UngatedTraffic {
  /** Of the product's production requests of the last 24 hours, 0…1. */
  readonly share: number;
  /** When it first served, Unix ms; absent where nobody knows. */
  readonly since?: number;
  readonly sentence: string;
}

/** One gate, judged: as its worst criterion, `fail` > `no-data` > `unproven` > `pass`; advisory and waived ones aside. */
export interface GateVerdict {
  readonly product: string;
  readonly item: string;
  readonly due?: string;
  readonly state: VerdictState;
  /** At least one criterion counts as waived. */
  readonly waived: boolean;
  readonly sentence: string;
  readonly criteria: readonly CriterionVerdict[];
  /** Unix ms. */
  readonly judgedAt: number;
  /** Since when the gate has had this state, Unix ms. */
  readonly since: number;
  /** Nobody judged it then: that was reckoned afterwards, from what the store holds. */
  readonly sinceReckoned?: true;
  /** By which decision what it is of is shipped; absent where nobody recorded one, or it was rolled back. */
  readonly shipped?: Shipped;
  readonly regressed?: Regression;
  readonly ungated?: UngatedTraffic;
}
