import { bareName } from '../../core/measure/mapping.ts';
import type { MetricBlock } from './metric-points.ts';
import type { CounterTarget, DistributionTarget } from './source-sums.ts';

/** A metric that was not sent for this long is not there any more: five exports of OpenTelemetry's default interval. */
const GONE_AFTER_MS = 5 * 60_000;

/** Resources that are remembered; beyond this the ones that were heard of longest ago are forgotten. */
const MOST_RESOURCES = 50_000;

/** Which metrics a resource sends, of those that keep others from counting. */
export class PresentMetrics {
  readonly #watched: ReadonlySet<string>;
  /** By resource; in the order in which they were heard of last. */
  readonly #seen = new Map<string, Map<string, number>>();
  #now = 0;

  /** @param watched bare names of the metrics that anybody asks for */
  constructor(watched: ReadonlySet<string>) {
    this.#watched = watched;
  }

  /** Takes note of a request's metrics, before any of them is taken in. @param now our clock, Unix ms */
  note(blocks: readonly MetricBlock[], now: number): void {
    this.#now = now;
    if (this.#watched.size === 0) return;
    for (const { name, resource, from, to } of blocks) {
      const bare = bareName(name);
      if (!this.#watched.has(bare) || to === from) continue;
      const names = this.#seen.get(resource.identity) ?? new Map<string, number>();
      names.set(bare, now);
      this.#seen.delete(resource.identity);
      this.#seen.set(resource.identity, names);
    }
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= MOST_RESOURCES) break;
      this.#seen.delete(oldest);
    }
  }

  has(resource: string, metric: string): boolean {
    const at = this.#seen.get(resource)?.get(metric);
    return at !== undefined && at >= this.#now - GONE_AFTER_MS;
  }
}

/** The same counter, to which nothing is added while it tells what another metric tells as well. */
export function mutedCounter(target: CounterTarget, isMuted: (() => boolean) | undefined): CounterTarget {
  if (isMuted === undefined) return target;
  const { sum } = target;
  return {
    ...target,
    sum: {
      add: (at, value) => {
        if (!isMuted()) sum.add(at, value);
      },
    },
  };
}

/** The same distribution, to which nothing is added while it tells what another metric tells as well. */
export function mutedDistribution(
  target: DistributionTarget,
  isMuted: (() => boolean) | undefined,
): DistributionTarget {
  if (isMuted === undefined) return target;
  const { sum } = target;
  return {
    ...target,
    sum: {
      addExplicit: (at, bounds, counts, total) => {
        if (!isMuted()) sum.addExplicit(at, bounds, counts, total);
      },
      observe: (at, bounds, value, weight) => {
        if (!isMuted()) sum.observe(at, bounds, value, weight);
      },
      addExponential: (at, counts, total) => {
        if (!isMuted()) sum.addExponential(at, counts, total);
      },
    },
  };
}
