import { Temporal } from 'temporal-polyfill';

/**
 * When everything in the example happens. The whole story hangs on the calendar quarter that today is in: four quarters as in the
 * template, v1 in the first and v4 in the last one, which is now. So the example is alive on any day, and does not change from one
 * day of a quarter to the next but in what is already done.
 */

/** A calendar date of the timeline's zone: `2026-11-23`. */
export type CalendarDate = string;

/** The current quarter is 0, the one before it -1, … */
export type QuarterIndex = -3 | -2 | -1 | 0;

/** A day of a quarter, counted from 0. All days up to 89 exist in every quarter. */
export type QuarterDay = readonly [quarter: QuarterIndex, day: number];

/** Versions of the model, as the roadmap and the labels of the metrics name them. */
export type Version = 'v1' | 'v2' | 'v3' | 'v4';

export interface Quarter {
  /** `2026-Q4` */
  readonly name: string;
  readonly first: CalendarDate;
  readonly last: CalendarDate;
}

/** A build of a version, and from when it ran where. Unix ms. */
export interface Release {
  readonly version: Version;
  readonly build: string;
  readonly stagedAt: number;
  /** Takes over its version's production traffic. Absent: it never left staging. */
  readonly liveAt?: number;
}

/** A build and the share of the requests that it serves, 0…1. */
export interface Serving {
  readonly version: Version;
  readonly build: string;
  readonly share: number;
}

/** Part of the tickets that each version answers; what they leave is still routed by hand. */
type Shares = Readonly<Partial<Record<Version, number>>>;

const ROLLOUT: readonly { readonly on: QuarterDay; readonly shares: Shares }[] = [
  { on: [-3, 58], shares: { v1: 0.1 } },
  { on: [-3, 65], shares: { v1: 0.5 } },
  { on: [-3, 72], shares: { v1: 1 } },
  { on: [-2, 50], shares: { v1: 0.9, v2: 0.1 } },
  { on: [-2, 60], shares: { v1: 0.5, v2: 0.5 } },
  { on: [-2, 70], shares: { v1: 0.04, v2: 0.96 } },
  { on: [-1, 45], shares: { v1: 0.04, v2: 0.91, v3: 0.05 } },
  { on: [-1, 52], shares: { v1: 0.04, v2: 0.84, v3: 0.12 } },
];

const RELEASES: readonly {
  readonly version: Version;
  readonly build: string;
  readonly staged: QuarterDay;
  readonly live?: QuarterDay;
}[] = [
  { version: 'v1', build: '1.0.0', staged: [-3, 40], live: [-3, 58] },
  { version: 'v1', build: '1.1.0', staged: [-3, 78], live: [-3, 85] },
  { version: 'v2', build: '2.0.0', staged: [-2, 30], live: [-2, 50] },
  { version: 'v2', build: '2.1.0', staged: [-2, 74], live: [-2, 80] },
  { version: 'v2', build: '2.2.0', staged: [-1, 22], live: [-1, 30] },
  { version: 'v3', build: '3.0.0', staged: [-1, 20], live: [-1, 45] },
  { version: 'v2', build: '2.3.0', staged: [-1, 70], live: [-1, 75] },
  { version: 'v3', build: '3.0.1', staged: [-1, 76], live: [-1, 80] },
  { version: 'v4', build: '4.0.0-alpha.1', staged: [-1, 84] },
  { version: 'v3', build: '3.1.0-rc.1', staged: [-1, 86] },
  { version: 'v4', build: '4.0.0-alpha.2', staged: [0, 20] },
];

/** Circuit breakers were ready ahead of their quarter. */
const BREAKERS_SINCE: QuarterDay = [-1, 80];

/** Releases, rollouts and everything else that people do happen in the morning. */
const WORKING_HOUR = '10:00';

/** The example's dates for one today. Made by {@link timelineFor}. */
export interface Timeline {
  readonly today: CalendarDate;
  /** IANA time zone. */
  readonly zone: string;
  /** First to last: the quarters -3, -2, -1 and 0. */
  readonly quarters: readonly [Quarter, Quarter, Quarter, Quarter];
  /** Ascending by the time of staging. */
  readonly releases: readonly Release[];
  /** When circuit breakers began to guard the models, Unix ms. */
  readonly breakersSince: number;
  date(quarter: QuarterIndex, day: number): CalendarDate;
  /** The last day of a quarter. */
  endOf(quarter: QuarterIndex): CalendarDate;
  /** Ten in the morning of that day, Unix ms. */
  instant(quarter: QuarterIndex, day: number): number;
  /** Who serves production at `at` (Unix ms); the shares add up to 1 or, while v1 ramps up, to less. */
  serving(at: number): readonly Serving[];
  /** Who is being tried in staging at `at` (Unix ms): each version's newest build that is not live. */
  staging(at: number): readonly Omit<Serving, 'share'>[];
  /** Instants in (from, to] at which another build or another share begins, ascending, Unix ms. */
  changes(from: number, to: number): readonly number[];
}

/** The zone of the example's product. */
export const DEFAULT_ZONE = 'Europe/Berlin';

/** The timeline of the day that `now` (Unix ms) is in. */
export function timelineAt(now: number, zone = DEFAULT_ZONE): Timeline {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  return timelineFor(today.toString(), zone);
}

/**
 * The timeline of a calendar date.
 *
 * @throws RangeError when `today` is not a date or `zone` not a time zone
 */
export function timelineFor(today: CalendarDate, zone = DEFAULT_ZONE): Timeline {
  const start = startOfQuarter(Temporal.PlainDate.from(today));
  const day = ([quarter, days]: QuarterDay) => start.add({ months: 3 * quarter }).add({ days });
  const instant = (on: QuarterDay) => workingHour(day(on), zone);
  const releases = RELEASES.map(({ version, build, staged, live }) => ({
    version,
    build,
    stagedAt: instant(staged),
    ...(live && { liveAt: instant(live) }),
  }));
  const rollout = ROLLOUT.map(({ on, shares }) => ({ at: instant(on), shares }));
  const changes = [...rollout.map(({ at }) => at), ...releases.flatMap(momentsOf)].sort((a, b) => a - b);
  return {
    today,
    zone,
    quarters: [quarterOf(day([-3, 0])), quarterOf(day([-2, 0])), quarterOf(day([-1, 0])), quarterOf(start)],
    releases,
    breakersSince: instant(BREAKERS_SINCE),
    date: (quarter, days) => day([quarter, days]).toString(),
    endOf: (quarter) => quarterOf(day([quarter, 0])).last,
    instant: (quarter, days) => instant([quarter, days]),
    serving: (at) => servingAt(rollout, releases, at),
    staging: (at) => stagingAt(releases, at),
    changes: (from, to) => [...new Set(changes.filter((at) => at > from && at <= to))],
  };
}

function startOfQuarter(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.with({ day: 1, month: date.month - ((date.month - 1) % 3) });
}

function quarterOf(first: Temporal.PlainDate): Quarter {
  const last = first.add({ months: 3 }).subtract({ days: 1 });
  return { name: `${first.year}-Q${last.month / 3}`, first: first.toString(), last: last.toString() };
}

function workingHour(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime: WORKING_HOUR }).epochMilliseconds;
}

function momentsOf(release: Release): number[] {
  return release.liveAt === undefined ? [release.stagedAt] : [release.stagedAt, release.liveAt];
}

function servingAt(
  rollout: readonly { readonly at: number; readonly shares: Shares }[],
  releases: readonly Release[],
  at: number,
): Serving[] {
  const shares = rollout.findLast((step) => step.at <= at)?.shares ?? {};
  const live = (version: Version) =>
    releases.findLast((release) => release.version === version && (release.liveAt ?? Infinity) <= at);
  return (Object.entries(shares) as [Version, number][]).flatMap(([version, share]) => {
    const release = live(version);
    return release === undefined ? [] : [{ version, build: release.build, share }];
  });
}

function stagingAt(releases: readonly Release[], at: number): Omit<Serving, 'share'>[] {
  const newest = new Map<Version, Release>();
  for (const release of releases) if (release.stagedAt <= at) newest.set(release.version, release);
  return [...newest.values()]
    .filter((release) => (release.liveAt ?? Infinity) > at)
    .map(({ version, build }) => ({ version, build }));
}
