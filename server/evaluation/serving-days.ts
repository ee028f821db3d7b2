import type { MeasurementStore } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { TRAFFIC } from '../../core/signal/selections.ts';
import { dayBoundaries, startOfDay } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';

/** As far back as a day on which something served is looked for. */
const LOOKBACK_MS = 3 * 366 * 86_400_000;

/** The days on which a build of a version served. */
export interface ServingDays {
  readonly item: string;
  /** `''` where the source does not say. */
  readonly build: string;
  /** From the beginning of the first day to the end of the last, which may be now. */
  readonly days: TimeWindow;
}

/** When each build of each version served in an environment, by whole days: one read. The newest first. */
export async function readServingDays(
  store: MeasurementStore,
  { product, zone, items }: Pick<Roadmap, 'product' | 'zone' | 'items'>,
  environment: string,
  now: number,
): Promise<readonly ServingDays[]> {
  const versions = items.filter(({ track }) => track === 'models').map(({ id }) => id);
  if (versions.length === 0) return [];
  const from = Math.max(0, startOfDay(now - LOOKBACK_MS, zone));
  const boundaries = dayBoundaries(from, now, zone);
  const { selections } = await store.read({
    product,
    from,
    to: now,
    boundaries,
    select: [
      {
        measure: TRAFFIC,
        kind: 'counter',
        items: versions,
        environments: [environment],
        by: ['item', 'build'],
      },
    ],
  });
  const served = (selections[0]?.groups ?? []).flatMap((group): ServingDays[] => {
    if (group.kind !== 'counter') return [];
    const first = group.totals.findIndex((total) => total > 0);
    const last = group.totals.findLastIndex((total) => total > 0);
    const [begin, end] = [boundaries[first], boundaries[last + 1]];
    const [item = '', build = ''] = group.key;
    return begin === undefined || end === undefined ? [] : [{ item, build, days: { from: begin, to: end } }];
  });
  return served.sort((a, b) => b.days.to - a.days.to || b.days.from - a.days.from);
}

/** The days of an item, or of one of its builds; `undefined` when it never served. */
export function daysOf(
  served: readonly ServingDays[],
  item: string,
  build: string | undefined,
): TimeWindow | undefined {
  const own = served.filter((one) => one.item === item && (build === undefined || one.build === build));
  if (own.length === 0) return undefined;
  return {
    from: Math.min(...own.map(({ days }) => days.from)),
    to: Math.max(...own.map(({ days }) => days.to)),
  };
}
