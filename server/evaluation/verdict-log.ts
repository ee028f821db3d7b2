import type { CriterionVerdict, GateVerdict, VerdictState } from '../../core/gate/verdict.ts';
import { type GateChange, sinceWhen } from '../../core/history/gate-history.ts';
import type { EventLog, LoggedEvent } from '../../core/ports.ts';
import {
  changeIn,
  changesOf,
  keyOf,
  type RecordedVerdict,
  recordedAs,
  toEvent,
  VERDICT_CHANGED,
  type VerdictChange,
} from './verdict-change.ts';

/** As many events a page when the log is read back; more where so many changed at one instant. */
const PAGE = 1_000;
const LARGEST_PAGE = 100_000;
/** And as many pages: what has not changed in a million changes is taken as new. */
const MAX_PAGES = 1_000;

/** What was recorded of one product. */
interface Recorded {
  /** The last verdicts, by what they are of. */
  readonly verdicts: Map<string, RecordedVerdict>;
  /** Every change of each item's gate, ascending. */
  readonly gates: Map<string, GateChange[]>;
}

/** What was recorded of gates and criteria, restored from the event log, so that "since" and "first passed" outlive the process. */
export class VerdictLog {
  readonly #events: EventLog;
  readonly #products = new Map<string, Recorded>();

  constructor(events: EventLog) {
    this.#events = events;
  }

  /**
   * Logs what changed against the last recorded verdicts, and gives those changes.
   *
   * @throws what the event log throws; nothing is taken as recorded then, so that the next call tries again
   */
  async record(
    product: string,
    gates: readonly GateVerdict[],
    metrics: readonly CriterionVerdict[],
    at: number,
    revision: string,
  ): Promise<readonly VerdictChange[]> {
    const recorded = await this.#recorded(product);
    const changes = changesOf(product, { gates, metrics }, recorded.verdicts, { at, revision });
    if (changes.length > 0) await this.#events.append(changes.map(toEvent));
    for (const change of changes) {
      recorded.verdicts.set(keyOf(change), recordedAs(change));
      if (change.of === 'gate') changesIn(recorded, change.item).push(gateChange(change));
    }
    return changes;
  }

  /** Since when a gate has been in its state; `undefined` when it was never recorded in it. */
  gateSince(
    product: string,
    item: string,
    state: VerdictState,
  ): { readonly at: number; readonly reckoned: boolean } | undefined {
    const since = sinceWhen(this.gateChanges(product, item));
    return since?.state === state ? since : undefined;
  }

  /** Every recorded change of a gate, ascending; none before anything of the product was recorded. */
  gateChanges(product: string, item: string): readonly GateChange[] {
    return this.#products.get(product)?.gates.get(item) ?? [];
  }

  /** Reads the log again before the next record: somebody else wrote into it. */
  forget(product: string): void {
    this.#products.delete(product);
  }

  async #recorded(product: string): Promise<Recorded> {
    const known = this.#products.get(product);
    if (known !== undefined) return known;
    const restored = await restore(this.#events, product);
    this.#products.set(product, restored);
    return restored;
  }
}

/** Reads back everything that was ever recorded, from what happened last to what happened first. */
async function restore(events: EventLog, product: string): Promise<Recorded> {
  const recorded: Recorded = { verdicts: new Map(), gates: new Map() };
  const seen = new Set<number>();
  let to: number | undefined;
  let limit = PAGE;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = { product, types: [VERDICT_CHANGED], limit, order: 'happened' } as const;
    const some = await events.events({ ...query, ...(to === undefined ? {} : { to }) });
    const [newest] = some;
    const oldest = some.at(-1);
    if (newest === undefined || oldest === undefined) break;
    const isFull = some.length === limit;
    if (isFull && newest.at === oldest.at && limit < LARGEST_PAGE) {
      limit *= 10;
      continue;
    }
    for (const event of some) if (!seen.has(event.sequence)) take(recorded, event);
    if (!isFull) break;
    // The page may have ended among events of one instant: that instant is read again.
    to = newest.at === oldest.at ? oldest.at : oldest.at + 1;
    for (const { at, sequence } of some) if (at === oldest.at) seen.add(sequence);
    limit = PAGE;
  }
  for (const changes of recorded.gates.values()) changes.reverse();
  return recorded;
}

function take(recorded: Recorded, event: LoggedEvent): void {
  const change = changeIn(event);
  if (change === undefined) return;
  const key = keyOf(change);
  if (!recorded.verdicts.has(key)) recorded.verdicts.set(key, recordedAs(change));
  if (change.of === 'gate') changesIn(recorded, change.item).push(gateChange(change));
}

function changesIn({ gates }: Recorded, item: string): GateChange[] {
  const known = gates.get(item);
  if (known !== undefined) return known;
  const changes: GateChange[] = [];
  gates.set(item, changes);
  return changes;
}

function gateChange({ at, to, waived, reckoned, sentence, revision }: VerdictChange): GateChange {
  return { at, to, waived: waived ?? false, reckoned: reckoned !== undefined, sentence, revision };
}
