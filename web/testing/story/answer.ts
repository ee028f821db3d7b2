import type { ProductsResponse, SessionResponse } from '../../../server/http/contract/common.ts';
import type { GatesResponse } from '../../../server/http/contract/verdict.ts';
import { compared } from './compare.ts';
import { dashboard, dashboards } from './dashboards.ts';
import { evaluations } from './evaluations.ts';
import { alerts, breakers, onCall, quietOnCall, sources, spend } from './operations.ts';
import { emptyOverview, overview } from './overview.ts';
import { review } from './review.ts';
import { emptyRoadmap, roadmap, spoiltRoadmap } from './roadmap.ts';
import { PRODUCT, PRODUCT_NAME, type VersionId, ZONE } from './ticket-routing.ts';
import { gateOf } from './verdicts.ts';
import { actuals, events, version } from './version.ts';

/** A product without anything in it, for empty states; one whose file was spoilt; and one for which everything fails. */
export const EMPTY = 'document-summaries';
export const SPOILT = 'spoilt';
export const BROKEN = 'broken';

/** What the fixture server answers: a status and a body. */
export interface FixtureAnswer {
  readonly status: number;
  readonly body: unknown;
}

const VERSIONS: readonly VersionId[] = ['v1', 'v2', 'v3', 'v4'];

/** Answers a GET of the API as the real server would, about the story at `now` (Unix ms). */
export function fixtureAnswer(address: string, now: number): FixtureAnswer {
  const url = new URL(address, 'http://fixture');
  const path = url.pathname
    .replace(/^\/api\/v1\//, '')
    .split('/')
    .map(decodeURIComponent);
  const body =
    path[0] === 'products' && path.length > 1 ? ofProduct(path.slice(1), url, now) : general(path, now);
  if (path[1] === BROKEN) {
    return problem(
      503,
      'store-unavailable',
      'The store cannot be read: the disk of /data is full. It recovers by itself once there is room.',
    );
  }
  return body === undefined
    ? problem(404, 'not-found', `There is nothing at ${url.pathname}.`)
    : { status: 200, body };
}

function problem(status: number, code: string, detail: string): FixtureAnswer {
  return {
    status,
    body: {
      type: `https://gateline.dev/errors#${code}`,
      title: code,
      status,
      detail,
      code,
      requestId: 'req-7f3a',
    },
  };
}

function general([first, id = '']: readonly string[], now: number): unknown {
  switch (first) {
    case 'session':
      return { role: 'admin', open: true } satisfies SessionResponse;
    case 'products':
      return products(now);
    case 'sources':
      return sources(now);
    case 'dashboards':
      return id === '' ? dashboards() : dashboard(id);
    default:
      return undefined;
  }
}

function ofProduct([product = '', what, id = '']: readonly string[], url: URL, now: number): unknown {
  if (product === EMPTY) return ofEmptyProduct(what, id, now);
  if (product !== PRODUCT && product !== SPOILT) return undefined;
  switch (what) {
    case 'overview':
      return overview(now);
    case 'roadmap':
      return product === SPOILT ? spoiltRoadmap(now) : roadmap(now);
    case 'gates':
      return {
        asOf: now,
        gates: VERSIONS.map((item) => gateOf(item, now)),
        successMetrics: [],
      } satisfies GatesResponse;
    case 'versions':
      return (VERSIONS as readonly string[]).includes(id)
        ? version(id as VersionId, now, Number(url.searchParams.get('from') ?? now - 28 * 86_400_000))
        : undefined;
    case 'compare':
      return compared(now);
    case 'actuals':
      return actuals(url.searchParams, now);
    case 'events':
      return events(now);
    case 'evaluations':
      return evaluations((url.searchParams.get('item') ?? 'v3') as VersionId, now);
    case 'oncall':
      return onCall(now);
    case 'spend':
      return spend(now);
    case 'breakers':
      return breakers(now);
    case 'alerts':
      return { ...alerts(now), asOf: now, zone: ZONE };
    case 'review':
      return review(id, now);
    default:
      return undefined;
  }
}

function ofEmptyProduct(what: string | undefined, id: string, now: number): unknown {
  switch (what) {
    case 'overview':
      return emptyOverview(now, EMPTY, 'Document summaries');
    case 'roadmap':
      return emptyRoadmap(now, EMPTY, 'Document summaries');
    case 'oncall':
      return { ...quietOnCall(now), product: EMPTY };
    case 'review': {
      const full = review(id, now);
      const milestones = { planned: 0, done: 0, items: [] };
      return {
        ...full,
        product: EMPTY,
        name: 'Document summaries',
        sentence: 'No gate was due.',
        gates: [],
        milestones,
        events: [],
      };
    }
    case 'events':
      return { events: [] };
    default:
      return undefined;
  }
}

function products(now: number): ProductsResponse {
  const { state, sentence } = gateOf('v3', now);
  return {
    asOf: now,
    products: [
      { id: PRODUCT, name: PRODUCT_NAME, vision: roadmap(now).vision ?? '', state, sentence },
      {
        id: EMPTY,
        name: 'Document summaries',
        state: 'not-started',
        sentence: 'Nothing is promised yet: the roadmap has no model version.',
      },
    ],
  };
}
