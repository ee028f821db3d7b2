import type { ActualsResponse, VersionResponse } from '../../server/http/contract/actuals.ts';
import type { ProductsResponse, SessionResponse } from '../../server/http/contract/common.ts';
import type { CompareResponse } from '../../server/http/contract/compare.ts';
import type { DashboardResponse, DashboardsResponse } from '../../server/http/contract/dashboard.ts';
import type { EvaluationsResponse } from '../../server/http/contract/evaluations.ts';
import type {
  BreakersResponse,
  EventsResponse,
  OnCallResponse,
  SourcesResponse,
  SpendResponse,
} from '../../server/http/contract/operations.ts';
import type { OverviewResponse } from '../../server/http/contract/overview.ts';
import type { ReviewResponse } from '../../server/http/contract/review.ts';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import type { StreamEvent } from '../../server/http/contract/stream.ts';
import type { GatesResponse } from '../../server/http/contract/verdict.ts';
import { type EndpointName, PATHS } from './endpoints.ts';

/** Something that can be read from the server: where, and which events make what was read out of date. */
export interface Resource<T> {
  readonly endpoint: EndpointName;
  /** Path and query. */
  readonly address: string;
  readonly wakes: (event: StreamEvent) => boolean;
  /** Least time between two reads that events cause, ms. */
  readonly restMs: number;
  /** Carries the type of the answer; never set. */
  readonly answer?: T;
}

type Query = Readonly<Record<string, string | number | undefined>>;
type EventType = StreamEvent['type'];

const EVERY_SECOND = 1_000;
const EVERY_FIVE_SECONDS = 5_000;
const EVERY_HALF_MINUTE = 30_000;

export function session(): Resource<SessionResponse> {
  return { endpoint: 'session', address: PATHS.session, wakes: () => false, restMs: EVERY_SECOND };
}

export function products(): Resource<ProductsResponse> {
  return {
    endpoint: 'products',
    address: PATHS.products,
    wakes: (event) => event.type === 'roadmap' || event.type === 'verdict',
    restMs: EVERY_FIVE_SECONDS,
  };
}

export function sources(): Resource<SourcesResponse> {
  return {
    endpoint: 'sources',
    address: PATHS.sources,
    wakes: (event) => event.type === 'actuals' || event.type === 'alive',
    restMs: EVERY_FIVE_SECONDS,
  };
}

export function dashboards(): Resource<DashboardsResponse> {
  return { endpoint: 'dashboards', address: PATHS.dashboards, wakes: () => false, restMs: EVERY_SECOND };
}

export function dashboard(id: string): Resource<DashboardResponse> {
  const address = addressOf('dashboard', { id });
  return {
    endpoint: 'dashboard',
    address,
    wakes: (event) => event.type === 'roadmap',
    restMs: EVERY_FIVE_SECONDS,
  };
}

export function overview(product: string): Resource<OverviewResponse> {
  return ofProduct('overview', { product }, ['actuals', 'verdict', 'roadmap'], EVERY_SECOND);
}

export function roadmap(product: string): Resource<RoadmapResponse> {
  return ofProduct('roadmap', { product }, ['verdict', 'roadmap'], EVERY_SECOND);
}

export function gates(product: string): Resource<GatesResponse> {
  return ofProduct('gates', { product }, ['actuals', 'verdict', 'roadmap'], EVERY_SECOND);
}

export function onCall(product: string): Resource<OnCallResponse> {
  return ofProduct(
    'onCall',
    { product },
    ['actuals', 'verdict', 'roadmap', 'breaker', 'alert'],
    EVERY_SECOND,
  );
}

export function spend(product: string): Resource<SpendResponse> {
  return ofProduct('spend', { product }, ['actuals', 'roadmap'], EVERY_FIVE_SECONDS);
}

export function breakers(product: string): Resource<BreakersResponse> {
  return ofProduct('breakers', { product }, ['breaker', 'actuals'], EVERY_FIVE_SECONDS);
}

/** One item's gate with its charts, which begin at `from` (Unix ms). */
export function version(product: string, item: string, from?: number): Resource<VersionResponse> {
  return ofProduct(
    'version',
    { product, item },
    ['actuals', 'verdict', 'decision', 'roadmap'],
    EVERY_SECOND,
    { from },
  );
}

/** One signal of one item over time, from `from` (Unix ms) to now. */
export function actuals(
  product: string,
  item: string,
  signal: string,
  from?: number,
): Resource<ActualsResponse> {
  const query = { item, signal, from };
  return ofProduct('actuals', { product }, ['actuals', 'roadmap'], EVERY_FIVE_SECONDS, query);
}

/** Two versions, builds or times side by side, as the query of the API names them. */
export function compare(product: string, query: Readonly<Record<string, string>>): Resource<CompareResponse> {
  return ofProduct('compare', { product }, ['actuals', 'roadmap'], EVERY_HALF_MINUTE, query);
}

/** What changed about one item, newest first. */
export function events(product: string, item: string, limit: number): Resource<EventsResponse> {
  return ofProduct('events', { product }, ['verdict', 'decision', 'roadmap'], EVERY_FIVE_SECONDS, {
    item,
    limit,
    order: 'happened',
  });
}

/** What was changed of a roadmap through the API, newest first. */
export function roadmapEdits(product: string, limit: number): Resource<EventsResponse> {
  return ofProduct('events', { product }, ['roadmap'], EVERY_FIVE_SECONDS, {
    types: 'roadmap-edited',
    limit,
  });
}

/** Evaluation runs of an item, newest first, those that were taken back among them. */
export function evaluations(product: string, item: string, limit: number): Resource<EvaluationsResponse> {
  return ofProduct('evaluations', { product }, ['actuals', 'roadmap'], EVERY_FIVE_SECONDS, { item, limit });
}

/** A quarter: `2026-Q4`, or `current`. */
export function review(product: string, period: string): Resource<ReviewResponse> {
  return ofProduct(
    'review',
    { product, period },
    ['actuals', 'verdict', 'decision', 'roadmap'],
    EVERY_HALF_MINUTE,
  );
}

function ofProduct<T>(
  endpoint: EndpointName,
  params: Readonly<Record<string, string>> & { readonly product: string },
  wakingTypes: readonly EventType[],
  restMs: number,
  query: Query = {},
): Resource<T> {
  return {
    endpoint,
    address: addressOf(endpoint, params, query),
    wakes: (event) =>
      'product' in event && event.product === params.product && wakingTypes.includes(event.type),
    restMs,
  };
}

/** The address of an endpoint, its parameters encoded. */
export function addressOf(
  endpoint: EndpointName,
  params: Readonly<Record<string, string>>,
  query: Query = {},
): string {
  const path = PATHS[endpoint].replace(/:([a-z]+)/gi, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}
