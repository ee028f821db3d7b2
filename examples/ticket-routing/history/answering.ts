import { type Group, isProduction } from '../product/circumstances.ts';
import { bucketShares, meanLatency } from '../product/latency.ts';
import { DURATION_BUCKETS, GRADES, SUGGESTION_USES, TOKEN_TYPES } from '../product/metrics.ts';
import { costOf, type Tokens } from '../product/prices.ts';
import type { Random } from '../product/random.ts';
import {
  answered,
  closed,
  cost,
  duration,
  fellBack,
  graded,
  HANDLING_NAMES,
  suggested,
  suggests,
  tokens,
} from '../product/series.ts';
import {
  accuracyIn,
  CALL_FAILURE_SHARE,
  CALL_TIMEOUT_SECONDS,
  CATEGORY_NAMES,
  CATEGORY_SHARES,
  CLOSED_SHARE,
  COST_SPIKE,
  EDITED_SHARE,
  GRADED_SHARE,
  handlingShares,
  PROFILES,
  type RouteProfile,
  RULES_SECONDS,
  TOKEN_SIGMA,
  type VersionProfile,
} from '../product/versions.ts';
import type { HistogramHandle, SeriesBook } from './series-book.ts';
import type { Step } from './step.ts';

/** Calls of a model in one step, and how many of them failed because it did not answer. */
export interface CallCounts {
  readonly route: RouteProfile['route'];
  readonly answered: number;
  readonly failed: number;
}

const MICRO = 1e6;
const TIMEOUT_BUCKET = DURATION_BUCKETS.findIndex((bound) => CALL_TIMEOUT_SECONDS <= bound);
/** Relative standard deviation of the tokens of one request: that of a log-normal. */
const TOKEN_SPREAD = Math.sqrt(Math.exp(TOKEN_SIGMA ** 2) - 1);

/** One build's answers during the life of one process: its series, and what a step adds to them. */
export class Answering {
  readonly #book: SeriesBook;
  readonly #group: Group;
  readonly #profile: VersionProfile;
  readonly #routes: readonly RouteSeries[];
  readonly #duration: HistogramHandle;
  readonly #fallback: number;
  readonly #grades: readonly (readonly number[])[];
  readonly #suggestions: readonly number[];
  readonly #closed: readonly number[];

  constructor(book: SeriesBook, group: Group) {
    this.#book = book;
    this.#group = group;
    this.#profile = PROFILES[group.version];
    this.#routes = this.#profile.routes.map((route) => new RouteSeries(book, group, route));
    this.#fallback = book.series(fellBack(group));
    this.#duration = book.histogram(duration(group));
    this.#grades = (isProduction(group) ? CATEGORY_NAMES : []).map((category) =>
      GRADES.map((grade) => book.series(graded(group, category, grade))),
    );
    this.#suggestions = (suggests(group) ? SUGGESTION_USES : []).map((use) =>
      book.series(suggested(group, use)),
    );
    this.#closed = (isProduction(group) ? HANDLING_NAMES : []).map((handling) =>
      book.series(closed(group, handling)),
    );
  }

  /** Draws what the group did in a step and adds it to its series. */
  live(step: Step, random: Random): CallCounts[] {
    const calls = this.#routes.map((route) => this.#answer(route, step, random));
    this.#suggest(
      calls.reduce((sum, call) => sum + call.answered, 0),
      step,
      random,
    );
    this.#grade(step, random);
    this.#close(step, random);
    return calls;
  }

  #answer(series: RouteSeries, step: Step, random: Random): CallCounts {
    const { route } = series;
    const expected = step.requestsPerSecond * step.seconds * this.#group.share * route.share;
    const failing =
      CALL_FAILURE_SHARE + (isProduction(this.#group) && route.route === 'capable' ? step.broken : 0);
    const failed = random.poisson(expected * Math.min(1, failing));
    const answers = this.#time(route, expected * Math.max(0, 1 - failing), step, random);
    const useless = random.binomial(answers, this.#profile.errorShare);
    this.#book.add(series.ok, answers - useless);
    this.#book.add(series.error, useless + (step.guarded ? 0 : failed));
    this.#fail(failed, step, random);
    series.spend(answers, step, random);
    return { route: route.route, answered: answers, failed };
  }

  /** Draws each bucket for itself: counts of a Poisson process, split, are independent Poisson counts. */
  #time(route: RouteProfile, expected: number, step: Step, random: Random): number {
    const shares = bucketShares(route.latency, step.slowdown, DURATION_BUCKETS);
    let count = 0;
    for (let i = 0; i < shares.length; i += 1) {
      const inBucket = random.poisson(expected * (shares[i] ?? 0));
      if (inBucket > 0) this.#book.add(this.#duration.slot + i, inBucket);
      count += inBucket;
    }
    const noise = 1 + (0.5 * random.normal()) / Math.sqrt(Math.max(4, count));
    this.#addSeconds(count * meanLatency(route.latency, step.slowdown) * Math.max(0.3, noise));
    return count;
  }

  /** Behind an open breaker the rules answer at once; without one, or before it opens, the ticket waits for the call to be given up. */
  #fail(failed: number, step: Step, random: Random): void {
    if (failed === 0) return;
    const waited = random.binomial(failed, step.givenUp);
    this.#book.add(this.#duration.slot + TIMEOUT_BUCKET, waited);
    this.#book.add(this.#duration.slot, failed - waited);
    this.#addSeconds(waited * CALL_TIMEOUT_SECONDS + (failed - waited) * RULES_SECONDS);
    if (step.guarded) this.#book.add(this.#fallback, failed);
  }

  #addSeconds(seconds: number): void {
    this.#book.add(this.#duration.slot + this.#duration.buckets, Math.round(seconds * MICRO));
  }

  #suggest(answers: number, step: Step, random: Random): void {
    if (this.#suggestions.length === 0) return;
    const shown = random.binomial(answers, this.#profile.suggestionShare);
    const used = this.#profile.helpful + step.helpfulDrift;
    const parts = random.split(shown, [used * (1 - EDITED_SHARE), used * EDITED_SHARE, 1 - used]);
    addAll(this.#book, this.#suggestions, parts);
  }

  #grade(step: Step, random: Random): void {
    const expected = step.judgedPerSecond * step.seconds * this.#group.share * GRADED_SHARE;
    this.#grades.forEach((slots, i) => {
      const category = CATEGORY_NAMES[i] ?? 'other';
      const grades = random.poisson(expected * (CATEGORY_SHARES[i] ?? 0));
      const right = accuracyIn(this.#group.version, category, step.accuracyDrift);
      const invented = this.#profile.hallucination;
      addAll(this.#book, slots, random.split(grades, [right, 1 - right - invented, invented]));
    });
  }

  #close(step: Step, random: Random): void {
    if (this.#closed.length === 0) return;
    const tickets = random.poisson(step.judgedPerSecond * step.seconds * this.#group.share * CLOSED_SHARE);
    addAll(this.#book, this.#closed, random.split(tickets, handlingShares(this.#group.version)));
  }
}

/** The series of one route, and what its calls cost. */
class RouteSeries {
  readonly route: RouteProfile;
  readonly ok: number;
  readonly error: number;
  readonly #book: SeriesBook;
  readonly #tokens: readonly number[];
  readonly #cost: number;

  constructor(book: SeriesBook, group: Group, route: RouteProfile) {
    this.route = route;
    this.#book = book;
    this.ok = book.series(answered(group, route.route, 'ok'));
    this.error = book.series(answered(group, route.route, 'error'));
    this.#tokens = TOKEN_TYPES.map((type) => book.series(tokens(group, route, type)));
    this.#cost = book.series(cost(group, route), true);
  }

  spend(answers: number, step: Step, random: Random): void {
    if (answers === 0) return;
    const { tokens: usual, model } = this.route;
    const cached = usual.cachedInput * (1 - step.spike * (1 - COST_SPIKE.cachedInput));
    const written = usual.output * (1 + step.spike * (COST_SPIKE.output - 1));
    const input = total(answers, usual.input * step.verbosity, random);
    const spent: Tokens = {
      input,
      cachedInput: Math.min(input, total(answers, cached * step.verbosity, random)),
      output: total(answers, written * step.verbosity, random),
    };
    addAll(this.#book, this.#tokens, [spent.input, spent.cachedInput, spent.output]);
    this.#book.add(this.#cost, Math.round(costOf(model, spent) * MICRO));
  }
}

/** The sum of `n` log-normal token counts of a mean. */
function total(n: number, mean: number, random: Random): number {
  return Math.max(0, Math.round(mean * (n + TOKEN_SPREAD * Math.sqrt(n) * random.normal())));
}

function addAll(book: SeriesBook, slots: readonly number[], amounts: readonly number[]): void {
  slots.forEach((slot, i) => {
    book.add(slot, amounts[i] ?? 0);
  });
}
