import { Mapper } from '../../core/measure/mapper.ts';
import { MAX_STEPS } from '../../core/ports.ts';
import { wasTooSlow } from '../http/failure.ts';
import type { IntakeDeps, IntakeStore } from '../source.ts';
import { type Call, TooMuch } from './api.ts';
import type { Expression } from './expression-schema.ts';
import { expressionValues, type Steps } from './expression-values.ts';
import { expressionMapping } from './prometheus-mapping.ts';
import { readFrom } from './read-from.ts';
import type { PrometheusSource } from './schema.ts';
import type { Servers } from './servers.ts';

/**
 * Reads one expression, step by step from where it was read up to. Each step is evaluated once; its values, what was watched and how far
 * it has come are one batch.
 */
export class ExpressionReader {
  readonly expression: Expression;
  readonly #config: PrometheusSource;
  readonly #deps: IntakeDeps;
  readonly #mapper: Mapper;
  readonly #servers: Servers;
  readonly #stateKey: string;
  /** How many steps are asked for at once. */
  #most = MAX_STEPS;
  /** The last step that is committed, Unix ms; `undefined` before the first, `unread` when the store has to tell. */
  #until: number | undefined | 'unread' = 'unread';
  #overflowed = 0;

  constructor(expression: Expression, config: PrometheusSource, deps: IntakeDeps, servers: Servers) {
    this.expression = expression;
    this.#config = config;
    this.#deps = deps;
    this.#mapper = new Mapper(expressionMapping(config, expression));
    this.#servers = servers;
    this.#stateKey = JSON.stringify(['expression', expression.measure]);
  }

  /**
   * Reads what is next, as much as the server gives at once.
   *
   * @returns whether that was all there is by now
   * @throws GatelineError as {@link Servers.ask}; what the store throws
   */
  async read(now: number, call: Call): Promise<boolean> {
    const { step, delay } = this.expression;
    const last = Math.floor((now - delay) / step) * step;
    const from = await this.#next(now, call);
    if (from > last) return true;
    const to = Math.min(last, from + (this.#most - 1) * step);
    const steps = { from, to, stepMs: step };
    if (await this.#readSteps(steps, now, call)) return to === last;
    return false;
  }

  /** The first step that is not read yet. */
  async #next(now: number, call: Call): Promise<number> {
    const { step, delay } = this.expression;
    this.#until = await this.#known();
    // An expression that is asked for late has its gap as far back as one that is not.
    const from = await readFrom(this.#until, now - delay, this.#config, () =>
      this.#servers.first(now, (api) => api.retentionMs(call)),
    );
    return (Math.floor(from / step) + 1) * step;
  }

  /** @returns `false` when it was too much at once: the next question is for less */
  async #readSteps(steps: Steps, now: number, call: Call): Promise<boolean> {
    const { from, to, stepMs } = steps;
    const { query } = this.expression;
    try {
      const answer = await this.#servers.ask(now, (api) => api.range(query, from, to, stepMs, call), call);
      await this.#commit(steps, answer.series);
      this.#most = Math.min(MAX_STEPS, 2 * this.#most);
      return true;
    } catch (error) {
      const canBeLess = to > from;
      if (canBeLess && (error instanceof TooMuch || wasTooSlow(error))) {
        this.#most = Math.max(1, Math.floor(((to - from) / stepMs + 1) / 2));
      }
      if (!(error instanceof TooMuch) || !canBeLess) throw error;
      return false;
    }
  }

  async #commit(steps: Steps, answers: Parameters<typeof expressionValues>[0]): Promise<void> {
    const { measure, kind } = this.expression;
    const { gauges, observations, tally } = expressionValues(answers, steps, {
      ...{ mapper: this.#mapper, measure, kind },
    });
    const { store, monitor } = this.#deps;
    const source = this.#config.name;
    const id = `expression ${measure} ${steps.from}-${steps.to}`;
    const state = [{ key: this.#stateKey, value: String(steps.to) }];
    this.#until = 'unread';
    const outcome = await store.write({ source, id, gauges, observations, state });
    if (outcome === 'duplicate') {
      monitor.count(source, 'duplicate', 1);
      return;
    }
    this.#until = steps.to;
    const { overflowed } = this.#mapper.interner;
    tally.count('overflowed', overflowed - this.#overflowed);
    this.#overflowed = overflowed;
    tally.report(monitor, source);
  }

  async #known(): Promise<number | undefined> {
    if (this.#until !== 'unread') return this.#until;
    return await savedStep(this.#deps.store, this.#config.name, this.#stateKey);
  }
}

async function savedStep(store: IntakeStore, source: string, key: string): Promise<number | undefined> {
  const saved = Number((await store.state(source)).get(key) ?? Number.NaN);
  return Number.isFinite(saved) ? saved : undefined;
}
