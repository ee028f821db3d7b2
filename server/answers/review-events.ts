import { breakerHistories } from '../../core/alert/breakers.ts';
import { PROMISE_CHANGES } from '../../core/roadmap/promise/changes.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { readBuilds, type ServedBuild } from '../evaluation/builds.ts';
import { CONDITIONS } from '../evaluation/condition-log.ts';
import { DECISION } from '../evaluation/decision-log.ts';
import type { Served } from '../evaluation/traffic.ts';
import { VERDICT_CHANGED } from '../evaluation/verdict-change.ts';
import type { ReviewResponse } from '../http/contract/review.ts';
import { eventText } from './event-text.ts';
import { outagesOf, outageWords } from './outages.ts';
import type { PageDeps } from './page-deps.ts';

type ReviewEvent = ReviewResponse['events'][number];

/** Criteria change more often than a review has room for: gates stand for them. */
const LOGGED = [VERDICT_CHANGED, DECISION, ...CONDITIONS, ...PROMISE_CHANGES];
/** As many are looked through for those that a review tells. */
const MOST_LOGGED = 1_000;
const MOST_TOLD = 200;

/**
 * What happened in a period, newest first: gates that changed, what the roadmap promised otherwise, versions and builds that began to
 * serve, and for each circuit breaker one line when it opened at all.
 */
export async function reviewEvents(
  { store, events }: Pick<PageDeps, 'store' | 'events'>,
  roadmap: Roadmap,
  window: TimeWindow,
  served: ReadonlyMap<string, Served>,
): Promise<ReviewEvent[]> {
  const { product } = roadmap;
  const [logged, transitions, builds] = await Promise.all([
    events.events({ product, types: LOGGED, ...window, limit: MOST_LOGGED, order: 'happened' }),
    store.breakers(product, window.from, window.to),
    readBuilds(store, roadmap, window),
  ]);
  const changes = logged.filter(
    ({ type, data }) =>
      type !== VERDICT_CHANGED || (data.criterion === undefined && typeof data.from === 'string'),
  );
  const told = [
    ...changes.map((event) => {
      return { at: event.at, item: event.item, type: event.type, text: eventText(event, roadmap) };
    }),
    ...beginnings(roadmap, served, window),
    ...builds.filter((build) => build.firstAt !== served.get(build.item)?.firstAt).flatMap(buildEvent),
    ...outages(breakerHistories(transitions, window.from, window.to), window),
  ];
  return told.sort((a, b) => b.at - a.at).slice(0, MOST_TOLD);
}

function beginnings(
  { items }: Pick<Roadmap, 'items'>,
  served: ReadonlyMap<string, Served>,
  { from, to }: TimeWindow,
): ReviewEvent[] {
  return items.flatMap(({ id }) => {
    const at = served.get(id)?.firstAt;
    if (at === undefined || at < from || at >= to) return [];
    return [{ at, item: id, type: 'serving-began', text: `${id} began to serve production traffic.` }];
  });
}

function buildEvent({ item, build, firstAt }: ServedBuild): ReviewEvent[] {
  if (build === '' || firstAt === undefined) return [];
  const whose = item === '' ? '' : ` of ${item}`;
  return [{ at: firstAt, item, type: 'build-began', text: `Build ${build}${whose} began to serve.` }];
}

function outages(histories: ReturnType<typeof breakerHistories>, { from, to }: TimeWindow): ReviewEvent[] {
  const inProduction = histories.filter(({ environment }) => environment === 'production');
  // All of a period are one line, at the end of the last.
  return outagesOf(inProduction, to - from).map((outage) => ({
    at: Math.min(outage.to, to - 1),
    item: outage.item,
    type: 'breaker',
    text: `${outageWords(outage)}.`,
  }));
}
