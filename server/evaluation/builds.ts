import type { CounterGroup, MeasurementStore, ReadResult } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { TRAFFIC } from '../../core/signal/selections.ts';
import { dayBoundaries, endOfDay, startOfDay } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { parseStep, stepBoundaries } from './chart-steps.ts';

/** As far back as an earlier day of a build is looked for. */
const LOOKBACK_MS = 3 * 366 * 86_400_000;
/** Roll-ups are this long, so a day's edges are found in steps of them. */
const SLOT = parseStep('15m');

/** A build that served an item's production traffic within a window. */
export interface ServedBuild {
  readonly item: string;
  /** `''` where the source does not say. */
  readonly build: string;
  /** Requests on the days of the window. */
  readonly requests: number;
  /** Start of the quarter of an hour in which it first served; absent when it served before the window. */
  readonly firstAt?: number;
  /** End of the quarter of an hour in which it last served, but no later than requests were last observed. */
  readonly lastAt: number;
}

/** Totals of one build in the steps of a read. */
interface Totals {
  readonly item: string;
  readonly build: string;
  readonly totals: Float64Array;
}

/**
 * Which builds served on the days of a window, and which of them then for the first time: out of the traffic itself. One read of days, and
 * one of each day on which a build came or went.
 */
export async function readBuilds(
  store: MeasurementStore,
  { product, zone }: Pick<Roadmap, 'product' | 'zone'>,
  window: TimeWindow,
  items?: readonly string[],
): Promise<readonly ServedBuild[]> {
  const read = (boundaries: readonly number[]) => readTraffic(store, product, boundaries, items);
  const from = startOfDay(window.from, zone);
  const days = [Math.max(0, from - LOOKBACK_MS), ...dayBoundaries(from, window.to, zone)];
  const answer = await read(days);
  const seenUntil = answer.selections[0]?.lastObservedAt ?? window.to;
  const served = totalsOf(answer).flatMap((one) => {
    const first = one.totals.findIndex((total) => total > 0);
    const last = one.totals.findLastIndex((total) => total > 0);
    return last < 1
      ? []
      : [{ ...one, first: days[first] as number, last: days[last] as number, isNew: first > 0 }];
  });
  const slotsOn = slotReader(zone, window.to, read);
  const found = await Promise.all(
    served.map(async ({ item, build, totals, first, last, isNew }): Promise<ServedBuild> => {
      const requests = totals.subarray(1).reduce((sum, total) => sum + total, 0);
      const began = isNew ? (await slotsOn(first, item, build))?.from : undefined;
      const ended = (await slotsOn(last, item, build))?.to ?? window.to;
      const firstAt = began === undefined ? {} : { firstAt: began };
      return { item, build, requests, ...firstAt, lastAt: Math.min(ended, Math.max(seenUntil, last)) };
    }),
  );
  return found.sort((a, b) => b.requests - a.requests || (a.build < b.build ? -1 : 1));
}

/** The stretch of a day in which a build served, in quarters of an hour; each day is read once. */
function slotReader(
  zone: string,
  until: number,
  read: (boundaries: readonly number[]) => Promise<ReadResult>,
) {
  const known = new Map<number, Promise<{ boundaries: readonly number[]; result: ReadResult }>>();
  const slotsOf = async (day: number) => {
    const window = { from: day, to: Math.min(endOfDay(day, zone), until) };
    const boundaries = SLOT === undefined ? [] : stepBoundaries(window, SLOT, zone);
    return { boundaries, result: await read(boundaries) };
  };
  return async (day: number, item: string, build: string): Promise<TimeWindow | undefined> => {
    const reading = known.get(day) ?? slotsOf(day);
    known.set(day, reading);
    const { boundaries, result } = await reading;
    const totals = totalsOf(result).find((one) => one.item === item && one.build === build)?.totals;
    const first = totals?.findIndex((total) => total > 0) ?? -1;
    const last = totals?.findLastIndex((total) => total > 0) ?? -1;
    const [from, to] = [boundaries[first], boundaries[last + 1]];
    return from === undefined || to === undefined ? undefined : { from, to };
  };
}

function readTraffic(
  store: MeasurementStore,
  product: string,
  boundaries: readonly number[],
  items: readonly string[] | undefined,
): Promise<ReadResult> {
  const traffic = { measure: TRAFFIC, kind: 'counter', environments: ['production'] } as const;
  const select = [{ ...traffic, by: ['item', 'build'] as const, ...(items === undefined ? {} : { items }) }];
  const [from = 0] = boundaries;
  return store.read({ product, from, to: boundaries.at(-1) ?? from, boundaries, select });
}

function totalsOf({ selections }: ReadResult): readonly Totals[] {
  return (selections[0]?.groups ?? [])
    .filter((group): group is CounterGroup => group.kind === 'counter')
    .map(({ key: [item = '', build = ''], totals }) => ({ item, build, totals }));
}
