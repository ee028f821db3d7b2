import type { Version } from '../timeline.ts';
import type { Latency } from './latency.ts';
import type { Model, Tokens } from './prices.ts';

/** Categories of tickets and the share of each; the product sorts into eight. */
export const CATEGORIES = {
  billing: 0.22,
  shipping: 0.18,
  technical: 0.16,
  returns: 0.14,
  account: 0.12,
  orders: 0.08,
  feedback: 0.06,
  other: 0.04,
} as const;
export type Category = keyof typeof CATEGORIES;
export const CATEGORY_NAMES = Object.keys(CATEGORIES) as Category[];
export const CATEGORY_SHARES: readonly number[] = Object.values(CATEGORIES);

/** Some tickets are harder to sort than others: how many points above or below the version's accuracy. */
const CATEGORY_EASE: Readonly<Record<Category, number>> = {
  billing: 0.012,
  shipping: 0.016,
  technical: -0.014,
  returns: 0.008,
  account: 0.002,
  orders: -0.012,
  feedback: -0.02,
  other: -0.04,
};

/** Which model answers. */
export type Route = 'fast' | 'capable';

/** How one route of a version behaves. */
export interface RouteProfile {
  readonly route: Route;
  /** Share of the version's requests that take it, 0…1. */
  readonly share: number;
  readonly model: Model;
  readonly latency: Latency;
  /** Means for each request. */
  readonly tokens: Tokens;
}

/** How a version behaves, as it would be found out in production. Shares are 0…1. */
export interface VersionProfile {
  readonly routes: readonly RouteProfile[];
  /** Answers that are no use at all: output that does not validate. */
  readonly errorShare: number;
  readonly accuracy: number;
  readonly hallucination: number;
  /** Requests whose answer comes with a suggested response. */
  readonly suggestionShare: number;
  /** Suggestions that agents sent, as they stood or edited. */
  readonly helpful: number;
  /** Tier-1 tickets that are closed without anybody having changed the answer. */
  readonly endToEnd: number;
}

/** Answers that an agent graded, hours later. */
export const GRADED_SHARE = 0.06;
/** Of the suggestions that agents used, those that they edited before sending. */
export const EDITED_SHARE = 0.35;
/** Requests that lead to a closed ticket; a ticket may ask more than once. */
export const CLOSED_SHARE = 0.5;
/** Tickets that are simple enough for tier 1. */
export const TIER_1_SHARE = 0.62;
/** Production's tickets that are also tried in staging, for each version that is there. */
export const STAGING_SHARE = 0.03;
/** Calls of a model that fail on an ordinary day. */
export const CALL_FAILURE_SHARE = 0.0004;
/** Pipeline records that fail on an ordinary day, and during a burst. */
export const RECORD_ERROR_SHARE = 0.0035;
export const BURST_ERROR_SHARE = 0.055;

/** Standard deviation of the logarithm of a request's tokens. */
export const TOKEN_SIGMA = 0.45;

/** What a cost spike does: most of the cache is lost, answers are longer. */
export const COST_SPIKE = { cachedInput: 0.2, output: 1.15 };

/** How long calls fail before a breaker opens, and how long it stays open before it tries again. */
export const BREAKER_TRIP_SECONDS = 10;
export const BREAKER_RESET_SECONDS = 30;

/** Seconds that a call of a model may take before it is given up, and that the rules need which then answer. */
export const CALL_TIMEOUT_SECONDS = 8;
export const RULES_SECONDS = 0.03;

export const PROFILES: Readonly<Record<Version, VersionProfile>> = {
  v1: {
    routes: [
      {
        route: 'capable',
        share: 1,
        model: 'capable-1',
        latency: { median: 0.66, sigma: 0.36, stallShare: 0.003 },
        tokens: { input: 1500, cachedInput: 300, output: 60 },
      },
    ],
    errorShare: 0.0028,
    accuracy: 0.876,
    hallucination: 0.024,
    suggestionShare: 0,
    helpful: 0,
    endToEnd: 0,
  },
  v2: {
    routes: [
      {
        route: 'capable',
        share: 1,
        model: 'capable-2',
        latency: { median: 0.62, sigma: 0.36, stallShare: 0.005 },
        tokens: { input: 2000, cachedInput: 700, output: 250 },
      },
    ],
    errorShare: 0.0018,
    accuracy: 0.941,
    hallucination: 0.017,
    suggestionShare: 0.6,
    helpful: 0.742,
    endToEnd: 0.21,
  },
  v3: {
    routes: [
      {
        route: 'fast',
        share: 0.52,
        model: 'fast-2',
        latency: { median: 0.3, sigma: 0.34, stallShare: 0.003 },
        tokens: { input: 2400, cachedInput: 900, output: 250 },
      },
      {
        route: 'capable',
        share: 0.48,
        model: 'capable-2',
        latency: { median: 0.68, sigma: 0.36, stallShare: 0.005 },
        tokens: { input: 2600, cachedInput: 1100, output: 260 },
      },
    ],
    errorShare: 0.0021,
    accuracy: 0.934,
    hallucination: 0.018,
    suggestionShare: 0.66,
    helpful: 0.738,
    endToEnd: 0.33,
  },
  v4: {
    routes: [
      {
        route: 'fast',
        share: 0.4,
        model: 'fast-2',
        latency: { median: 0.36, sigma: 0.36, stallShare: 0.004 },
        tokens: { input: 2800, cachedInput: 1300, output: 420 },
      },
      {
        route: 'capable',
        share: 0.6,
        model: 'capable-2',
        latency: { median: 0.95, sigma: 0.4, stallShare: 0.008 },
        tokens: { input: 3400, cachedInput: 1700, output: 520 },
      },
    ],
    errorShare: 0.006,
    accuracy: 0.915,
    hallucination: 0.031,
    suggestionShare: 0.8,
    helpful: 0.71,
    endToEnd: 0.5,
  },
};

/** The share of a category's tickets that a version sorts right; `drift` moves it by up to some tenths of a point. */
export function accuracyIn(version: Version, category: Category, drift: number): number {
  return Math.min(0.995, PROFILES[version].accuracy + CATEGORY_EASE[category] + drift);
}

/** Shares of a version's closed tickets: tier 1 by the AI alone, tier 1 with people, tier 2. */
export function handlingShares(version: Version): readonly [number, number, number] {
  const alone = TIER_1_SHARE * PROFILES[version].endToEnd;
  return [alone, TIER_1_SHARE - alone, 1 - TIER_1_SHARE];
}

/** Share of the pipeline's records that fail while `burst` of the time (0…1) is within a burst of errors. */
export function recordErrorShare(burst: number): number {
  return RECORD_ERROR_SHARE + burst * (BURST_ERROR_SHARE - RECORD_ERROR_SHARE);
}
