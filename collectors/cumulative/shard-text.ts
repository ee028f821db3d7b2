import type { StreamState } from '../../core/measure/increments.ts';

/** A stream as it is committed. */
export interface SavedStream {
  readonly key: string;
  readonly state: StreamState;
  /** Number of the target's last read in which it was there. */
  readonly presentIn: number;
}

/** `startedAt` is `null` when unknown, the layout's index -1 when there is none; `null` among the values is NaN. */
type StreamRow = readonly [
  key: string,
  at: number,
  values: readonly (number | null)[],
  monotonic: number,
  startedAt: number | null,
  layout: number,
  present: 0 | 1,
];

interface ShardRecord {
  /** Layouts, each once: the streams of a family mostly share one. */
  readonly l: readonly string[];
  readonly s: readonly StreamRow[];
  /** The family has forgotten streams. */
  readonly f?: 1;
}

/** @param read number of the last read: streams that were in it are marked */
export function writeShard(streams: readonly SavedStream[], read: number, forgot: boolean): string {
  const layouts: string[] = [];
  const rows = streams.map(({ key, state, presentIn }): StreamRow => {
    const layout = state.layout === undefined ? -1 : indexIn(layouts, state.layout);
    const present = presentIn === read ? 1 : 0;
    return [key, state.at, state.values, state.monotonic, state.startedAt ?? null, layout, present];
  });
  const record: ShardRecord = { l: layouts, s: rows, ...(forgot ? { f: 1 as const } : {}) };
  return JSON.stringify(record);
}

/** @param presentIn the number that the last read before goes by now */
export function readShard(
  text: string,
  presentIn: number,
): { streams: readonly SavedStream[]; forgot: boolean } {
  const record = JSON.parse(text) as ShardRecord;
  const streams = record.s.map(([key, at, values, monotonic, startedAt, layout, present]): SavedStream => {
    const numbers = values.map((value) => value ?? Number.NaN);
    const state = {
      at,
      values: numbers,
      monotonic,
      ...(startedAt === null ? {} : { startedAt }),
      ...(layout === -1 ? {} : { layout: record.l[layout] ?? '' }),
    };
    return { key, state, presentIn: present === 1 ? presentIn : Number.NEGATIVE_INFINITY };
  });
  return { streams, forgot: record.f === 1 };
}

function indexIn(layouts: string[], layout: string): number {
  const known = layouts.indexOf(layout);
  return known === -1 ? layouts.push(layout) - 1 : known;
}
