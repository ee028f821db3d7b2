import type { BreakerState, BreakerTransition } from '../../core/alert/breaker.ts';
import type { MappedBreaker } from '../../core/measure/mapper.ts';
import type { StateEntry } from '../../core/ports.ts';
import { type BreakerEvents, breakerPath } from '../cumulative/breaker-path.ts';

/** An instance that said nothing for this long is gone and has no say in its breaker's state. */
const GONE_AFTER_MS = 15 * 60_000;
const MAX_INSTANCES = 500;
const MAX_BREAKERS = 1_000;

const SEVERITY: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** What one process last said of a breaker. */
interface Said {
  readonly state: BreakerState;
  readonly at: number;
}

interface Breaker {
  readonly key: string;
  readonly name: string;
  readonly item: string;
  readonly environment: string;
  state: BreakerState | undefined;
  instances: Map<string, Said>;
}

/** Increases of a breaker's event counters within one export of one process. */
interface Happened {
  readonly mapped: MappedBreaker;
  readonly instance: string;
  readonly at: number;
  readonly events: Record<keyof BreakerEvents, number>;
}

/**
 * Turns samples of breakers into transitions. A breaker that several processes have is as its worst live one: open before half-open before
 * closed; so a fleet does not flap.
 */
export class BreakerWatch {
  readonly #product: string;
  readonly #breakers = new Map<string, Breaker>();
  /** Since the last batch. */
  #changed = new Set<Breaker>();
  #transitions: BreakerTransition[] = [];
  readonly #happened = new Map<string, Happened>();
  #overflowed = 0;

  constructor(product: string) {
    this.#product = product;
  }

  /** A gauge of states: `value` at `at` of one process. */
  sample(mapped: MappedBreaker, instance: string, at: number, value: number): void {
    const { read } = mapped;
    const state =
      read.kind === 'value'
        ? read.stateOf(value)
        : read.kind === 'one-hot' && value === 1
          ? read.state
          : undefined;
    if (state === undefined) return;
    this.#pass(mapped, instance, at, [state]);
  }

  /** A counter of events grew by `increase`, which may be 0, between the previous export and the one at `at`. */
  event(mapped: MappedBreaker, instance: string, at: number, increase: number): void {
    if (mapped.read.kind !== 'event') return;
    const key = `${keyOf(mapped)} ${instance} ${at}`;
    let happened = this.#happened.get(key);
    if (happened === undefined) {
      happened = { mapped, instance, at, events: { closed: 0, 'half-open': 0, open: 0 } };
      this.#happened.set(key, happened);
    }
    happened.events[mapped.read.state] += increase;
  }

  /** Ends a request: what its counters of events say is known only when all of them were read. */
  endRequest(): void {
    for (const { mapped, instance, at, events } of this.#happened.values()) {
      const before = this.#breaker(mapped)?.instances.get(instance)?.state;
      const path = breakerPath(before, events);
      // That nothing happened is worth telling, too: the process is still there.
      if (path.length > 0 || before !== undefined) this.#pass(mapped, instance, at, path);
    }
    this.#happened.clear();
  }

  /** The transitions since the last call, and what is to be remembered. */
  seal(): { readonly breakers: readonly BreakerTransition[]; readonly state: readonly StateEntry[] } {
    const breakers = this.#transitions;
    const state = [...this.#changed].map((breaker) => ({ key: `b:${breaker.key}`, value: write(breaker) }));
    this.#transitions = [];
    this.#changed = new Set();
    return { breakers, state };
  }

  /** Takes up what an earlier process wrote. */
  load(key: string, text: string): void {
    this.#breakers.set(key, read(key, text));
  }

  /** A process went through these states up to `at`; an empty path says that it is as it was. */
  #pass(mapped: MappedBreaker, instance: string, at: number, path: readonly BreakerState[]): void {
    const breaker = this.#breaker(mapped);
    if (breaker === undefined) {
      this.#overflowed += 1;
      return;
    }
    const last = breaker.instances.get(instance);
    if (last !== undefined && at <= last.at) return;
    this.#changed.add(breaker);
    const states = path.length > 0 || last === undefined ? path : [last.state];
    // Several changes between two exports keep their order by a millisecond each.
    states.forEach((state, i) => {
      breaker.instances.delete(instance);
      breaker.instances.set(instance, { state, at });
      this.#judge(breaker, Math.floor(at) - (states.length - 1 - i));
    });
  }

  #judge(breaker: Breaker, at: number): void {
    forgetTheGone(breaker.instances, at);
    const worst = worstOf(breaker.instances);
    if (worst === breaker.state) return;
    breaker.state = worst;
    const { name, item, environment } = breaker;
    this.#transitions.push({ product: this.#product, breaker: name, item, environment, at, state: worst });
  }

  /** How many samples of breakers beyond the limit there were since the last call. */
  takeOverflowed(): number {
    const overflowed = this.#overflowed;
    this.#overflowed = 0;
    return overflowed;
  }

  /** `undefined` for one more than there may be. */
  #breaker(mapped: MappedBreaker): Breaker | undefined {
    const key = keyOf(mapped);
    const known = this.#breakers.get(key);
    if (known !== undefined || this.#breakers.size >= MAX_BREAKERS) return known;
    const { breaker: name, item, environment } = mapped;
    const breaker: Breaker = { key, name, item, environment, state: undefined, instances: new Map() };
    this.#breakers.set(key, breaker);
    return breaker;
  }
}

function keyOf({ breaker, item, environment }: MappedBreaker): string {
  return JSON.stringify([breaker, item, environment]);
}

/** In the order of their last word, so that the first ones are the oldest. */
function forgetTheGone(instances: Map<string, Said>, now: number): void {
  for (const [instance, { at }] of instances) {
    if (at >= now - GONE_AFTER_MS && instances.size <= MAX_INSTANCES) return;
    instances.delete(instance);
  }
}

function worstOf(instances: ReadonlyMap<string, Said>): BreakerState {
  let worst: BreakerState = 'closed';
  for (const { state } of instances.values()) if (SEVERITY[state] > SEVERITY[worst]) worst = state;
  return worst;
}

function write({ state, instances }: Breaker): string {
  return JSON.stringify({ s: state, i: [...instances].map(([id, said]) => [id, said.state, said.at]) });
}

function read(key: string, text: string): Breaker {
  const [name, item, environment] = JSON.parse(key) as [string, string, string];
  const { s: state, i } = JSON.parse(text) as {
    s: BreakerState | undefined;
    i: [string, BreakerState, number][];
  };
  const instances = new Map(i.map(([id, said, at]) => [id, { state: said, at }]));
  return { key, name, item, environment, state, instances };
}
