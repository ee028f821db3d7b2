import type { Observation } from '../../core/ports.ts';

/** Both sides of a call cost something; their parts are told with them. */
const SIDES = ['tokens_input', 'tokens_output'] as const;
type Side = (typeof SIDES)[number];

/** Half-open, Unix ms. */
type Stretch = readonly [from: number, to: number];

/** Stretches of one side that wait for the other; beyond this the oldest will not be met any more. */
const MOST_WAITING = 64;

export type SavedStretches = readonly [
  item: string,
  environment: string,
  until: number | null,
  sides: readonly (readonly [Side, readonly Stretch[]])[],
];

interface Watched {
  readonly item: string;
  readonly environment: string;
  /** Costs were watched up to here. */
  until: number;
  /** Sides that were ever watched, with what waits for the other one. */
  readonly waiting: Map<Side, Stretch[]>;
}

/**
 * When costs were watched: when every side of tokens was that the item has at all. A source may tell of one side in another request than
 * of the other, and models that only embed have no output.
 */
export class WatchedTokens {
  readonly #byOwner = new Map<string, Watched>();

  constructor(saved: readonly SavedStretches[]) {
    for (const [item, environment, until, sides] of saved) {
      const watched = this.#of(item, environment);
      watched.until = until ?? Number.NEGATIVE_INFINITY;
      for (const [side, stretches] of sides) watched.waiting.set(side, [...stretches]);
    }
  }

  /** What of it is new: the stretches in which costs were watched, with the measure of the tokens still in them. */
  observe(observations: readonly Observation[]): Observation[] {
    return observations.flatMap((observation) => {
      const side = SIDES.find((one) => one === observation.measure);
      if (side === undefined) return [];
      const { item, environment, at, durationMs } = observation;
      const stretches = this.#add(this.#of(item, environment), side, [at - durationMs, at]);
      return stretches.map(([from, to]) => ({ ...observation, at: to, durationMs: to - from }));
    });
  }

  save(): SavedStretches[] {
    return [...this.#byOwner.values()].map(({ item, environment, until, waiting }) => [
      item,
      environment,
      Number.isFinite(until) ? until : null,
      [...waiting],
    ]);
  }

  #add(watched: Watched, side: Side, stretch: Stretch): readonly Stretch[] {
    const own = watched.waiting.get(side) ?? [];
    watched.waiting.set(side, own);
    const other = SIDES.find((one) => one !== side && watched.waiting.has(one));
    const theirs = other === undefined ? undefined : watched.waiting.get(other);
    const met = theirs === undefined ? [stretch] : theirs.flatMap((one) => overlap(one, stretch));
    own.push(stretch);
    if (own.length > MOST_WAITING) own.shift();
    const fresh = met.flatMap(([from, to]) => overlap([watched.until, Number.POSITIVE_INFINITY], [from, to]));
    watched.until = Math.max(watched.until, ...fresh.map(([, to]) => to));
    for (const [name, waiting] of watched.waiting) {
      watched.waiting.set(
        name,
        waiting.filter(([, to]) => to > watched.until),
      );
    }
    return fresh;
  }

  #of(item: string, environment: string): Watched {
    const key = JSON.stringify([item, environment]);
    let watched = this.#byOwner.get(key);
    if (watched === undefined) {
      watched = { item, environment, until: Number.NEGATIVE_INFINITY, waiting: new Map() };
      this.#byOwner.set(key, watched);
    }
    return watched;
  }
}

function overlap(a: Stretch, b: Stretch): Stretch[] {
  const [from, to] = [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
  return from < to ? [[from, to]] : [];
}
