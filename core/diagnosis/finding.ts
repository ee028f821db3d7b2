import type { SignalUnit } from '../signal/signal.ts';
import type { ModelTokens } from './facts.ts';

/** A `problem` is amiss, a `hint` could be better, `fine` says what was looked at and is right. */
export const LEVELS = ['problem', 'hint', 'fine'] as const;
export type Level = (typeof LEVELS)[number];

/** One thing that was found, as data; its words are made of it. */
export type Finding = SourceFinding | CriterionFinding | ProductFinding | StoreFinding;

interface Leveled {
  readonly level: Level;
}

export interface SourceFinding extends Leveled {
  readonly about: 'source';
  readonly source: string;
  readonly detail: SourceDetail;
}

export interface CriterionFinding extends Leveled {
  readonly about: 'criterion';
  readonly product: string;
  /** `''` for a success metric of the product. */
  readonly item: string;
  readonly criterion: string;
  readonly detail: CriterionDetail;
}

export interface ProductFinding extends Leveled {
  readonly about: 'product';
  readonly product: string;
  readonly detail: ProductDetail;
}

export interface StoreFinding extends Leveled {
  readonly about: 'store';
  readonly detail: StoreDetail;
}

/** About one source. */
export type SourceDetail =
  | {
      readonly code: 'source-read';
      readonly targets: number;
      readonly leftOut: number;
      readonly metrics: number;
      /** Titles of the programs that show themselves. */
      readonly recognised: readonly string[];
      readonly measures: readonly string[];
    }
  /** It sends by itself, so that only what arrived can be looked at. */
  | { readonly code: 'source-sends'; readonly measures: readonly string[] }
  | { readonly code: 'target-unreadable'; readonly message: string; readonly of: number }
  /** The running server does not have it. */
  | { readonly code: 'source-not-running' }
  | { readonly code: 'source-failing'; readonly message: string }
  | { readonly code: 'source-stale'; readonly lastSuccessAt: number }
  | { readonly code: 'source-silent'; readonly type: string }
  | { readonly code: 'source-warns'; readonly message: string }
  | { readonly code: 'samples-rejected'; readonly reasons: Readonly<Record<string, number>> }
  | { readonly code: 'labels-overflowed'; readonly n: number }
  | { readonly code: 'nothing-mapped'; readonly presets: readonly string[] }
  | {
      readonly code: 'preset-fits';
      readonly preset: string;
      readonly title: string;
      readonly metrics: readonly string[];
      /** Those that nobody brings yet. */
      readonly measures: readonly string[];
      /** Where it shows itself at a listener: the sources that may name it. Absent: the source itself. */
      readonly takers?: readonly string[];
    }
  /** Programs in what has arrived that are read. */
  | { readonly code: 'programs-read'; readonly programs: readonly string[] }
  | { readonly code: 'preset-absent'; readonly preset: string; readonly title: string }
  | {
      readonly code: 'metric-absent';
      readonly metric: string;
      readonly measures: readonly string[];
      readonly nearest?: string;
    }
  | {
      readonly code: 'metric-refused';
      readonly metric: string;
      readonly measure: string;
      readonly why: string;
    }
  | {
      readonly code: 'item-unread';
      readonly measure: string;
      readonly share: number;
      /** Where the item is looked for; none: nowhere. */
      readonly wanted: readonly string[];
      readonly labels: readonly string[];
    }
  | { readonly code: 'models-costless'; readonly models: readonly ModelTokens[] }
  | { readonly code: 'models-priceless'; readonly models: readonly ModelTokens[] };

/** About one criterion. */
export type CriterionDetail =
  | {
      readonly code: 'criterion-ready';
      readonly measures: readonly string[];
      readonly sources: readonly string[];
      readonly n?: number;
      readonly needs: number;
      readonly noun?: string;
    }
  | {
      readonly code: 'measure-unmapped';
      readonly measures: readonly string[];
      /** Presets that bring the first of them. */
      readonly presets: readonly string[];
      /** A program that shows itself at a source, and whose preset would bring it. */
      readonly offer?: { readonly source: string; readonly preset: string };
      /** Prices would make it of tokens that are counted. */
      readonly byPrices: boolean;
    }
  | {
      readonly code: 'measure-unseen';
      readonly measure: string;
      readonly sources: readonly string[];
      /** It shows at a source now. */
      readonly isShown: boolean;
    }
  | {
      readonly code: 'item-unseen';
      readonly measure: string;
      readonly environment: string;
      readonly items: readonly string[];
    }
  | {
      readonly code: 'environment-unseen';
      readonly measure: string;
      readonly environment: string;
      readonly environments: readonly string[];
    }
  | {
      readonly code: 'label-unkept';
      readonly label: string;
      readonly measure: string;
      readonly source: string;
      /** Its series have it, so that keeping it is enough; absent: not known. */
      readonly isThere?: boolean;
    }
  | {
      readonly code: 'bucket-undecided';
      /** What target and bounds are in. */
      readonly unit: SignalUnit;
      readonly target: number;
      readonly lower: number;
      readonly upper: number;
      /** Whose histogram it is, where it was looked at. */
      readonly metric?: string;
      readonly source?: string;
      /** It was decided all the same, so far. */
      readonly isDecided: boolean;
    }
  | {
      readonly code: 'n-out-of-reach';
      readonly n: number;
      readonly needs: number;
      readonly noun: string;
      /** Of production: what the window holds at the present rate, and how long a window would hold enough. */
      readonly reach?: { readonly expected: number; readonly windowMs: number; readonly enoughDays: number };
    }
  | {
      readonly code: 'n-growing';
      readonly n: number;
      readonly needs: number;
      readonly noun: string;
      readonly days?: number;
    }
  | {
      readonly code: 'run-missing';
      readonly dataset?: string;
      readonly datasets: readonly string[];
    }
  | { readonly code: 'evidence-lacking'; readonly reason: string; readonly sentence: string };

/** About one product. */
export type ProductDetail =
  | { readonly code: 'traffic-attributed'; readonly total: number }
  | {
      readonly code: 'traffic-unattributed';
      readonly share: number;
      readonly total: number;
      readonly ofLastDay: boolean;
    }
  | { readonly code: 'items-unknown'; readonly items: readonly string[] }
  | {
      readonly code: 'models-unpriced';
      readonly models: readonly ModelTokens[];
      readonly share: number;
      readonly ofLastDay: boolean;
    }
  | {
      readonly code: 'sources-compared';
      readonly source: string;
      readonly measure: string;
      readonly days: number;
      readonly owned: number;
      readonly compared: number;
      /** `compared / owned − 1`. */
      readonly difference: number;
    }
  | {
      readonly code: 'counted-twice';
      readonly measure: string;
      readonly metric: string;
      readonly instances: readonly string[];
      readonly first: string;
      readonly second: string;
      /** What each has of them now. */
      readonly totals: readonly [number, number];
    }
  | { readonly code: 'not-judged-yet' }
  | { readonly code: 'product-without-source' }
  | { readonly code: 'product-without-roadmap'; readonly products: readonly string[] };

/** About the store. */
export type StoreDetail =
  | { readonly code: 'store-unknown'; readonly message: string }
  | { readonly code: 'store-limited'; readonly state: string; readonly reason: string }
  | {
      readonly code: 'retention-short';
      readonly kind: string;
      readonly retentionMs: number;
      readonly windowMs: number;
      readonly criterion: string;
    }
  | { readonly code: 'points-set-aside'; readonly points: number; readonly reason: string }
  | { readonly code: 'spool-filling'; readonly bytes: number; readonly limitBytes: number };
