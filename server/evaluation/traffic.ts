import type { CounterGroup, MeasurementStore, ReadResult, Selection } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { TRAFFIC } from '../../core/signal/selections.ts';
import { dayBoundaries, startOfDay } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** As far back as a version's first traffic is looked for. */
const LOOKBACK_MS = 3 * 366 * DAY_MS;
/** Roll-ups are this long, so a day's edges are found in steps of them. */
const SLOT_MS = 15 * MINUTE_MS;
/** History may be imported at any time, so what is known is not known for ever. */
const REFRESH_MS = 10 * MINUTE_MS;
/** Live samples are not older than this, unless a source allows it. */
const RECENT_MS = 60 * MINUTE_MS;

/** When an item served production traffic. */
export interface Served {
  /** Start of the quarter of an hour in which it first did, Unix ms. */
  readonly firstAt: number;
  /** End of the quarter of an hour in which it last did. */
  readonly lastAt: number;
}

/** Each product's versions in production: when each first and last served, looked up now and then. */
export class TrafficBook {
  readonly #store: MeasurementStore;
  readonly #books = new Map<string, Book>();

  constructor(store: MeasurementStore) {
    this.#store = store;
  }

  /** By item; items that never served are not in it. At most ten minutes old, but for who began to serve: that is seen at once. */
  async served(
    roadmap: Pick<Roadmap, 'product' | 'zone'>,
    now: number,
  ): Promise<ReadonlyMap<string, Served>> {
    const known = this.#fresh(roadmap.product, now);
    if (known !== undefined) {
      const recent = await readTraffic(this.#store, roadmap.product, { from: now - RECENT_MS, to: now });
      if (!hasNewcomers(recent, known.served)) return known.served;
    }
    return await this.#readAnew(roadmap, now);
  }

  /** As {@link served}, without a look at who began to serve: for who looks there himself, and asks {@link learns}. */
  async known(roadmap: Pick<Roadmap, 'product' | 'zone'>, now: number): Promise<ReadonlyMap<string, Served>> {
    return this.#fresh(roadmap.product, now)?.served ?? (await this.#readAnew(roadmap, now));
  }

  /** Whether the last hour, by {@link TRAFFIC_BY_ITEM}, has somebody who is not known yet: then all is read anew when it is asked for next. */
  learns(product: string, lastHour: Pick<ReadResult, 'selections'>): boolean {
    const known = this.#books.get(product);
    if (known === undefined || !hasNewcomers(lastHour, known.served)) return false;
    this.#books.set(product, { ...known, readAt: Number.NEGATIVE_INFINITY });
    return true;
  }

  #fresh(product: string, now: number): Book | undefined {
    const known = this.#books.get(product);
    return known !== undefined && now - known.readAt < REFRESH_MS && now >= known.readAt ? known : undefined;
  }

  async #readAnew(
    roadmap: Pick<Roadmap, 'product' | 'zone'>,
    now: number,
  ): Promise<ReadonlyMap<string, Served>> {
    const served = await readServed(this.#store, roadmap, now);
    this.#books.set(roadmap.product, { readAt: now, served });
    return served;
  }
}

interface Book {
  /** Unix ms. */
  readonly readAt: number;
  readonly served: ReadonlyMap<string, Served>;
}

/** Whether somebody served who is not known yet. */
function hasNewcomers(recent: Pick<ReadResult, 'selections'>, known: ReadonlyMap<string, Served>): boolean {
  return countersByItem(recent).some(
    ({ item, totals: [total = 0] }) => item !== '' && total > 0 && !known.has(item),
  );
}

/** Share of a product's production requests that each item served over the last 24 hours; what nobody claims is under `''`. */
export async function trafficShares(
  store: MeasurementStore,
  product: string,
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const result = await readTraffic(store, product, { from: now - DAY_MS, to: now });
  const totals = countersByItem(result).map(({ item, totals: [total = 0] }) => [item, total] as const);
  const all = totals.reduce((sum, [, total]) => sum + total, 0);
  return new Map(all > 0 ? totals.map(([item, total]) => [item, total / all]) : []);
}

/** The item that serves most production traffic, the one that asks left aside: a version that has taken over is not its own baseline. */
export function liveItem(
  shares: ReadonlyMap<string, number>,
  asking: string | undefined,
): string | undefined {
  let found: { item: string; share: number } | undefined;
  for (const [item, share] of shares) {
    if (item !== '' && item !== asking && share > (found?.share ?? 0)) found = { item, share };
  }
  return found?.item;
}

async function readServed(
  store: MeasurementStore,
  { product, zone }: Pick<Roadmap, 'product' | 'zone'>,
  now: number,
): Promise<ReadonlyMap<string, Served>> {
  const from = startOfDay(now - LOOKBACK_MS, zone);
  const days = dayBoundaries(from, now, zone);
  const result = await readTraffic(store, product, { from, to: now }, days);
  const served = new Map<string, Served>();
  for (const { item, totals } of countersByItem(result)) {
    const first = totals.findIndex((total) => total > 0);
    const last = totals.findLastIndex((total) => total > 0);
    if (item === '' || first < 0) continue;
    const dayOf = (step: number): TimeWindow => ({
      from: days[step] as number,
      to: days[step + 1] as number,
    });
    const onLast = await slotsOf(store, product, item, dayOf(last));
    const onFirst = first === last ? onLast : await slotsOf(store, product, item, dayOf(first));
    served.set(item, { firstAt: onFirst.from, lastAt: onLast.to });
  }
  return served;
}

/** The stretch between the first and the last quarter of an hour of a day in which an item served. */
async function slotsOf(
  store: MeasurementStore,
  product: string,
  item: string,
  day: TimeWindow,
): Promise<TimeWindow> {
  const boundaries = [day.from];
  for (let at = day.from + SLOT_MS; at < day.to; at += SLOT_MS) boundaries.push(at);
  boundaries.push(day.to);
  const result = await readTraffic(store, product, day, boundaries);
  const totals = countersByItem(result).find((group) => group.item === item)?.totals;
  const first = totals?.findIndex((total) => total > 0) ?? -1;
  const last = totals?.findLastIndex((total) => total > 0) ?? -1;
  return { from: boundaries[first] ?? day.from, to: boundaries[last + 1] ?? day.to };
}

/** Production traffic of a product, version by version; the very same each time: a store remembers what it speaks of. */
export const TRAFFIC_BY_ITEM: readonly Selection[] = [
  { measure: TRAFFIC, kind: 'counter', environments: ['production'], by: ['item'] },
];

function readTraffic(
  store: MeasurementStore,
  product: string,
  window: TimeWindow,
  boundaries?: readonly number[],
): Promise<ReadResult> {
  return store.read({
    product,
    ...window,
    ...(boundaries === undefined ? {} : { boundaries }),
    select: TRAFFIC_BY_ITEM,
  });
}

function countersByItem(
  result: Pick<ReadResult, 'selections'>,
): readonly { readonly item: string; readonly totals: Float64Array }[] {
  const groups = result.selections[0]?.groups ?? [];
  return groups
    .filter((group): group is CounterGroup => group.kind === 'counter')
    .map(({ key: [item = ''], totals }) => ({ item, totals }));
}
