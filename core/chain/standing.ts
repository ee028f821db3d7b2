import type { GateVerdict, VerdictState } from '../gate/verdict.ts';
import { dateWords } from '../gate/words.ts';
import { Dependencies } from '../roadmap/dependencies.ts';
import type { Item, Lifecycle } from '../roadmap/roadmap.ts';
import { subjectName } from '../roadmap/subject.ts';

/**
 * Where an item stands in the chain of what needs what.
 *
 * - `there`: it serves (or has served), and its gate, if it has one, passes
 * - `ready`: nothing is in its way any more, but it does not serve yet
 * - `held`: its own gate does not pass
 * - `waits`: something that it needs is not there
 * - `open`: it has no gate, needs nothing that is missing, and work on it goes on
 */
export const STANDINGS = ['there', 'ready', 'held', 'waits', 'open'] as const;
export type StandingState = (typeof STANDINGS)[number];

/** An item's place in the chain, and why it is there. */
export interface Standing {
  readonly item: string;
  readonly state: StandingState;
  /** The whole chain in one sentence, down to the criterion that holds everything up. */
  readonly sentence: string;
  /** Ids from the item down to what holds it up, both included; the item alone where nothing else does. */
  readonly chain: readonly string[];
  /** It can ship before what it waits for, with deterministic logic. */
  readonly deterministicFirst: boolean;
}

/** What serves, or has served: whoever needs it has it. */
const SERVING: readonly Lifecycle[] = ['rollout', 'live', 'retired'];
/** The gravest first: what an item is said to wait for. */
const GRAVITY: readonly VerdictState[] = ['fail', 'no-data', 'unproven', 'not-started', 'pass'];

/**
 * Where every item of a roadmap stands, in its order. A roadmap with a loop has none that is in force, but a loop does no harm here: an item is
 * told once in a chain.
 */
export function standings(items: readonly Item[], gates: readonly GateVerdict[]): readonly Standing[] {
  const chain = new Chain(items, gates);
  return items.map((item) => chain.standing(item));
}

class Chain {
  readonly #items: ReadonlyMap<string, Item>;
  readonly #gates: ReadonlyMap<string, GateVerdict>;
  readonly #dependencies: Dependencies;

  constructor(items: readonly Item[], gates: readonly GateVerdict[]) {
    this.#items = new Map(items.map((item) => [item.id, item]));
    this.#gates = new Map(gates.map((gate) => [gate.item, gate]));
    this.#dependencies = new Dependencies(items);
  }

  standing(item: Item): Standing {
    const state = this.#state(item);
    const links = state === 'waits' ? this.#links(item) : [item];
    return {
      item: item.id,
      state,
      sentence: state === 'waits' ? this.#chainWords(item, links) : this.#ownWords(item, state),
      chain: links.map(({ id }) => id),
      deterministicFirst: state === 'waits' && item.deterministicFirst === true,
    };
  }

  #state(item: Item): StandingState {
    if (this.#isThere(item)) return 'there';
    if (this.#isHeld(item)) return 'held';
    if (this.#missing(item).length > 0) return 'waits';
    const gate = this.#gates.get(item.id);
    if (gate !== undefined) return gate.state === 'pass' ? 'ready' : 'held';
    return 'open';
  }

  /** It serves, and nothing that it promised is missing: whoever needs it need not wait. */
  #isThere(item: Item): boolean {
    const gate = this.#gates.get(item.id);
    return SERVING.includes(item.lifecycle) && (gate === undefined || gate.state === 'pass');
  }

  /** Its own gate has been tried and does not pass: that is said before what it waits for. */
  #isHeld({ id }: Item): boolean {
    const state = this.#gates.get(id)?.state;
    return state !== undefined && state !== 'pass' && state !== 'not-started';
  }

  /** What the item needs itself and is not there; the gravest first, of equal ones in the order of the roadmap. */
  #missing(item: Item): readonly Item[] {
    return this.#dependencies
      .needs(item.id)
      .flatMap((id) => this.#items.get(id) ?? [])
      .filter((needed) => !this.#isThere(needed))
      .sort((a, b) => this.#gravity(a) - this.#gravity(b));
  }

  #gravity({ id }: Item): number {
    const state = this.#gates.get(id)?.state;
    // Something without a gate is as far as something that has not been started.
    return GRAVITY.indexOf(state ?? 'not-started');
  }

  /** From the item to what holds it up: a gate that was tried and does not pass, or something that waits for nothing else. */
  #links(item: Item): readonly Item[] {
    const links = [item];
    for (let at: Item | undefined = item; at !== undefined; ) {
      const next: Item | undefined =
        at !== item && this.#isHeld(at)
          ? undefined
          : this.#missing(at).find((candidate) => !links.includes(candidate));
      if (next !== undefined) links.push(next);
      at = next;
    }
    return links;
  }

  #chainWords(item: Item, links: readonly Item[]): string {
    const waits = links
      .slice(1)
      .map((needed, i) => `${subjectName(links[i] ?? item)} waits for ${subjectName(needed)}`);
    const last = links.at(-1) ?? item;
    return [...waits, this.#ownWords(last, this.#state(last))].join('; ');
  }

  #alsoWaits(item: Item): string {
    const missing = this.#missing(item).map(subjectName);
    return missing.length === 0 ? '' : `It also waits for ${listWords(missing)}.`;
  }

  #ownWords(item: Item, state: StandingState): string {
    const subject = subjectName(item);
    const gate = this.#gates.get(item.id);
    switch (state) {
      case 'there':
        return gate === undefined ? `${subject} is ${lifecycleWords(item)}.` : gate.sentence;
      case 'held':
        return [gate?.sentence ?? '', this.#alsoWaits(item)].join(' ').trim();
      case 'ready':
        return `${subject} passes its gate and is ${lifecycleWords(item)}: it can ship.`;
      default:
        return `${subject} is ${lifecycleWords(item)}${dueWords(item)}.`;
    }
  }
}

function listWords(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function lifecycleWords({ lifecycle }: Item): string {
  const words: Readonly<Record<Lifecycle, string>> = {
    planned: 'planned',
    candidate: 'a candidate',
    staging: 'in staging',
    rollout: 'in rollout',
    live: 'live',
    retired: 'retired',
  };
  return words[lifecycle];
}

function dueWords({ due, gate }: Item): string {
  const date = due ?? gate?.due;
  return date === undefined ? '' : `, due ${dateWords(date)}`;
}
