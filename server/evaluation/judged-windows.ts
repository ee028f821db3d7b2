import { present } from '../../core/present.ts';
import { remembered, rememberedWith } from '../../core/remember.ts';
import type { MeasuredCriterion, WindowSpec } from '../../core/roadmap/criterion.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { dateOf } from '../../core/time/calendar.ts';
import { closesUpTo, lastClose, windowAtClose } from '../../core/time/day-close.ts';
import type { MeasuredPlace } from './places.ts';
import type { JudgedWindows } from './production-evidence.ts';
import {
  firstServed,
  judgedAt,
  periodWindow,
  type ResolvedWindow,
  type Situation,
  windowText,
} from './situation.ts';

/** As many closes are read at once: the two newest, which decide nearly always. */
export const USUAL_CLOSES = 2;

/**
 * The windows that a production criterion is judged by: whole days up to each of so many closes, and the whole days of the newest with
 * today so far. A review judges its period as a whole. What is sampled grows from a version's first traffic on: nobody could have graded
 * anything before.
 */
export function judgedWindows(
  situation: Situation,
  { item, criterion, signal }: Pick<MeasuredPlace, 'item' | 'criterion' | 'signal'>,
  count: number = USUAL_CLOSES,
): JudgedWindows {
  if (situation.period !== undefined) return { current: periodWindow(situation, item), closes: [] };
  const now = judgedAt(situation, item);
  const isSampled = signal.population !== undefined;
  const beganAt = firstServed(situation, item);
  const known = windowsFrom(situation, now, beganAt);
  const key =
    count === USUAL_CLOSES ? keysOf(criterion)[isSampled ? 1 : 0] : keyOf(criterion, isSampled, count);
  const found = known.get(key);
  if (found !== undefined) return found;
  const windows = makeWindows(situation, { item, criterion }, { now, isSampled, count });
  known.set(key, windows);
  return windows;
}

/** What tells the windows of criteria apart that are judged at the same time. */
function keyOf({ window }: MeasuredCriterion, isSampled: boolean, count: number): string {
  return `${textOf(window)} ${isSampled} ${count}`;
}

const textOf = remembered((spec: WindowSpec) => JSON.stringify(spec));

/** Those that are asked for at every look. */
const keysOf = remembered((criterion: MeasuredCriterion): readonly [string, string] => [
  keyOf(criterion, false, USUAL_CLOSES),
  keyOf(criterion, true, USUAL_CLOSES),
]);

/** Criteria share their windows, and versions that have served for long. */
function windowsFrom(
  situation: Situation,
  now: number,
  beganAt: number | undefined,
): Map<string, JudgedWindows> {
  const all = knownWindows(situation);
  let found = all.find((one) => one.now === now && one.beganAt === beganAt);
  if (found === undefined) {
    found = { now, beganAt, windows: new Map() };
    all.push(found);
  }
  return found.windows;
}

/** Those that are judged at the same time, and began at the same. */
interface AlikeWindows {
  readonly now: number;
  readonly beganAt: number | undefined;
  readonly windows: Map<string, JudgedWindows>;
}

const knownWindows = remembered((_: Situation): AlikeWindows[] => []);

function makeWindows(
  situation: Situation,
  { item, criterion }: Pick<MeasuredPlace, 'item' | 'criterion'>,
  { now, isSampled, count }: { readonly now: number; readonly isSampled: boolean; readonly count: number },
): JudgedWindows {
  const closes = closedWindows(situation, { item, criterion }, { now, isSampled, count });
  const current = currentWindow(situation, item, criterion.window, now, isSampled);
  return { current, closes, ...present({ beganAt: firstServed(situation, item) }) };
}

/** Days that are over stay what they are until another one closes: the very same list for as long. */
function closedWindows(
  situation: Situation,
  { item, criterion }: Pick<MeasuredPlace, 'item' | 'criterion'>,
  { now, isSampled, count }: { readonly now: number; readonly isSampled: boolean; readonly count: number },
): JudgedWindows['closes'] {
  const { roadmap } = situation;
  const { zone } = roadmap;
  const newest = lastClose(now, zone);
  const spec = criterion.window;
  const beganAt = isSampled || spec.kind === 'rollout' ? firstServed(situation, item) : undefined;
  const known = knownCloses(roadmap, dateOf(situation.now, zone), lastClose(situation.now, zone));
  const key = `${textOf(spec)} ${isSampled} ${count} ${newest} ${beganAt}`;
  const closes =
    known.get(key) ??
    closesUpTo(newest, zone, count).map((at) => ({
      at,
      ...closedWindow(situation, item, spec, at, isSampled),
    }));
  known.set(key, closes);
  return closes;
}

const knownCloses = rememberedWith(
  (_: Roadmap, _today: string, _newest: number) => new Map<string, JudgedWindows['closes']>(),
);

function closedWindow(
  situation: Situation,
  item: Item | undefined,
  spec: WindowSpec,
  at: number,
  isSampled: boolean,
): ResolvedWindow {
  const calendar = calendarOf(situation, item);
  const window = sinceTraffic(windowAtClose(spec, at, calendar), isSampled, calendar.firstTrafficAt);
  return { window, text: windowText(situation, spec, window, at - 1) };
}

/** The days of the newest close, and today; of a month, a quarter or a rollout what it will have when today closes. */
function currentWindow(
  situation: Situation,
  item: Item | undefined,
  spec: WindowSpec,
  now: number,
  isSampled: boolean,
): ResolvedWindow {
  const calendar = calendarOf(situation, item);
  const last = spec.kind === 'duration' ? lastClose(now, calendar.zone) : now;
  const from = windowAtClose(spec, last, calendar)?.from;
  const whole = from === undefined || from >= now ? undefined : { from, to: now };
  const window = sinceTraffic(whole, isSampled, calendar.firstTrafficAt);
  return { window, text: windowText(situation, spec, window, now) };
}

function calendarOf(situation: Situation, item: Item | undefined) {
  const { zone, fiscalYearStart } = situation.roadmap;
  return { zone, fiscalYearStart, firstTrafficAt: firstServed(situation, item) };
}

function sinceTraffic(
  window: ResolvedWindow['window'],
  isSampled: boolean,
  firstTrafficAt: number | undefined,
): ResolvedWindow['window'] {
  if (window === undefined || !isSampled || firstTrafficAt === undefined) return window;
  const from = Math.max(window.from, firstTrafficAt);
  return from < window.to ? { from, to: window.to } : undefined;
}
