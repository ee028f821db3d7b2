import { type GateHistory, gateHistory, type HistoryState } from '../../core/history/gate-history.ts';
import type { LoggedEvent } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import { PROMISE_CHANGES } from '../../core/roadmap/promise/changes.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { changeIn, VERDICT_CHANGED } from '../evaluation/verdict-change.ts';
import type { GateHistoryJson, GateHistoryResponse } from '../http/contract/history.ts';
import { eventText } from './event-text.ts';
import { itemNamed } from './named.ts';
import type { PageDeps } from './page-deps.ts';

/** More stretches than this are no history that anybody reads. */
const MOST_STRETCHES = 1_000;

export interface HistoryAsk {
  readonly item: string;
  /** Only what changed before, Unix ms. */
  readonly to?: number | undefined;
  readonly limit: number;
}

/**
 * How the gate of an item stood since anything is known of it, each change with what explains it, and what the roadmap promised otherwise
 * meanwhile. An item that was taken off the roadmap keeps its history.
 *
 * @throws GatelineError `not-found` for an item of which nothing is known
 */
export async function gateHistoryAnswer(
  { gates, events }: Pick<PageDeps, 'gates' | 'events'>,
  roadmap: Roadmap,
  { item, to, limit }: HistoryAsk,
  now: number,
): Promise<GateHistoryResponse> {
  const { product, zone } = roadmap;
  const changes = gates.gateChanges(product, item);
  if (changes.length === 0) itemNamed(roadmap, item);
  const query = { product, item, limit, order: 'happened', ...present({ to }) } as const;
  const [verdicts, promises] = await Promise.all([
    events.events({ ...query, types: [VERDICT_CHANGED] }),
    events.events({ ...query, types: [...PROMISE_CHANGES] }),
  ]);
  return {
    asOf: now,
    product,
    item,
    zone,
    history: historyJson(gateHistory(changes, now), MOST_STRETCHES),
    changes: verdicts.flatMap((event) => verdictAnswer(event, roadmap)),
    promises: promises.map((event) => promiseAnswer(event, roadmap)),
  };
}

/** A history as the API tells it: newest first, so many stretches. */
export function historyJson({ stretches, timeIn, ...history }: GateHistory, most: number): GateHistoryJson {
  const states = Object.entries(timeIn) as [HistoryState, number][];
  return {
    ...history,
    timeIn: states.map(([state, ms]) => ({ state, ms })).sort((a, b) => b.ms - a.ms),
    stretches: stretches.slice(-most).reverse(),
  };
}

function verdictAnswer(event: LoggedEvent, roadmap: Roadmap): GateHistoryResponse['changes'] {
  const change = changeIn(event);
  if (change === undefined) return [];
  const { product: _, item: __, ...data } = change;
  return [{ ...data, text: eventText(event, roadmap) }];
}

const WORDS = ['from', 'to', 'criterion', 'about', 'revision', 'previous'] as const;
const OF = ['item', 'gate', 'milestone'] as const;

function promiseAnswer(event: LoggedEvent, roadmap: Roadmap): GateHistoryResponse['promises'][number] {
  const { at, type, data } = event;
  const words = WORDS.flatMap((name) => (typeof data[name] === 'string' ? [[name, data[name]]] : []));
  const of = OF.find((one) => one === data.of);
  return { at, type, text: eventText(event, roadmap), ...Object.fromEntries(words), ...present({ of }) };
}
