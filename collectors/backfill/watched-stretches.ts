import type { MeasurementStore } from '../../core/ports.ts';
import { MAX_STEPS } from '../../core/ports.ts';

/** A time that was watched: after `from`, up to `until`. Unix ms. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** What is watched: a measure of an item in an environment. */
export interface WatchedThing {
  readonly measure: string;
  readonly item: string;
  readonly environment: string;
}

const QUARTER_HOUR_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Questions of one read. */
const AT_ONCE = 50;
/** With more separate stretches than this their ends are not looked for to the millisecond. */
const MOST_EXACT = 200;

/** A step in which something was watched: observations that ended in [from, to), and how long they were together. */
interface WatchedStep {
  readonly from: number;
  readonly to: number;
  readonly watchedMs: number;
}

/**
 * The times between `from` and `to` (Unix ms) in which these things were watched already, for each of them ascending. They are told to the
 * millisecond where the store has single readings, and never shorter than they were: a gap of less than a step of {@link MAX_STEPS} is
 * none.
 */
export async function watchedStretches(
  store: Pick<MeasurementStore, 'read'>,
  product: string,
  things: readonly WatchedThing[],
  window: { readonly from: number; readonly to: number },
): Promise<readonly (readonly Stretch[])[]> {
  const found: (readonly Stretch[])[] = [];
  for (let i = 0; i < things.length; i += AT_ONCE) {
    const reader = new WatchReader(store, product, things.slice(i, i + AT_ONCE));
    found.push(...(await reader.stretches(window.from, window.to)));
  }
  return found;
}

class WatchReader {
  readonly #store: Pick<MeasurementStore, 'read'>;
  readonly #product: string;
  readonly #things: readonly WatchedThing[];
  /** What was asked for, by its window: things that were watched by one source have the same ends. */
  readonly #reads = new Map<string, Promise<readonly (readonly WatchedStep[])[]>>();

  constructor(store: Pick<MeasurementStore, 'read'>, product: string, things: readonly WatchedThing[]) {
    this.#store = store;
    this.#product = product;
    this.#things = things;
  }

  async stretches(from: number, to: number): Promise<readonly (readonly Stretch[])[]> {
    // What ended a while later may have begun before.
    const begin = Math.floor(from / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
    const all = await this.#steps(begin, to + DAY_MS, QUARTER_HOUR_MS);
    return Promise.all(all.map((steps, thing) => this.#exact(thing, steps)));
  }

  async #exact(thing: number, steps: readonly WatchedStep[]): Promise<readonly Stretch[]> {
    const runs = joined(steps);
    const exactly = runs.length <= MOST_EXACT;
    const found: Stretch[] = [];
    for (const run of runs) {
      const [first, last] = [run[0] as WatchedStep, run.at(-1) as WatchedStep];
      const from = exactly ? await this.#narrowed(thing, first, 0) : first;
      const until = exactly ? await this.#narrowed(thing, last, -1) : last;
      // An observation is of the millisecond that it ended in.
      found.push({ from: from.from - from.watchedMs, until: until.to - 1 });
    }
    return found;
  }

  /** The first (0) or the last (-1) observation within a step, as closely as the store can tell. */
  async #narrowed(thing: number, step: WatchedStep, which: 0 | -1): Promise<WatchedStep> {
    let found = step;
    while (found.to - found.from > 1) {
      const within = (await this.#steps(found.from, found.to, 1))[thing]?.at(which);
      if (within === undefined || within.to - within.from >= found.to - found.from) break;
      found = within;
    }
    return found;
  }

  #steps(from: number, to: number, unitMs: number): Promise<readonly (readonly WatchedStep[])[]> {
    const key = `${from}-${to}`;
    const known = this.#reads.get(key) ?? this.#read(from, to, unitMs);
    this.#reads.set(key, known);
    return known;
  }

  /** @param unitMs steps are whole multiples of it */
  async #read(from: number, to: number, unitMs: number): Promise<readonly (readonly WatchedStep[])[]> {
    const stepMs = Math.ceil((to - from) / MAX_STEPS / unitMs) * unitMs;
    const boundaries = Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, i) => from + i * stepMs);
    boundaries.push(to);
    const select = this.#things.map(({ measure, item, environment }) => ({
      // Of which kind it is does not matter to how long it was watched; as a gauge it costs least.
      ...{ measure, kind: 'gauge' as const, items: [item], environments: [environment] },
    }));
    const answer = await this.#store.read({ product: this.#product, from, to, boundaries, select });
    // Single readings are not kept any more: what the roll-ups tell is all there is.
    if (answer.alignedToMs > stepMs) return this.#things.map(() => []);
    return answer.selections.map(({ observedMs }) =>
      [...observedMs].flatMap((watchedMs, i) =>
        watchedMs > 0 ? [{ from: boundaries[i] as number, to: boundaries[i + 1] as number, watchedMs }] : [],
      ),
    );
  }
}

/** Steps that follow one another, as far back as their observations may reach. */
function joined(steps: readonly WatchedStep[]): readonly (readonly WatchedStep[])[] {
  const runs: WatchedStep[][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && step.from - step.watchedMs <= before.to)
      last.push(step);
    else runs.push([step]);
  }
  return runs;
}
