import type { BreakerHistory } from '../../core/alert/breakers.ts';
import type { LoggedEvent } from '../../core/ports.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import type { ServedBuild } from '../evaluation/builds.ts';
import { DECISION } from '../evaluation/decision-log.ts';
import type { Served } from '../evaluation/traffic.ts';
import { VERDICT_CHANGED } from '../evaluation/verdict-change.ts';
import type { ChartMark } from '../http/contract/actuals.ts';
import { eventText, verdictWords } from './event-text.ts';
import { outagesOf, outageWords } from './outages.ts';

/** Openings of a breaker within this share of the chart are one mark. */
const JOINED = 1 / 60;

/** The events that a chart marks, and as what. */
const KINDS: Readonly<Record<string, ChartMark['kind']>> = {
  [VERDICT_CHANGED]: 'verdict',
  'lifecycle-changed': 'lifecycle',
  'target-changed': 'target',
  'due-changed': 'target',
  'waiver-changed': 'decision',
  [DECISION]: 'decision',
  'gate-regressed': 'verdict',
  'serving-ungated': 'verdict',
};

/** Types of the events that {@link chartMarks} understands. */
export const MARKED_EVENTS: readonly string[] = Object.keys(KINDS);

/** What happened to an item while its charts were drawn. */
export interface Happened {
  readonly window: TimeWindow;
  /** Of the item, of {@link MARKED_EVENTS}, newest first. */
  readonly events: readonly LoggedEvent[];
  /** Those that guard the item; only those of production are marked. */
  readonly breakers: readonly BreakerHistory[];
  readonly builds: readonly ServedBuild[];
  readonly served: Served | undefined;
}

/**
 * What stands on the lane under a criterion's chart, oldest first: what happened to the item, and to that criterion. Where a gate changed
 * by a criterion, the criterion's own change stands for both; first judgments are no news.
 */
export function chartMarks(
  roadmap: Pick<Roadmap, 'items'>,
  item: Pick<Item, 'id'>,
  criterion: string,
  happened: Happened,
): ChartMark[] {
  const texts = textsOf(criterion, happened.events);
  const told = happened.events.filter((event) => isAbout(event, texts));
  const isOwn = ({ data }: LoggedEvent) => data.criterion !== undefined;
  const own = new Set(told.filter((event) => isVerdict(event) && isOwn(event)).map(({ at }) => at));
  const marks = told
    .filter((event) => !(isVerdict(event) && !isOwn(event) && own.has(event.at)))
    .flatMap((event) => eventMark(event, roadmap));
  return [
    ...marks,
    ...servingMarks(item, happened),
    ...happened.builds.filter(({ firstAt }) => firstAt !== happened.served?.firstAt).flatMap(buildMark),
    ...breakerMarks(happened),
  ].sort((a, b) => a.at - b.at);
}

/** What a criterion says, and what it said before its target was changed. @param events newest first */
function textsOf(criterion: string, events: readonly LoggedEvent[]): ReadonlySet<unknown> {
  const texts = new Set<unknown>([criterion]);
  for (const { type, data } of events) {
    if (type === 'target-changed' && texts.has(data.to)) texts.add(data.from);
  }
  return texts;
}

function isAbout({ type, data }: LoggedEvent, texts: ReadonlySet<unknown>): boolean {
  if (type === VERDICT_CHANGED && typeof data.from !== 'string') return false;
  return data.criterion === undefined || texts.has(data.criterion);
}

function isVerdict({ type }: LoggedEvent): boolean {
  return type === VERDICT_CHANGED;
}

function eventMark(event: LoggedEvent, roadmap: Pick<Roadmap, 'items'>): ChartMark[] {
  const kind = KINDS[event.type];
  if (kind === undefined) return [];
  const text = isVerdict(event) ? verdictWords(event, roadmap) : eventText(event, roadmap);
  return [{ at: event.at, kind, text: text.replace(/\.$/, '') }];
}

function servingMarks({ id }: Pick<Item, 'id'>, { served, window }: Happened): ChartMark[] {
  if (served === undefined || served.firstAt < window.from || served.firstAt >= window.to) return [];
  return [{ at: served.firstAt, kind: 'lifecycle', text: `${id} began to serve production traffic` }];
}

function buildMark({ build, firstAt }: ServedBuild): ChartMark[] {
  return build === '' || firstAt === undefined
    ? []
    : [{ at: firstAt, kind: 'build', text: `Build ${build} began to serve` }];
}

function breakerMarks({ breakers, window }: Happened): ChartMark[] {
  const inProduction = breakers.filter(({ environment }) => environment === 'production');
  return outagesOf(inProduction, (window.to - window.from) * JOINED).map((outage) => ({
    at: outage.from,
    // A bar over several of them would say that it was not closed all the time.
    ...(outage.times === 1 && outage.ms > 0 ? { until: outage.to } : {}),
    kind: 'breaker',
    text: outageWords(outage),
  }));
}
