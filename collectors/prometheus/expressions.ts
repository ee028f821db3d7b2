import { GatelineError } from '../../core/errors.ts';
import { wasTooSlow } from '../http/failure.ts';
import type { IntakeDeps } from '../source.ts';
import type { Call } from './api.ts';
import { ExpressionReader } from './expression-reader.ts';
import type { PrometheusSource } from './schema.ts';
import type { Servers } from './servers.ts';

/** What is not read by then is read in the next run. */
const LONGEST_RUN_MS = 20_000;
/** An expression that is refused or too slow is left alone for this long: waiting for it would hold up the others. */
const REST_MS = 60_000;

/** Errors of one expression; others are of the store, or ours. */
const OF_THE_SOURCE: ReadonlySet<string> = new Set([
  'source-unreachable',
  'source-refused',
  'source-answer-invalid',
  'limit-exceeded',
]);

interface KnownExpression {
  readonly reader: ExpressionReader;
  /** Unix ms. */
  restsUntil: number;
  error: GatelineError | undefined;
}

/** The expressions of a source. One that fails is told at the source, and the others are none the worse. */
export class Expressions {
  readonly #all: readonly KnownExpression[];
  readonly #deps: IntakeDeps;
  readonly #servers: Servers;

  constructor(config: PrometheusSource, deps: IntakeDeps, servers: Servers) {
    this.#deps = deps;
    this.#servers = servers;
    this.#all = config.expressions.map((expression) => ({
      reader: new ExpressionReader(expression, config, deps, servers),
      restsUntil: Number.NEGATIVE_INFINITY,
      error: undefined,
    }));
  }

  /** What is amiss with any of them, one sentence each. */
  get warnings(): readonly string[] {
    const troubles = this.#all.flatMap(({ reader, error }) =>
      error === undefined ? [] : [told(reader.expression.measure, error)],
    );
    return [...troubles, ...this.#servers.warnings];
  }

  /** The first one's error where there are some and none can be read. */
  get failure(): GatelineError | undefined {
    const [first] = this.#all;
    if (first?.error === undefined || this.#all.some(({ error }) => error === undefined)) return undefined;
    return new GatelineError(first.error.code, told(first.reader.expression.measure, first.error));
  }

  /** Reads each up to now, as far as the time of one run goes. */
  async read(call: Call): Promise<void> {
    const { clock } = this.#deps;
    const until = clock.now() + LONGEST_RUN_MS;
    // After an outage each has its turn: a slice of one, a slice of the next.
    let open = this.#all.filter(({ restsUntil }) => restsUntil <= clock.now());
    while (open.length > 0 && clock.now() <= until) {
      const unfinished: KnownExpression[] = [];
      for (const one of open) {
        if (clock.now() <= until && !(await this.#readOne(one, call))) unfinished.push(one);
      }
      open = unfinished;
    }
  }

  /** @returns whether there is nothing more to read of it in this run */
  async #readOne(one: KnownExpression, call: Call): Promise<boolean> {
    call.signal.throwIfAborted();
    const now = this.#deps.clock.now();
    try {
      const done = await one.reader.read(now, call);
      one.error = undefined;
      return done;
    } catch (error) {
      call.signal.throwIfAborted();
      if (!(error instanceof GatelineError) || !OF_THE_SOURCE.has(error.code)) throw error;
      one.error = error;
      // A server that is away costs no time, and may be back at once.
      const isAway = error.code === 'source-unreachable' && !wasTooSlow(error);
      if (!isAway) one.restsUntil = this.#deps.clock.now() + REST_MS;
      return true;
    }
  }
}

function told(measure: string, error: GatelineError): string {
  return `The expression for ${measure} cannot be read: ${error.message}`;
}
