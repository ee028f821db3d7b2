import type { Clock, EventLog } from '../../../core/ports.ts';
import { recordAllowance } from '../../answers/allowance.ts';
import { decide, decisionsAnswer } from '../../answers/decisions.ts';
import { gateCheck } from '../../answers/gate-check.ts';
import { gateHistoryAnswer } from '../../answers/gate-history.ts';
import type { DecisionLog } from '../../evaluation/decision-log.ts';
import type { RoadmapJudge } from '../../evaluation/judge-roadmap.ts';
import type { Log } from '../../log.ts';
import { callerName } from '../auth/caller.ts';
import { api } from '../contract/api.ts';
import type { DecisionResponse } from '../contract/decisions.ts';
import type { GateBoard, RoadmapCatalogue } from '../read-models.ts';
import { type Route, route } from '../route.ts';
import type { StreamHub } from '../stream/stream-hub.ts';
import { loadedProduct } from './products.ts';

export interface GateCheckRouteDeps {
  readonly clock: Clock;
  readonly roadmaps: RoadmapCatalogue;
  readonly gates: GateBoard;
  readonly judge: RoadmapJudge;
  readonly decisions: DecisionLog;
  readonly events: EventLog;
  readonly hub: StreamHub;
  readonly log: Log;
}

/** Tells the pages and the log. */
function tellDecision(
  { hub, log }: GateCheckRouteDeps,
  { product, item, recorded, decision }: DecisionResponse,
): void {
  if (!recorded) return;
  const { at, sentence, recordedBy } = decision;
  hub.publish({ type: 'decision', at, product, item, decision: decision.decision });
  log.info({ product, item, recordedBy }, sentence);
}

/** One gate for those who decide by it: judged now, and what went ahead unproven recorded. */
export function gateCheckRoutes(deps: GateCheckRouteDeps): Route[] {
  const check = (product: string, item: string, build: string | undefined) =>
    gateCheck(deps, loadedProduct(deps.roadmaps, product), { item, build }, deps.clock.now());
  return [
    route(api.gateCheck, ({ params, query }) => check(params.product, params.item, query.build)),
    route(api.gateHistory, ({ params, query }) => {
      const { roadmap } = loadedProduct(deps.roadmaps, params.product);
      return gateHistoryAnswer(deps, roadmap, { item: params.item, ...query }, deps.clock.now());
    }),
    route(api.decisions, ({ params }) =>
      decisionsAnswer(
        deps.decisions,
        loadedProduct(deps.roadmaps, params.product),
        params.item,
        deps.clock.now(),
      ),
    ),
    route(api.decide, async ({ params, body, caller }) => {
      const { item } = params;
      const now = deps.clock.now();
      const deciding = { ...body, item, recordedBy: callerName(caller) };
      const answer = await decide(deps, loadedProduct(deps.roadmaps, params.product), deciding, now);
      tellDecision(deps, answer);
      return answer;
    }),
    route(api.allowUnproven, async ({ params, body, caller }) => {
      const checked = await check(params.product, params.item, body.build);
      await recordAllowance(deps.events, checked, body, callerName(caller));
      return checked;
    }),
  ];
}
