import type { MainBuild } from './forecast.ts';

/** The traffic of one build, in steps. */
export interface BuildTraffic {
  readonly build: string;
  readonly totals: ArrayLike<number>;
}

/**
 * Which build served most of the traffic, and since when: one entry for each time that another one took over. Steps without traffic change
 * nothing, and of two that served as much the one that was there before stays.
 *
 * @param boundaries of the steps, Unix ms, ascending
 */
export function mainBuilds(
  traffic: readonly BuildTraffic[],
  boundaries: readonly number[],
): readonly MainBuild[] {
  const found: MainBuild[] = [];
  boundaries.slice(0, -1).forEach((from, step) => {
    const served = traffic.map(({ build, totals }) => ({ build, total: totals[step] ?? 0 }));
    const most = Math.max(0, ...served.map(({ total }) => total));
    const mains = served.filter(({ total }) => total > 0 && total === most);
    const [main] = mains;
    const before = found.at(-1)?.build;
    if (main !== undefined && !mains.some(({ build }) => build === before))
      found.push({ build: main.build, from });
  });
  return found;
}
