import { GatelineError } from '../../core/errors.ts';
import { dateWords } from '../../core/gate/words.ts';
import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import { DEFAULT_ENVIRONMENT } from '../../core/roadmap/grammar/defaults.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { type SideTime, sideWindows } from '../../core/sides/side-windows.ts';
import type { SideNames } from '../../core/sides/words.ts';
import { nearest } from '../../core/text/nearest.ts';
import { dateOf } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { beginningOf, endOf } from '../../core/time/written-time.ts';
import type { Side } from '../evaluation/production-sides.ts';
import type { RunLibrary } from '../evaluation/run-library.ts';
import { daysOf, readServingDays, type ServingDays } from '../evaluation/serving-days.ts';
import type { CompareQuery, CompareResponse, CompareSide } from '../http/contract/compare.ts';
import { itemNamed } from './named.ts';

/** A comparison reads this much at most, gaps between its windows included. */
const MOST_MS = 3 * 366 * 86_400_000;

/** What a request asks to be set side by side. */
export interface AskedSides {
  readonly a: Side;
  readonly b: Side;
  /** Somebody asked for a time, or there is nothing else that tells the two apart: only runs within it count. */
  readonly runsInWindow: boolean;
  readonly served: readonly ServingDays[];
}

/** @throws GatelineError `not-found` for a version or build that nobody knows; `bad-request`, `limit-exceeded` for a window */
export async function askedSides(
  { store, library }: { readonly store: MeasurementStore; readonly library: RunLibrary },
  roadmap: Roadmap,
  query: CompareQuery,
  now: number,
): Promise<AskedSides> {
  const { product, zone } = roadmap;
  const environment = query.environment ?? DEFAULT_ENVIRONMENT;
  const items = { a: versionNamed(roadmap, query.a), b: versionNamed(roadmap, query.b) };
  const served = await readServingDays(store, roadmap, environment, now);
  const runs = { a: await library.runs(product, query.a), b: await library.runs(product, query.b) };
  const builds = {
    a: buildNamed(items.a, query.a_build, served, runs.a),
    b: buildNamed(items.b, query.b_build, served, runs.b),
  };
  const time = (side: 'a' | 'b'): SideTime => ({
    ...present({
      served: daysOf(served, items[side].id, builds[side]),
      from: instant(query[`${side}_from`] ?? query.from, (text) => beginningOf(text, zone)),
      // A day that is not over yet is taken as far as it is.
      to: upTo(
        now,
        instant(query[`${side}_to`] ?? query.to, (text) => endOf(text, zone)),
      ),
    }),
  });
  const times = { a: time('a'), b: time('b') };
  const areSame = items.a === items.b && builds.a === builds.b;
  const windows = sideWindows(times.a, times.b, { now, zone, areSame });
  for (const side of ['a', 'b'] as const) checkWindow(windows[side], side);
  checkReach(windows.a, windows.b);
  if (areSame && windows.a.from === windows.b.from && windows.a.to === windows.b.to) {
    throw refused(`Both sides are ${query.a} at the same time: name another version, a build, or a time.`);
  }
  const side = (of: 'a' | 'b'): Side => ({
    item: items[of],
    environment,
    window: windows[of],
    ...present({ build: builds[of] }),
  });
  const isAsked = [times.a, times.b].some(({ from, to }) => from !== undefined || to !== undefined);
  return { a: side('a'), b: side('b'), runsInWindow: isAsked || areSame, served };
}

function versionNamed(roadmap: Roadmap, id: string): Item {
  const item = itemNamed(roadmap, id);
  if (item.track === 'models') return item;
  const versions = roadmap.items.filter(({ track }) => track === 'models').map((one) => one.id);
  throw refused(`${id} is no version: ${versions.join(', ') || 'the roadmap has none'}.`);
}

function buildNamed(
  item: Item,
  build: string | undefined,
  served: readonly ServingDays[],
  runs: readonly EvaluationRunSummary[],
): string | undefined {
  if (build === undefined) return undefined;
  const known = new Set([
    ...served.filter((one) => one.item === item.id).map((one) => one.build),
    ...runs.map((run) => run.build),
  ]);
  if (known.has(build)) return build;
  const meant = nearest(build, [...known]);
  const hint = meant === undefined || meant === '' ? '' : ` Is it ${meant}?`;
  throw new GatelineError(
    'not-found',
    `${item.id} has no build ${JSON.stringify(build)}, neither in traffic nor in evaluations.${hint}`,
  );
}

function instant(given: number | string | undefined, read: (text: string) => number): number | undefined {
  if (given === undefined) return undefined;
  return typeof given === 'string' ? read(given) : Math.round(given);
}

function upTo(now: number, time: number | undefined): number | undefined {
  return time === undefined ? undefined : Math.min(now, time);
}

function checkWindow({ from, to }: TimeWindow, side: 'a' | 'b'): void {
  if (from < 0) throw refused(`The time of ${side} begins in 1970 or later.`);
  if (!(from < to)) throw refused(`The time of ${side} ends after it begins, and no later than now.`);
}

function checkReach(a: TimeWindow, b: TimeWindow): void {
  if (Math.max(a.to, b.to) - Math.min(a.from, b.from) <= MOST_MS) return;
  throw new GatelineError(
    'limit-exceeded',
    'The two times are more than three years apart: ask for a shorter one.',
  );
}

function refused(message: string): GatelineError {
  return new GatelineError('bad-request', message);
}

/** How the two are called; one version at two times by its days. */
export function sideNames({ a, b }: Pick<AskedSides, 'a' | 'b'>, zone: string): SideNames {
  const [one, other] = [a, b].map(({ item, build }) =>
    build === undefined ? item.id : `${item.id} (${build === '' ? 'no build' : build})`,
  );
  if (one !== other) return { a: one ?? '', b: other ?? '' };
  return { a: `${one} (${daysInWords(a.window, zone)})`, b: `${other} (${daysInWords(b.window, zone)})` };
}

function daysInWords({ from, to }: TimeWindow, zone: string): string {
  return `${dateWords(dateOf(from, zone))} to ${dateWords(dateOf(to - 1, zone))}`;
}

/** A side as the API tells it. */
export function sideJson(side: Side, name: string, served: readonly ServingDays[]): CompareSide {
  const { item, build, environment, window } = side;
  const { id, title, lifecycle } = item;
  return {
    item: id,
    title,
    lifecycle,
    name,
    environment,
    ...window,
    ...present({ build, served: daysOf(served, id, build) }),
  };
}

/** What may be compared. */
export function versionsJson(
  { items }: Pick<Roadmap, 'items'>,
  served: readonly ServingDays[],
): CompareResponse['versions'] {
  return items
    .filter(({ track }) => track === 'models')
    .map(({ id, title, lifecycle }) => ({
      item: id,
      title,
      lifecycle,
      builds: served.filter((one) => one.item === id && one.build !== '').map(({ build }) => build),
      ...present({ served: daysOf(served, id, undefined) }),
    }));
}
