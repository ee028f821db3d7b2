import { Answering } from './history/answering.ts';
import { SeriesBook } from './history/series-book.ts';
import { stepBetween } from './history/step.ts';
import { BreakerHistory, Pipeline } from './history/surroundings.ts';
import { World } from './product/circumstances.ts';
import { Random } from './product/random.ts';
import type { Route } from './product/versions.ts';
import type { Timeline } from './timeline.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Scrapes are a minute apart for this long, and an hour before that. */
const FINE_MS = 48 * HOUR_MS;
/** A process is restarted once in each span of this length, beside the releases. */
const RESTART_EVERY_MS = 12 * DAY_MS;
/** From the stop of a process to the start of the next. */
const RESTART_TAKES_MS = 20_000;

/** What a scrape of the service would have answered. */
export interface PastScrape {
  /** Unix ms. */
  readonly at: number;
  /** Text format 0.0.4. */
  readonly body: string;
}

export interface HistoryOptions {
  readonly timeline: Timeline;
  /** The last scrape, Unix ms. */
  readonly until: number;
  /** The first scrape, Unix ms. Default: a year before `until`. */
  readonly from?: number;
  /** Default: `demo`, as the service's. */
  readonly seed?: string;
}

/** The times of the scrapes, ascending, Unix ms: full hours, full minutes in the last 48 hours, and the two ends themselves. */
export function scrapeTimes({
  until,
  from = until - 365 * DAY_MS,
}: Pick<HistoryOptions, 'until' | 'from'>): number[] {
  const fineFrom = Math.max(from, Math.ceil((until - FINE_MS) / HOUR_MS) * HOUR_MS);
  const times = [from];
  for (let at = nextFull(from, HOUR_MS); at < fineFrom; at += HOUR_MS) times.push(at);
  for (let at = nextFull(fineFrom - 1, MINUTE_MS); at < until; at += MINUTE_MS) if (at > from) times.push(at);
  if (until > from) times.push(until);
  return times;
}

/**
 * The example's past as its /metrics would have told it: one scrape after another, counters that run on and begin anew when the
 * process was restarted. The same timeline, times and seed give the same text, and the live service goes on with the same rates.
 */
export async function* history(options: HistoryOptions): AsyncGenerator<PastScrape, void, undefined> {
  const { timeline, seed = 'demo' } = options;
  const world = new World(timeline, seed);
  const times = scrapeTimes(options);
  const restarts = restartsOf(timeline, seed, times[0] ?? 0, options.until);
  let life: Life | undefined;
  let before = times[0] ?? 0;
  let nextRestart = 0;
  for (const at of times) {
    while ((restarts[nextRestart] ?? Infinity) <= at) {
      nextRestart += 1;
      life = undefined;
    }
    life ??= new Life(world, before, at);
    if (at > before) life.live(before, at);
    yield { at, body: life.expose() };
    before = at;
  }
}

/** One process of the service, from its start to its end. */
class Life {
  readonly #world: World;
  readonly #random: Random;
  readonly #book: SeriesBook;
  readonly #answering: readonly Answering[];
  readonly #breakers: ReadonlyMap<Route, BreakerHistory>;
  readonly #pipeline: Pipeline;

  /** It comes up right after the scrape before it, and is scraped first at `firstScrape` (both Unix ms). */
  constructor(world: World, scrapeBefore: number, firstScrape: number) {
    this.#world = world;
    this.#random = new Random(`${world.seed}/life/${firstScrape}`);
    this.#book = new SeriesBook(Math.min(scrapeBefore + RESTART_TAKES_MS, firstScrape));
    this.#answering = world.groups(firstScrape).map((group) => new Answering(this.#book, group));
    const guarded: readonly Route[] = world.guarded(firstScrape) ? ['fast', 'capable'] : [];
    this.#breakers = new Map(guarded.map((route) => [route, new BreakerHistory(this.#book, route)]));
    this.#pipeline = new Pipeline(this.#book);
  }

  /** Draws what happened in (from, to], Unix ms. */
  live(from: number, to: number): void {
    const step = stepBetween(this.#world, from, to);
    const calls = this.#answering.flatMap((answering) => answering.live(step, this.#random));
    for (const [route, breaker] of this.#breakers) {
      const own = calls.filter((call) => call.route === route);
      breaker.live(step, this.#world, sum(own, 'answered'), sum(own, 'failed'));
    }
    this.#pipeline.live(step, this.#world, this.#random);
  }

  expose(): string {
    return this.#book.expose();
  }
}

/** When a new process took over in (from, to]: at each release and change of traffic, and now and then for reasons of its own. */
function restartsOf(timeline: Timeline, seed: string, from: number, to: number): number[] {
  const own: number[] = [];
  for (let slot = Math.floor(from / RESTART_EVERY_MS); slot * RESTART_EVERY_MS <= to; slot += 1) {
    own.push((slot + new Random(`${seed}/restart/${slot}`).next()) * RESTART_EVERY_MS);
  }
  const all = [...own, timeline.breakersSince, ...timeline.changes(from, to)];
  return all.filter((at) => at > from && at <= to).sort((a, b) => a - b);
}

function nextFull(at: number, unit: number): number {
  return (Math.floor(at / unit) + 1) * unit;
}

function sum(calls: readonly { answered: number; failed: number }[], what: 'answered' | 'failed'): number {
  return calls.reduce((total, call) => total + call[what], 0);
}
