import type { GateVerdict } from '../../core/gate/verdict.ts';
import type { EventLog } from '../../core/ports.ts';

/** The events that something holds beside a verdict from then on, or no longer does. */
export const CONDITIONS = ['gate-regressed', 'serving-ungated'] as const;
export type ConditionKind = (typeof CONDITIONS)[number];

/** Something began or is over. */
export interface ConditionChange {
  readonly product: string;
  readonly item: string;
  /** Unix ms. */
  readonly at: number;
  readonly type: ConditionKind;
  readonly state: 'began' | 'over';
  readonly sentence: string;
}

/** As many are looked back on when the process starts. */
const MOST = 10_000;

/** What was recorded of regressions and of ungated traffic, restored from the event log, so that each is told once when it begins and once when it ends. */
export class ConditionLog {
  readonly #events: EventLog;
  /** What holds as recorded, by product. */
  readonly #products = new Map<string, Set<string>>();

  constructor(events: EventLog) {
    this.#events = events;
  }

  /** Logs what changed, and gives it. @throws what the event log throws; nothing is taken as recorded then */
  async record(
    product: string,
    gates: readonly GateVerdict[],
    at: number,
    revision: string,
  ): Promise<readonly ConditionChange[]> {
    const holding = this.#products.get(product) ?? (await this.#restored(product));
    this.#products.set(product, holding);
    const changes = gates.flatMap((gate) => changesOf(product, gate, holding, at));
    if (changes.length === 0) return changes;
    await this.#events.append(
      changes.map(({ type, state, sentence, item }) => {
        return { product, item, at, type, data: { state, sentence, revision } };
      }),
    );
    for (const { type, item, state } of changes) {
      if (state === 'began') holding.add(keyOf(type, item));
      else holding.delete(keyOf(type, item));
    }
    return changes;
  }

  async #restored(product: string): Promise<Set<string>> {
    const events = await this.#events.events({ product, types: [...CONDITIONS], limit: MOST });
    const seen = new Set<string>();
    const holding = new Set<string>();
    for (const { type, item, data } of events) {
      const key = JSON.stringify([type, item]);
      if (!seen.has(key) && data.state === 'began') holding.add(key);
      seen.add(key);
    }
    return holding;
  }
}

function changesOf(
  product: string,
  gate: GateVerdict,
  holding: ReadonlySet<string>,
  at: number,
): readonly ConditionChange[] {
  const { item } = gate;
  return CONDITIONS.flatMap((type): ConditionChange[] => {
    const now = type === 'gate-regressed' ? gate.regressed : gate.ungated;
    const isKnown = holding.has(keyOf(type, item));
    if (now !== undefined) {
      return isKnown ? [] : [{ product, item, at, type, state: 'began', sentence: now.sentence }];
    }
    return isKnown ? [{ product, item, at, type, state: 'over', sentence: overWords(type, gate) }] : [];
  });
}

function overWords(type: ConditionKind, { item, state, shipped }: GateVerdict): string {
  if (type === 'serving-ungated') {
    const why = state === 'pass' ? 'its gate has passed' : 'it serves no production traffic any more';
    return `${item} no longer serves ungated: ${why}.`;
  }
  if (shipped === undefined) return `${item} is not regressed any more: it was rolled back.`;
  return `${item} is not regressed any more: its gate does not fail by what it met when it was shipped.`;
}

function keyOf(type: ConditionKind, item: string): string {
  return JSON.stringify([type, item]);
}
