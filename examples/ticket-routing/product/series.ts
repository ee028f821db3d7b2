import type { Version } from '../timeline.ts';
import { type Group, isProduction, type World } from './circumstances.ts';
import {
  BREAKER_EVENTS,
  BREAKERS,
  type BreakerEvent,
  GRADES,
  type Labels,
  type MetricName,
  PIPELINE_STAGES,
  SUGGESTION_USES,
  TOKEN_TYPES,
} from './metrics.ts';
import { CATEGORY_NAMES, type Category, PROFILES, type Route, type RouteProfile } from './versions.ts';

/** One series of a metric. */
export interface SeriesName {
  readonly name: MetricName;
  readonly labels: Labels;
}

/** Who handled a closed ticket end to end. */
export type Handling = keyof typeof HANDLINGS;

export const HANDLINGS = {
  'tier 1 by AI': { tier: '1', handled_by: 'ai' },
  'tier 1 by people': { tier: '1', handled_by: 'human' },
  'tier 2': { tier: '2', handled_by: 'human' },
} as const;

export const HANDLING_NAMES = Object.keys(HANDLINGS) as Handling[];

/** What the data pipeline and the breakers are counted for: staging has none of them. */
export const PRODUCTION = { environment: 'production' } as const;

/** Labels that say who served. */
export function servedBy(group: Group): { version: Version; build: string; environment: string } {
  return { version: group.version, build: group.build, environment: group.environment };
}

export function answered(group: Group, route: Route, outcome: 'ok' | 'error'): SeriesName {
  return { name: 'ticket_routing_requests_total', labels: { ...servedBy(group), route, outcome } };
}

/** The rules answered, because the model did not. */
export function fellBack(group: Group): SeriesName {
  return {
    name: 'ticket_routing_requests_total',
    labels: { ...servedBy(group), route: 'rules', outcome: 'fallback' },
  };
}

export function duration(group: Group): SeriesName {
  return { name: 'ticket_routing_request_duration_seconds', labels: servedBy(group) };
}

export function tokens(
  group: Group,
  { model }: RouteProfile,
  type: (typeof TOKEN_TYPES)[number],
): SeriesName {
  return { name: 'ticket_routing_tokens_total', labels: { ...servedBy(group), model, type } };
}

export function cost(group: Group, { model }: RouteProfile): SeriesName {
  return { name: 'ticket_routing_cost_usd_total', labels: { ...servedBy(group), model } };
}

export function graded(group: Group, category: Category, grade: (typeof GRADES)[number]): SeriesName {
  return { name: 'ticket_routing_answers_graded_total', labels: { ...servedBy(group), category, grade } };
}

export function suggested(group: Group, agent: (typeof SUGGESTION_USES)[number]): SeriesName {
  return { name: 'ticket_routing_suggestions_total', labels: { ...servedBy(group), agent } };
}

/** A ticket that is closed: tier 2 is never handled by the AI alone. */
export function closed(group: Group, handling: Handling): SeriesName {
  return {
    name: 'ticket_routing_tickets_closed_total',
    labels: { ...servedBy(group), ...HANDLINGS[handling] },
  };
}

export function breakerState(route: Route): SeriesName {
  return { name: 'ticket_routing_breaker_state', labels: { ...PRODUCTION, breaker: BREAKERS[route] } };
}

export function breakerEvent(route: Route, event: BreakerEvent): SeriesName {
  return {
    name: 'ticket_routing_breaker_events_total',
    labels: { ...PRODUCTION, breaker: BREAKERS[route], event },
  };
}

export function records(stage: (typeof PIPELINE_STAGES)[number], outcome: 'ok' | 'error'): SeriesName {
  return { name: 'ticket_pipeline_records_total', labels: { ...PRODUCTION, stage, outcome } };
}

export const PIPELINE_LAG: SeriesName = { name: 'ticket_pipeline_lag_seconds', labels: PRODUCTION };
export const LABELED_EXAMPLES: SeriesName = { name: 'ticket_pipeline_labeled_examples', labels: PRODUCTION };

/** Agents see what is in production alone: only that is graded, and suggested to them. */
export function suggests(group: Group): boolean {
  return isProduction(group) && PROFILES[group.version].suggestionShare > 0;
}

/** Every series that a process has which starts at `at` (Unix ms): it makes them all at 0, so that nothing appears from nowhere later. */
export function seriesAt(world: World, at: number): SeriesName[] {
  return [
    ...world.groups(at).flatMap(seriesOf),
    ...(world.guarded(at) ? (Object.keys(BREAKERS) as Route[]).flatMap(breakerSeries) : []),
    ...PIPELINE_STAGES.flatMap((stage) => [records(stage, 'ok'), records(stage, 'error')]),
    PIPELINE_LAG,
    LABELED_EXAMPLES,
  ];
}

/** The series of one build. */
export function seriesOf(group: Group): SeriesName[] {
  const { routes } = PROFILES[group.version];
  return [
    ...routes.flatMap(({ route }) => [answered(group, route, 'ok'), answered(group, route, 'error')]),
    fellBack(group),
    duration(group),
    ...routes.flatMap((route) => TOKEN_TYPES.map((type) => tokens(group, route, type))),
    ...routes.map((route) => cost(group, route)),
    ...(isProduction(group) ? CATEGORY_NAMES : []).flatMap((category) =>
      GRADES.map((grade) => graded(group, category, grade)),
    ),
    ...(suggests(group) ? SUGGESTION_USES : []).map((use) => suggested(group, use)),
    ...(isProduction(group) ? HANDLING_NAMES : []).map((handling) => closed(group, handling)),
  ];
}

function breakerSeries(route: Route): SeriesName[] {
  return [breakerState(route), ...BREAKER_EVENTS.map((event) => breakerEvent(route, event))];
}
