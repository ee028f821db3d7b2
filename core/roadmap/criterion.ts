import type { SignalUnit } from '../signal/signal.ts';

export type Operator = '>=' | '>' | '<=' | '<' | '=';

/** A number as written in a target, normalised: shares as 0…1, durations in seconds, money in whole units of `currency`. */
export interface Quantity {
  readonly value: number;
  /** `bare` has no unit written; `points` are percentage points (0.01 for 1pp). */
  readonly unit: 'share' | 'points' | 'seconds' | 'currency' | 'bare';
  /** ISO code when money. */
  readonly currency?: string;
}

/** An item's id, or what serves most production traffic now. */
export type Baseline = { readonly kind: 'item'; readonly item: string } | { readonly kind: 'live' };

export type Target =
  | { readonly kind: 'absolute'; readonly quantity: Quantity }
  /** `50% of v2`: the factor is 0.5. */
  | { readonly kind: 'factor'; readonly factor: number; readonly baseline: Baseline }
  /** `v2 - 1pp`: the offset is signed; `v2` alone has offset 0. */
  | { readonly kind: 'offset'; readonly offset: Quantity; readonly baseline: Baseline };

export type WindowSpec =
  | { readonly kind: 'duration'; readonly ms: number; readonly text: string }
  /** The current calendar month or quarter of the roadmap's zone, to date. */
  | { readonly kind: 'month' }
  | { readonly kind: 'quarter' }
  /** Since the version first served traffic. */
  | { readonly kind: 'rollout' }
  /** The latest evaluation run. */
  | { readonly kind: 'latest' };

export type Evidence =
  | { readonly kind: 'production' }
  /** Without a dataset: the only one that the item was evaluated on. */
  | { readonly kind: 'evaluation'; readonly dataset?: string };

/** A criterion on a signal, parsed in full; what was not written has its default filled in. */
export interface MeasuredCriterion {
  readonly kind: 'measured';
  /** In the one form that Gateline writes back: what was stated, without defaults. */
  readonly text: string;
  readonly signal: string;
  readonly unit: SignalUnit;
  readonly op: Operator;
  readonly target: Target;
  readonly evidence: Evidence;
  /** An evaluation counts whatever environment it ran in, unless one is stated (`environment` is not among the defaults then). */
  readonly environment: string;
  readonly where: Readonly<Record<string, string>>;
  /** Must hold for every value of this label with enough n. */
  readonly each?: string;
  readonly window: WindowSpec;
  /** 0 for totals and gauges that state none: what was watched decides there. */
  readonly minimumN: number;
  /** Must have held all this time, ms. */
  readonly heldForMs?: number;
  /** One-sided, 0…1. */
  readonly confidence: number;
  /** `point` decides by the value alone. */
  readonly decide: 'interval' | 'point';
  /** Non-inferiority margin of a relative criterion, in the target's unit. */
  readonly margin?: Quantity;
  readonly advisory: boolean;
  readonly note?: string;
  /** Clauses that were filled in by default (`evidence`, `environment`, `window`, `minimumN`, `confidence`); every verdict says them. */
  readonly defaults: readonly string[];
}

/** A criterion that a role vouches for. */
export interface AttestedCriterion {
  readonly kind: 'attested';
  readonly text: string;
  readonly role: string;
  /** What it vouches for; `''` when the role alone says it. */
  readonly statement: string;
  readonly attestation?: {
    readonly by: string;
    /** Calendar date, `2026-11-23`. */
    readonly on: string;
    readonly link?: string;
    /** Last calendar date on which it holds. */
    readonly expires?: string;
  };
  readonly advisory: boolean;
  readonly note?: string;
}

export type Criterion = MeasuredCriterion | AttestedCriterion;

/** Somebody accepted a miss, for a time. A waived criterion is shown as waived, never as passed. */
export interface Waiver {
  readonly by: string;
  readonly why: string;
  /** Last calendar date on which it holds. */
  readonly until: string;
}
