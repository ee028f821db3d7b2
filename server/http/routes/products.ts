import { GatelineError } from '../../../core/errors.ts';
import type { GateVerdict, VerdictState } from '../../../core/gate/verdict.ts';
import type { Clock, EventLog } from '../../../core/ports.ts';
import { present } from '../../../core/present.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { eventText } from '../../answers/event-text.ts';
import { roadmapAnswer } from '../../answers/roadmap.ts';
import { publicData } from '../../evaluation/roadmap-log.ts';
import { api } from '../contract/api.ts';
import type { ProductsResponse } from '../contract/common.ts';
import { toCriterionVerdictJson, toGateVerdictJson } from '../contract/verdict.ts';
import type { GateBoard, LoadedRoadmap, RoadmapCatalogue } from '../read-models.ts';
import { type Route, route } from '../route.ts';

export interface ProductRouteDeps {
  readonly clock: Clock;
  readonly roadmaps: RoadmapCatalogue;
  readonly gates: GateBoard;
  readonly events: EventLog;
}

/** `/api/v1/products` and what is asked of one product: roadmap, gates, events. */
export function productRoutes(deps: ProductRouteDeps): Route[] {
  const { clock, roadmaps, gates, events } = deps;
  return [
    route(api.products, () => {
      const loaded = roadmaps.products().map((product) => loadedProduct(roadmaps, product));
      return { asOf: clock.now(), products: loaded.map((one) => productLine(one, gates)) };
    }),
    route(api.roadmap, ({ params }) => {
      const loaded = loadedProduct(roadmaps, params.product);
      const { product } = loaded.roadmap;
      const judged = { gates: gates.gates(product), successMetrics: gates.successMetrics(product) };
      return roadmapAnswer(loaded, judged, clock.now());
    }),
    route(api.gates, ({ params }) => {
      const { roadmap } = loadedProduct(roadmaps, params.product);
      const { product } = roadmap;
      return {
        asOf: clock.now(),
        gates: gates.gates(product).map(toGateVerdictJson),
        successMetrics: [...gates.successMetrics(product).values()].map(toCriterionVerdictJson),
      };
    }),
    route(api.events, async ({ params, query }) => {
      const { roadmap } = loadedProduct(roadmaps, params.product);
      const wanted = present({ ...query, types: query.types?.split(',') });
      const found = await events.events({ ...wanted, product: roadmap.product });
      return {
        events: found.map(({ sequence, at, item, type, data }) => {
          const event = { item, type, data };
          return { sequence, at, item, type, data: publicData(event), text: eventText(event, roadmap) };
        }),
      };
    }),
  ];
}

/** The roadmap of a product that an address names. @throws GatelineError `not-found`, with the nearest product, or why there may be none */
export function loadedProduct(roadmaps: RoadmapCatalogue, product: string): LoadedRoadmap {
  const loaded = roadmaps.current(product);
  if (loaded !== undefined) return loaded;
  const meant = nearest(product, roadmaps.products());
  const hint = meant === undefined ? neverGood(roadmaps) : ` Is it ${meant}?`;
  throw new GatelineError('not-found', `There is no product ${JSON.stringify(product)} here.${hint}`);
}

/** A roadmap file that was never right gives no product: its first mistake is why. */
function neverGood(roadmaps: RoadmapCatalogue): string {
  const inForce = new Set(roadmaps.products().map((product) => roadmaps.current(product)?.file));
  const problem = roadmaps
    .problems()
    .find(({ severity, file }) => severity === 'error' && !inForce.has(file));
  return problem === undefined
    ? ''
    : ` The roadmap ${problem.file} cannot be used: line ${problem.line}: ${problem.message}`;
}

/** Worst first; what nobody has started is no news. */
const WORST_FIRST: readonly VerdictState[] = ['fail', 'no-data', 'unproven', 'pass', 'not-started'];

function productLine({ roadmap }: LoadedRoadmap, gates: GateBoard): ProductsResponse['products'][number] {
  const serving = roadmap.items.filter((item) => item.lifecycle === 'rollout' || item.lifecycle === 'live');
  const ids = new Set(serving.map((item) => item.id));
  const worst = worstOf(gates.gates(roadmap.product).filter((gate) => ids.has(gate.item)));
  return {
    id: roadmap.product,
    name: roadmap.name,
    ...(roadmap.vision === undefined ? {} : { vision: roadmap.vision }),
    state: worst?.state ?? 'not-started',
    sentence: worst?.sentence ?? 'Nothing in rollout or live has a gate.',
  };
}

function worstOf(gates: readonly GateVerdict[]): GateVerdict | undefined {
  return [...gates].sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))[0];
}
