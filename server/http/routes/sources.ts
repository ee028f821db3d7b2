import type { Clock, MeasurementStore, StoreUsage } from '../../../core/ports.ts';
import { TRAFFIC } from '../../../core/signal/selections.ts';
import type { SourceBoard } from '../../sources/source-board.ts';
import { api } from '../contract/api.ts';
import type { SourcesResponse } from '../contract/operations.ts';
import type { RoadmapCatalogue } from '../read-models.ts';
import { type Route, route } from '../route.ts';

const DAY_MS = 86_400_000;

export interface SourceRouteDeps {
  readonly clock: Clock;
  readonly store: MeasurementStore;
  readonly storeKind: string;
  readonly sources: SourceBoard;
  readonly roadmaps: RoadmapCatalogue;
}

/** `/api/v1/sources`: how each source fares, what of the traffic no rule attributes, and the store. */
export function sourceRoutes(deps: SourceRouteDeps): Route[] {
  return [
    route(api.sources, async ({ query }) => {
      const asOf = deps.clock.now();
      const [store, unattributed] = await Promise.all([
        storeAnswer(deps, query.sizes === 'true'),
        Promise.all(deps.roadmaps.products().map((product) => unattributedShare(deps.store, product, asOf))),
      ]);
      const sources = deps.sources.reports().map(({ recognised, ...report }) => ({
        ...report,
        counts: numbers(report.counts),
        warnings: [...report.warnings],
        ...(recognised === undefined
          ? {}
          : { recognised: recognised.map((one) => ({ ...one, metrics: [...one.metrics] })) }),
      }));
      return { asOf, sources, unattributed, store };
    }),
  ];
}

/** Of the production requests of the last 24 hours; without a share when there were none or the store cannot say. */
async function unattributedShare(
  store: MeasurementStore,
  product: string,
  now: number,
): Promise<SourcesResponse['unattributed'][number]> {
  const select = [{ measure: TRAFFIC, kind: 'counter', environments: ['production'], by: ['item'] }] as const;
  const result = await store.read({ product, from: now - DAY_MS, to: now, select }).catch(() => undefined);
  let [total, unattributed] = [0, 0];
  for (const group of result?.selections[0]?.groups ?? []) {
    const sum = group.kind === 'counter' ? (group.totals[0] ?? 0) : 0;
    total += sum;
    if (group.key[0] === '') unattributed += sum;
  }
  return total > 0 ? { product, share: unattributed / total } : { product };
}

async function storeAnswer(
  { store, storeKind }: SourceRouteDeps,
  sizes: boolean,
): Promise<SourcesResponse['store']> {
  const status = store.status();
  const usage = await store.usage({ sizes }).catch(() => undefined);
  return {
    kind: storeKind,
    state: status.state,
    ...(status.reason === undefined ? {} : { reason: status.reason }),
    ...(usage === undefined ? { kinds: [] } : usageAnswer(usage)),
  };
}

function usageAnswer({ bytes, kinds, spool, setAside }: StoreUsage) {
  return {
    bytes,
    kinds: kinds.map((kind) => ({ ...kind })),
    ...(spool === undefined ? {} : { spool }),
    ...(setAside === undefined ? {} : { setAside: { ...setAside, newest: [...setAside.newest] } }),
  };
}

function numbers(counts: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, n ?? 0]));
}
