import { dateWords } from '../../core/gate/words.ts';
import type { WindowSpec } from '../../core/roadmap/criterion.ts';
import { windowInWords } from '../../core/roadmap/grammar/defaults.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { dateOf } from '../../core/time/calendar.ts';
import { lastClose } from '../../core/time/day-close.ts';
import { formatDuration } from '../../core/time/duration.ts';
import { monthOf, quarterOf } from '../../core/time/period.ts';
import { resolveWindow, type TimeWindow } from '../../core/time/window.ts';
import type { Served } from './traffic.ts';

/** What is judged, and as of when. */
export interface Situation {
  readonly roadmap: Roadmap;
  /** Unix ms. */
  readonly now: number;
  /** When each item served production traffic. */
  readonly served: ReadonlyMap<string, Served>;
  /** Share of the product's production requests of each item over the last 24 hours. */
  readonly shares: ReadonlyMap<string, number>;
  /** Ids of items that have an evaluation run. */
  readonly evaluated: ReadonlySet<string>;
  /** Judge everything over this period instead of each criterion's own window: for a review. */
  readonly period?: Period;
  /** Judge this item by one of its builds alone. */
  readonly candidate?: Candidate;
}

/** One build of an item, such as the one that is about to ship. */
export interface Candidate {
  readonly item: string;
  readonly build: string;
}

export interface Period extends TimeWindow {
  /** `2026-Q4` */
  readonly text: string;
}

/** The window of a criterion, resolved. */
export interface ResolvedWindow {
  /** Absent: it has not begun. */
  readonly window: TimeWindow | undefined;
  /** In words, for sentences: `28 days`, `this quarter to date`, `28 days to 3 Jun 2026`. */
  readonly text: string;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * The time that an item is judged at. A version that is retired is judged as of its last traffic: what it was when it served, and not how
 * silent it has been since.
 */
export function judgedAt({ now, served, period }: Situation, item: Item | undefined): number {
  const at = period === undefined ? now : Math.min(now, period.to);
  if (item?.lifecycle !== 'retired') return at;
  return Math.min(at, served.get(item.id)?.lastAt ?? at);
}

/** Somebody has begun with the item: it is past planning, has served, or was evaluated. */
export function hasStarted({ served, evaluated }: Situation, item: Item | undefined): boolean {
  if (item === undefined || item.lifecycle !== 'planned') return true;
  return served.has(item.id) || evaluated.has(item.id);
}

/** The window of evaluation runs that a criterion speaks of, in the roadmap's zone and fiscal year. */
export function resolvedWindow(
  situation: Situation,
  item: Item | undefined,
  spec: WindowSpec,
): ResolvedWindow {
  if (situation.period !== undefined) return periodWindow(situation, item);
  const now = judgedAt(situation, item);
  const { zone, fiscalYearStart } = situation.roadmap;
  const firstTrafficAt = firstServed(situation, item);
  const window = resolveWindow(spec, { now, zone, fiscalYearStart, firstTrafficAt });
  return { window, text: windowText(situation, spec, window, now) };
}

/**
 * The period that everything is judged over, up to the time of judgment. A version that began to serve within it is judged by what there
 * was of it: before that nobody failed to watch.
 */
export function periodWindow(situation: Situation, item: Item | undefined): ResolvedWindow {
  const { period, served, roadmap } = situation;
  if (period === undefined) return { window: undefined, text: '' };
  const { from, text } = period;
  const end = Math.min(period.to, judgedAt(situation, item));
  const began = item?.track === 'models' ? (served.get(item.id)?.firstAt ?? from) : from;
  if (began <= from || began >= end) return { window: from < end ? { from, to: end } : undefined, text };
  return {
    window: { from: began, to: end },
    text: `${text} from ${dateWords(dateOf(began, roadmap.zone))} on`,
  };
}

/** A version's own first traffic; for everything else the product's. Unix ms. */
export function firstServed(
  { served }: Pick<Situation, 'served'>,
  item: Item | undefined,
): number | undefined {
  if (item?.track === 'models') return served.get(item.id)?.firstAt;
  const all = [...served.values()].map(({ firstAt }) => firstAt);
  return all.length === 0 ? undefined : Math.min(...all);
}

/**
 * A window in words: `28 days`, `this month to date`, `the 12 days since rollout`, `28 days to 3 Jun 2026`.
 *
 * @param at an instant of its last day
 */
export function windowText(
  { roadmap, now }: Situation,
  spec: WindowSpec,
  window: TimeWindow | undefined,
  at: number,
): string {
  const { zone, fiscalYearStart } = roadmap;
  const [today, last] = [dateOf(now, zone), dateOf(at, zone)];
  const isNow = last === today || last === dateOf(lastClose(now, zone) - 1, zone);
  if (spec.kind === 'month' || spec.kind === 'quarter') {
    const of = (when: number) =>
      spec.kind === 'month' ? monthOf(when, zone).id : quarterOf(when, zone, fiscalYearStart).id;
    if (of(at) !== of(now)) return `${of(at)} to ${dateWords(last)}`;
  }
  const words = wordsOf(spec, window);
  return isNow ? words : `${words} to ${dateWords(last)}`;
}

function wordsOf(spec: WindowSpec, window: TimeWindow | undefined): string {
  if (spec.kind === 'rollout' && window !== undefined) return sinceRollout(window);
  if (spec.kind !== 'duration') return windowInWords(spec);
  // Whole days are judged; fewer of them where a version has not served for as long.
  const days = Math.ceil(spec.ms / DAY_MS) * DAY_MS;
  const isYoung = window !== undefined && window.to - window.from < days - 2 * HOUR_MS;
  return isYoung ? sinceRollout(window) : formatDuration(days);
}

function sinceRollout({ from, to }: TimeWindow): string {
  const ms = to - from;
  const whole =
    ms >= 2 * DAY_MS
      ? Math.round(ms / DAY_MS) * DAY_MS
      : Math.max(HOUR_MS, Math.round(ms / HOUR_MS) * HOUR_MS);
  return `the ${formatDuration(whole)} since rollout`;
}
