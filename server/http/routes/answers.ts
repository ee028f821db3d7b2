import type { Clock } from '../../../core/ports.ts';
import { actualsAnswer } from '../../answers/actuals.ts';
import { breakersAnswer } from '../../answers/breakers.ts';
import { instantOf } from '../../answers/chart-window.ts';
import { compareAnswer } from '../../answers/compare.ts';
import { evidenceAnswer } from '../../answers/evidence.ts';
import { itemNamed } from '../../answers/named.ts';
import { onCallAnswer } from '../../answers/on-call.ts';
import { overviewAnswer } from '../../answers/overview.ts';
import type { PageDeps } from '../../answers/page-deps.ts';
import { reviewAnswer } from '../../answers/review.ts';
import { spendAnswer } from '../../answers/spend.ts';
import { versionAnswer } from '../../answers/version.ts';
import { api } from '../contract/api.ts';
import { toEvidenceJson } from '../contract/evidence.ts';
import type { RoadmapCatalogue } from '../read-models.ts';
import { type Route, route } from '../route.ts';
import { loadedProduct } from './products.ts';

export interface AnswerRouteDeps extends PageDeps {
  readonly clock: Clock;
  readonly roadmaps: RoadmapCatalogue;
}

/** What pages and walls show of one product: overview, actuals, version, on call, spend, breakers, review. */
export function answerRoutes(deps: AnswerRouteDeps): Route[] {
  const { clock, roadmaps, store, gates } = deps;
  const roadmapOf = (product: string) => loadedProduct(roadmaps, product).roadmap;
  return [
    route(api.overview, ({ params }) => overviewAnswer(deps, roadmapOf(params.product), clock.now())),
    route(api.actuals, ({ params, query }) => {
      const ask = { ...query, from: instantOf(query.from), to: instantOf(query.to) };
      return actualsAnswer(deps, roadmapOf(params.product), ask, clock.now());
    }),
    route(api.compare, ({ params, query }) =>
      compareAnswer(deps, roadmapOf(params.product), query, clock.now()),
    ),
    route(api.version, ({ params, query }) => {
      const roadmap = roadmapOf(params.product);
      const when = { now: clock.now(), from: instantOf(query.from) };
      return versionAnswer(deps, roadmap, itemNamed(roadmap, params.item), when);
    }),
    route(api.evidence, async ({ params }) => {
      const roadmap = roadmapOf(params.product);
      const { product } = roadmap;
      const judged = { gates: gates.gates(product), successMetrics: gates.successMetrics(product) };
      const asOf = clock.now();
      return toEvidenceJson(await evidenceAnswer(store, roadmap, judged, asOf), asOf);
    }),
    route(api.onCall, ({ params }) => onCallAnswer(deps, roadmapOf(params.product), clock.now())),
    route(api.spend, ({ params }) => spendAnswer(store, roadmapOf(params.product), clock.now())),
    route(api.breakers, ({ params }) => {
      const { product } = roadmapOf(params.product);
      return breakersAnswer(store, product, clock.now());
    }),
    route(api.review, ({ params }) =>
      reviewAnswer(deps, roadmapOf(params.product), params.period, clock.now()),
    ),
  ];
}
