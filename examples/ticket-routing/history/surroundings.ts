import type { World } from '../product/circumstances.ts';
import { BREAKER_EVENTS, BREAKER_STATES, type BreakerEvent, PIPELINE_STAGES } from '../product/metrics.ts';
import type { Random } from '../product/random.ts';
import { breakerEvent, breakerState, LABELED_EXAMPLES, PIPELINE_LAG, records } from '../product/series.ts';
import { BREAKER_RESET_SECONDS, type Route, recordErrorShare } from '../product/versions.ts';
import type { SeriesBook } from './series-book.ts';
import type { Step } from './step.ts';

/** The data pipeline in one process' life. */
export class Pipeline {
  readonly #book: SeriesBook;
  readonly #stages: readonly { readonly ok: number; readonly error: number }[];
  readonly #lag: number;
  readonly #labeled: number;

  constructor(book: SeriesBook) {
    this.#book = book;
    this.#stages = PIPELINE_STAGES.map((stage) => ({
      ok: book.series(records(stage, 'ok')),
      error: book.series(records(stage, 'error')),
    }));
    this.#lag = book.series(PIPELINE_LAG);
    this.#labeled = book.series(LABELED_EXAMPLES);
  }

  live(step: Step, world: World, random: Random): void {
    let left = random.poisson(step.recordsPerSecond * step.seconds);
    const share = recordErrorShare(step.burst) / this.#stages.length;
    for (const { ok, error } of this.#stages) {
      const failed = random.binomial(left, share);
      left -= failed;
      this.#book.add(ok, left);
      this.#book.add(error, failed);
    }
    this.#book.set(this.#lag, world.pipelineLag(step.to));
    this.#book.set(this.#labeled, world.labeledExamples(step.to));
  }
}

/** The circuit breaker around one route's model. */
export class BreakerHistory {
  readonly #book: SeriesBook;
  readonly #route: Route;
  readonly #state: number;
  readonly #events: Readonly<Record<BreakerEvent, number>>;

  constructor(book: SeriesBook, route: Route) {
    this.#book = book;
    this.#route = route;
    this.#state = book.series(breakerState(route));
    this.#events = Object.fromEntries(
      BREAKER_EVENTS.map((event) => [event, book.series(breakerEvent(route, event))]),
    ) as Record<BreakerEvent, number>;
  }

  /** @param answered calls that the model answered @param failed calls that it did not */
  live(step: Step, world: World, answered: number, failed: number): void {
    this.#count('fire', answered + failed);
    this.#count('success', answered);
    this.#count('fallback', failed);
    const incidents = this.#route === 'capable' ? world.incidents.between('breaker', step.from, step.to) : [];
    for (const { from, to } of incidents) {
      const begins = from >= step.from;
      const ends = to <= step.to;
      const seconds = (Math.min(to, step.to) - Math.max(from, step.from)) / 1000;
      const probes = Math.floor(seconds / BREAKER_RESET_SECONDS);
      this.#count('open', probes + (begins ? 1 : 0));
      this.#count('halfOpen', probes + (ends ? 1 : 0));
      this.#count('close', ends ? 1 : 0);
    }
    const tried = Math.round(failed * (this.#route === 'capable' ? step.givenUp : 1));
    this.#count('timeout', tried);
    this.#count('failure', tried);
    this.#count('reject', failed - tried);
    const open = this.#route === 'capable' && world.incidents.active('breaker', step.to) !== undefined;
    this.#book.set(this.#state, open ? BREAKER_STATES.open : BREAKER_STATES.closed);
  }

  #count(event: BreakerEvent, n: number): void {
    if (n > 0) this.#book.add(this.#events[event], n);
  }
}
