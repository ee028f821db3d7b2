import { type Circumstances, type Group, isProduction } from '../product/circumstances.ts';
import { drawLatency } from '../product/latency.ts';
import { GRADES, SUGGESTION_USES } from '../product/metrics.ts';
import { costOf } from '../product/prices.ts';
import type { Random } from '../product/random.ts';
import {
  answered,
  cost,
  duration,
  fellBack,
  graded,
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
  COST_SPIKE,
  EDITED_SHARE,
  PROFILES,
  type RouteProfile,
  RULES_SECONDS,
  TOKEN_SIGMA,
} from '../product/versions.ts';
import type { CallFate, CallResult, ModelCalls } from './model-calls.ts';
import type { Sink } from './recorder.ts';

/** What is out of order while a ticket is answered. */
export interface Trouble {
  readonly modelDown: boolean;
  readonly costSpike: boolean;
}

/** Calls that fail while the capable model is down. */
const DOWN_FAILURE_SHARE = 0.95;
/** Of the calls that fail, those that hang instead of being refused. */
const HANGING_SHARE = 0.4;

/** Answers tickets, one by one, and records what each came to. */
export class Desk {
  readonly #sink: Sink;
  readonly #models: ModelCalls;
  readonly #random: Random;

  constructor(sink: Sink, models: ModelCalls, random: Random) {
    this.#sink = sink;
    this.#models = models;
    this.#random = random;
  }

  /** Answers one ticket by a build. All that is random is drawn before the call, so that the order of the answers changes nothing. */
  async answer(group: Group, now: Circumstances, trouble: Trouble): Promise<void> {
    const { routes } = PROFILES[group.version];
    const route = routes[this.#random.pick(routes.map(({ share }) => share))];
    if (route === undefined) return;
    const fate = this.#fateOf(group, route, trouble);
    const record = this.#prepare(group, route, now, trouble);
    record(await this.#call(group, route, fate));
  }

  /** An agent grades an answer of hours ago. */
  grade(group: Group, now: Circumstances): void {
    const category = CATEGORY_NAMES[this.#random.pick(CATEGORY_SHARES)] ?? 'other';
    const right = accuracyIn(group.version, category, now.accuracyDrift);
    const invented = PROFILES[group.version].hallucination;
    const grade = GRADES[this.#random.pick([right, 1 - right - invented, invented])] ?? 'correct';
    this.#sink.count(graded(group, category, grade), 1);
  }

  /** Staging has no breakers: what fails there fails. */
  #call(group: Group, route: RouteProfile, fate: CallFate): Promise<CallResult> {
    if (isProduction(group)) return this.#models.call(route.route, fate);
    return Promise.resolve(fate === 'answer' ? 'answered' : 'given-up');
  }

  #fateOf(group: Group, { route }: RouteProfile, trouble: Trouble): CallFate {
    const down = trouble.modelDown && route === 'capable' && isProduction(group);
    const fails = this.#random.chance(down ? DOWN_FAILURE_SHARE : CALL_FAILURE_SHARE);
    const hangs = this.#random.chance(HANGING_SHARE);
    if (!fails) return 'answer';
    return hangs ? 'hang' : 'refuse';
  }

  /** Draws everything about an answer, and says how to record it once it is known what the call came to. */
  #prepare(
    group: Group,
    route: RouteProfile,
    now: Circumstances,
    trouble: Trouble,
  ): (result: CallResult) => void {
    const seconds = drawLatency(route.latency, now.slowdown, this.#random);
    const useless = this.#random.chance(PROFILES[group.version].errorShare);
    const spend = this.#prepareSpending(group, route, now.verbosity, trouble.costSpike);
    const suggest = this.#prepareSuggestion(group, now.helpfulDrift);
    return (result) => {
      if (result !== 'answered') {
        this.#sink.count(fellBack(group), 1);
        this.#sink.observe(duration(group), result === 'spared' ? RULES_SECONDS : CALL_TIMEOUT_SECONDS);
        return;
      }
      this.#sink.count(answered(group, route.route, useless ? 'error' : 'ok'), 1);
      this.#sink.observe(duration(group), seconds);
      spend();
      suggest();
    };
  }

  #prepareSpending(group: Group, route: RouteProfile, verbosity: number, spike: boolean): () => void {
    const usual = route.tokens;
    const input = this.#tokens(usual.input * verbosity);
    const cachedShare = (usual.cachedInput / usual.input) * (spike ? COST_SPIKE.cachedInput : 1);
    const spread = 0.6 + 0.8 * this.#random.next();
    const spent = {
      input,
      cachedInput: Math.floor(input * Math.min(1, cachedShare * spread)),
      output: this.#tokens(usual.output * verbosity * (spike ? COST_SPIKE.output : 1)),
    };
    return () => {
      this.#sink.count(tokens(group, route, 'input'), spent.input);
      this.#sink.count(tokens(group, route, 'cached_input'), spent.cachedInput);
      this.#sink.count(tokens(group, route, 'output'), spent.output);
      this.#sink.count(cost(group, route), costOf(route.model, spent));
    };
  }

  #prepareSuggestion(group: Group, drift: number): () => void {
    const { suggestionShare, helpful } = PROFILES[group.version];
    const shown = suggests(group) && this.#random.chance(suggestionShare);
    const used = helpful + drift;
    const use =
      SUGGESTION_USES[this.#random.pick([used * (1 - EDITED_SHARE), used * EDITED_SHARE, 1 - used])];
    return () => {
      if (shown && use !== undefined) this.#sink.count(suggested(group, use), 1);
    };
  }

  /** Log-normal around a mean. */
  #tokens(mean: number): number {
    return Math.max(
      1,
      Math.round(mean * Math.exp(TOKEN_SIGMA * this.#random.normal() - TOKEN_SIGMA ** 2 / 2)),
    );
  }
}
