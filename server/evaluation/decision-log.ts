import type { EventLog, LoggedEvent } from '../../core/ports.ts';
import { type DecisionData, decisionData } from '../http/contract/decisions.ts';

/** The event that somebody decided about an item. */
export const DECISION = 'decision';

/** More decisions of one product than this are not looked back on. */
const MOST = 10_000;

/** A decision as it is kept. */
export interface RecordedDecision extends DecisionData {
  /** Unix ms. */
  readonly at: number;
}

/** What stands after a decision was said, and whether it was new. */
export interface Recording {
  readonly recorded: boolean;
  readonly decision: RecordedDecision;
}

type ByItem = Map<string, RecordedDecision[]>;

/** What was decided about each item, out of the event log, where decisions live. */
export class DecisionLog {
  readonly #events: EventLog;
  readonly #products = new Map<string, Promise<ByItem>>();
  /** Settles with the last recording. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(events: EventLog) {
    this.#events = events;
  }

  /** Every decision about an item, ascending. @throws what the event log throws; the next call tries again */
  async of(product: string, item: string): Promise<readonly RecordedDecision[]> {
    return (await this.#read(product)).get(item) ?? [];
  }

  /** Those of all items of a product that were ever decided about. */
  all(product: string): Promise<ReadonlyMap<string, readonly RecordedDecision[]>> {
    return this.#read(product);
  }

  /**
   * Keeps a decision, unless the item's last one said the same: then that is what stands. One decision is looked at and kept at a time, so
   * that the same said twice at one instant is kept once.
   *
   * @throws what the event log throws; it is not kept then
   */
  record(product: string, item: string, taken: RecordedDecision): Promise<Recording> {
    const turn = this.#turn.catch(() => undefined).then(() => this.#record(product, item, taken));
    this.#turn = turn;
    return turn;
  }

  async #record(product: string, item: string, taken: RecordedDecision): Promise<Recording> {
    const known = await this.#read(product);
    const before = known.get(item) ?? [];
    const last = before.at(-1);
    if (last !== undefined && isSame(last, taken)) return { recorded: false, decision: last };
    const { at, ...data } = taken;
    await this.#events.append([{ at, product, item, type: DECISION, data }]);
    known.set(item, [...before, taken]);
    return { recorded: true, decision: taken };
  }

  #read(product: string): Promise<ByItem> {
    const known = this.#products.get(product) ?? this.#restore(product);
    this.#products.set(product, known);
    return known;
  }

  async #restore(product: string): Promise<ByItem> {
    try {
      const events = await this.#events.events({ product, types: [DECISION], limit: MOST });
      const decisions: ByItem = new Map();
      for (const event of events.toReversed()) {
        const decision = decisionIn(event);
        if (decision === undefined) continue;
        decisions.set(event.item, [...(decisions.get(event.item) ?? []), decision]);
      }
      return decisions;
    } catch (error) {
      this.#products.delete(product);
      throw error;
    }
  }
}

const SAID = ['decision', 'by', 'why', 'build', 'link', 'commit', 'state', 'waived'] as const;

function isSame(last: RecordedDecision, taken: RecordedDecision): boolean {
  return SAID.every((key) => last[key] === taken[key]);
}

/** A decision read back; `undefined` for what is none that this Gateline understands. */
function decisionIn({ at, data }: LoggedEvent): RecordedDecision | undefined {
  const read = decisionData.safeParse(data);
  return read.success ? { at, ...read.data } : undefined;
}
