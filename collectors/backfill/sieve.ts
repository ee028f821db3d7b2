import type {
  GaugePoint,
  MeasurementStore,
  Observation,
  StateEntry,
  WriteBatch,
  WriteOutcome,
} from '../../core/ports.ts';
import { type Stretch, type WatchedThing, watchedStretches } from './watched-stretches.ts';

export interface SieveOptions {
  readonly product: string;
  /** What lies before or after these is left out, Unix ms, both included. */
  readonly from: number;
  readonly to: number;
  /** What is there already is left out; else only what lies outside. */
  readonly leavesOutKnown: boolean;
  /** Told of each batch that is committed. */
  onWritten?(batch: WriteBatch): void;
}

/** The store that a past goes through. */
export type SieveStore = Pick<
  MeasurementStore,
  'write' | 'state' | 'cursor' | 'read' | 'breakers' | 'series'
>;

const BREAKERS_KEY = JSON.stringify(['breakers there before']);

/**
 * A store that takes in of a past what is not there yet. A point stands for the time since the reading before it; it counts unless some of
 * that time was watched by whoever came earlier. Memory and cursor of the source are kept whole.
 */
export class Sieve implements Pick<MeasurementStore, 'write' | 'state' | 'cursor'> {
  readonly #store: SieveStore;
  readonly #options: SieveOptions;
  readonly #known = new Map<string, readonly Stretch[]>();
  #breakers: ReadonlyMap<string, number> | undefined;
  #taken = 0;
  #leftOut = 0;

  constructor(store: SieveStore, options: SieveOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Points that were written. */
  get taken(): number {
    return this.#taken;
  }

  /** Points that were there already, or lay outside. */
  get leftOut(): number {
    return this.#leftOut;
  }

  state(source: string): Promise<ReadonlyMap<string, string>> {
    return this.#store.state(source);
  }

  cursor(source: string): Promise<string | undefined> {
    return this.#store.cursor(source);
  }

  async write(batch: WriteBatch): Promise<WriteOutcome> {
    await this.#learn(batch);
    const remembered = await this.#breakersBefore(batch.source);
    const there = await this.#firstGauges(batch.gauges ?? []);
    const begins = beginningsOf(batch.observations ?? []);
    const isNew = (thing: WatchedThing, at: number) =>
      this.#isNew(keyOf(thing), begins.get(pointKey(thing, at)) ?? at - 1, at);
    const kept = {
      counters: (batch.counters ?? []).filter(
        ({ series, at, value }) => isNew(series, at) && !(value === 0 && this.#begins(series, at)),
      ),
      distributions: (batch.distributions ?? []).filter(({ series, at }) => isNew(series, at)),
      gauges: (batch.gauges ?? []).filter((one) => isNew(one.series, one.at) && !there.has(one)),
      observations: (batch.observations ?? []).filter((one) => isNew(one, one.at)),
      breakers: (batch.breakers ?? []).filter(
        (one) => this.#isWithin(one.at) && one.at < (this.#breakers?.get(breakerKey(one)) ?? Infinity),
      ),
    };
    const state = [...(batch.state ?? []), ...remembered];
    const outcome = await this.#store.write({ ...batch, ...kept, state });
    if (outcome === 'written') {
      const points = pointsIn(kept);
      this.#taken += points;
      this.#leftOut += pointsIn(batch) - points;
    }
    this.#options.onWritten?.(batch);
    return outcome;
  }

  #isNew(key: string, begin: number, at: number): boolean {
    if (!this.#isWithin(at)) return false;
    const stretches = this.#known.get(key) ?? [];
    return !stretches.some(({ from, until }) => begin < until && at > from);
  }

  #begins(thing: WatchedThing, at: number): boolean {
    return (this.#known.get(keyOf(thing)) ?? []).some(({ from }) => from === at);
  }

  /** The first sample of a stretch may be there, though nobody watched before it. */
  async #firstGauges(gauges: readonly GaugePoint[]): Promise<ReadonlySet<GaugePoint>> {
    const there = new Set<GaugePoint>();
    for (const one of gauges.filter(({ series, at }) => this.#begins(series, at))) {
      const { product, measure, item, environment } = one.series;
      const select = [{ measure, kind: 'gauge' as const, items: [item], environments: [environment] }];
      const { selections } = await this.#store.read({ product, from: one.at, to: one.at + 1, select });
      const group = selections[0]?.groups[0];
      if (group?.kind === 'gauge' && group.steps[0] !== undefined) there.add(one);
    }
    return there;
  }

  #isWithin(at: number): boolean {
    return at >= this.#options.from && at <= this.#options.to;
  }

  /** Looks up what was watched of things that are new to us, before anything of them is written. */
  async #learn({
    observations = [],
    counters = [],
    distributions = [],
    gauges = [],
  }: WriteBatch): Promise<void> {
    if (!this.#options.leavesOutKnown) return;
    const unknown = new Map<string, WatchedThing>();
    const note = (thing: WatchedThing) => {
      const key = keyOf(thing);
      if (!this.#known.has(key)) unknown.set(key, thing);
    };
    for (const one of observations) note(one);
    for (const { series } of [...counters, ...distributions, ...gauges]) note(series);
    if (unknown.size === 0) return;
    const { product, from, to } = this.#options;
    const found = await watchedStretches(this.#store, product, [...unknown.values()], { from, to });
    for (const [i, key] of [...unknown.keys()].entries()) this.#known.set(key, found[i] ?? []);
  }

  /**
   * Changes of breakers that are known are told apart from ours by what was there before the first run, which is remembered with the data.
   * @returns what is to be remembered
   */
  async #breakersBefore(source: string): Promise<readonly StateEntry[]> {
    if (this.#breakers !== undefined || !this.#options.leavesOutKnown) return [];
    const saved = (await this.#store.state(source)).get(BREAKERS_KEY);
    if (saved !== undefined) {
      this.#breakers = new Map(JSON.parse(saved) as [string, number][]);
      return [];
    }
    const { product, from, to } = this.#options;
    const first = new Map<string, number>();
    for (const one of await this.#store.breakers(product, from, to + 1)) {
      const key = breakerKey(one);
      first.set(key, Math.min(one.at, first.get(key) ?? one.at));
    }
    this.#breakers = first;
    return [{ key: BREAKERS_KEY, value: JSON.stringify([...first]) }];
  }
}

/** Since when each observation watched, by what it is of and when it ended. */
function beginningsOf(observations: readonly Observation[]): ReadonlyMap<string, number> {
  const begins = new Map<string, number>();
  for (const one of observations) begins.set(pointKey(one, one.at), one.at - one.durationMs);
  return begins;
}

function keyOf({ measure, item, environment }: WatchedThing): string {
  return JSON.stringify([measure, item, environment]);
}

function pointKey(thing: WatchedThing, at: number): string {
  return `${at} ${keyOf(thing)}`;
}

function breakerKey(one: { readonly breaker: string; readonly item: string; readonly environment: string }) {
  return JSON.stringify([one.breaker, one.item, one.environment]);
}

function pointsIn(batch: Pick<WriteBatch, 'counters' | 'distributions' | 'gauges' | 'breakers'>): number {
  const { counters = [], distributions = [], gauges = [], breakers = [] } = batch;
  return counters.length + distributions.length + gauges.length + breakers.length;
}
