/** Of intervals that follow each other without a gap so many are told apart at most: the latest. */
const TOLD_APART = 32;

/** How many instants are remembered of a stream's intervals while there is room for it. */
export const MANY_INSTANTS = 2_048;

/** How many always are. */
export const FEW_INSTANTS = 64;

/** What is remembered at most. */
export interface IntervalLimits {
  /** What ended before is refused for its age, and need not be known. Unix ms. */
  readonly oldest: number;
  /** Instants. */
  readonly most: number;
}

/** Intervals that follow each other without a gap. */
interface Chain {
  /** Where the first begins, and where each ends, ascending. Unix ms. */
  readonly instants: readonly number[];
  /** Several lie between the first two instants; where one ends and the next begins there was forgotten. */
  readonly blurred: boolean;
}

/** For JSON: the floor (`null`: none), then each chain: 1 if it is blurred, else 0, and its instants. */
export type IntervalList = readonly [number | null, ...(readonly number[])[]];
type OlderList = readonly [number | null, ...number[]];

/**
 * Which intervals of a delta stream were counted, so that each counts once whatever order they come in. Immutable; streams that are exported
 * together share one.
 *
 * Intervals are known by start and end. Processes that share an identity (no `service.instance.id`) so stay apart: their intervals overlap
 * but do not coincide. What follows without a gap is kept as one chain, of which only the latest intervals are told apart, so a sender
 * that goes on as it did costs little, and one that comes in any order is known as long as there is room for its gaps.
 */
export class CountedIntervals {
  static readonly NONE = new CountedIntervals(Number.NEGATIVE_INFINITY, []);

  /** What ended at or before it may have been counted. Unix ms. */
  readonly floor: number;
  /** Ascending by end. */
  readonly #chains: readonly Chain[];
  readonly #instants: number;
  #list: IntervalList | undefined;

  private constructor(floor: number, chains: readonly Chain[]) {
    this.floor = floor;
    this.#chains = chains;
    this.#instants = instantsOf(chains);
  }

  /** How many instants are remembered beyond {@link FEW_INSTANTS}. */
  get excess(): number {
    return Math.max(0, this.#instants - FEW_INSTANTS);
  }

  /** The intervals with this one added; `counted` when it was before, `unsure` when nobody can tell. */
  with(start: number, end: number, limits: IntervalLimits): CountedIntervals | 'counted' | 'unsure' {
    let isUnsure = end <= this.floor;
    let before: Chain | undefined;
    let after: Chain | undefined;
    for (let i = this.#chains.length - 1; i >= 0; i -= 1) {
      const chain = this.#chains[i] as Chain;
      const chainEnd = endOf(chain);
      if (chainEnd < start) break;
      if (chainEnd === start) before = chain;
      if (startOf(chain) === end) after = chain;
      const counted = holds(chain, start, end);
      if (counted === true) return 'counted';
      if (counted === undefined) isUnsure = true;
    }
    if (isUnsure) return 'unsure';
    const chains = this.#chains.filter((chain) => chain !== before && chain !== after);
    const added = joined(before, start, end, after);
    let place = chains.length;
    while (place > 0 && endOf(chains[place - 1] as Chain) > endOf(added)) place -= 1;
    chains.splice(place, 0, added);
    return this.#within(chains, limits);
  }

  /** Forgets what needs not be known, and what there is no room for: intervals that lie far back first. */
  #within(all: readonly Chain[], { oldest, most }: IntervalLimits): CountedIntervals {
    let chains = all;
    if (instantsOf(chains) > most) {
      const toldApart = Math.max(1, Math.floor(most / chains.length) - 2);
      chains = chains.map((chain) => shortened(chain, toldApart));
    }
    let floor = this.floor;
    let instants = instantsOf(chains);
    let gone = 0;
    for (const chain of chains) {
      const end = endOf(chain);
      if (end >= oldest && instants <= most) break;
      floor = Math.max(floor, end);
      instants -= chain.instants.length;
      gone += 1;
    }
    return new CountedIntervals(floor, gone === 0 ? chains : chains.slice(gone));
  }

  /** The same list at each call. */
  toList(): IntervalList {
    this.#list ??= [
      Number.isFinite(this.floor) ? this.floor : null,
      ...this.#chains.map(({ instants, blurred }) => [blurred ? 1 : 0, ...instants]),
    ];
    return this.#list;
  }

  /** Reads what {@link toList} gave, or its older form: the floor, then start and end of each interval, not in lists. */
  static fromList([floor, ...rest]: IntervalList | OlderList): CountedIntervals {
    const chains = rest.flatMap((each, i): Chain | [] => {
      if (typeof each !== 'number') return { instants: each.slice(1), blurred: each[0] === 1 };
      return i % 2 === 0 ? { instants: [each, rest[i + 1] as number], blurred: false } : [];
    });
    return new CountedIntervals(floor ?? Number.NEGATIVE_INFINITY, chains);
  }
}

function startOf({ instants }: Chain): number {
  return instants[0] as number;
}

function endOf({ instants }: Chain): number {
  return instants[instants.length - 1] as number;
}

function instantsOf(chains: readonly Chain[]): number {
  return chains.reduce((sum, { instants }) => sum + instants.length, 0);
}

/** Whether an interval is one of a chain's; `undefined` when it lies where they are not told apart. */
function holds({ instants, blurred }: Chain, start: number, end: number): boolean | undefined {
  if ((instants[0] as number) > start) return false;
  if (blurred && end <= (instants[1] as number)) return undefined;
  for (let i = instants.length - 1; i > 0 && (instants[i] as number) >= end; i -= 1) {
    if (instants[i] === end && instants[i - 1] === start) return true;
  }
  return false;
}

/** An interval with what ends where it begins and what begins where it ends. */
function joined(before: Chain | undefined, start: number, end: number, after: Chain | undefined): Chain {
  const front = before?.instants ?? [start];
  const back = after?.instants ?? [end];
  // What lies before something that is blurred is blurred, too.
  if (after?.blurred === true) return { instants: [front[0] as number, ...back.slice(1)], blurred: true };
  return shortened({ instants: [...front, ...back], blurred: before?.blurred ?? false }, TOLD_APART);
}

/** A chain of which no more than so many intervals, and one at its beginning, are told apart. */
function shortened(chain: Chain, toldApart: number): Chain {
  const { instants } = chain;
  if (instants.length <= toldApart + 2) return chain;
  return { instants: [instants[0] as number, ...instants.slice(-toldApart - 1)], blurred: true };
}
