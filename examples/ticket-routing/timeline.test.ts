import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Serving, type Timeline, timelineAt, timelineFor, type Version } from './timeline.ts';

const DAY_MS = 86_400_000;

/** Every day of two years, one of them a leap year. */
const DAYS = Array.from({ length: 731 }, (_, i) =>
  Temporal.PlainDate.from('2027-01-01').add({ days: i }).toString(),
);

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

const timelines = new Map(DAYS.map((today) => [today, timelineFor(today)]));

/** Of one of the days above. */
function timelineOf(today: string): Timeline {
  return timelines.get(today) as Timeline;
}

function startOf(date: string, zone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;
}

function shareOf(serving: readonly Serving[], version: Version): number {
  return serving.find((one) => one.version === version)?.share ?? 0;
}

describe('the timeline of any day', () => {
  it('has four quarters in a row, and today is in the last of them', () => {
    for (const today of DAYS) {
      const { quarters } = timelineOf(today);
      expect(today >= quarters[3].first && today <= quarters[3].last, today).toBe(true);
      quarters.slice(1).forEach((quarter, i) => {
        const before = Temporal.PlainDate.from(quarters[i]?.last ?? '');
        expect(before.add({ days: 1 }).toString()).toBe(quarter.first);
      });
    }
  });

  it('has v2 live, v3 in a limited rollout, v1 as the control group, and v4 only in staging', () => {
    for (const today of DAYS) {
      const timeline = timelineOf(today);
      const midnight = startOf(today, timeline.zone);
      for (const at of [midnight, midnight + DAY_MS / 2, midnight + DAY_MS - 1]) {
        const serving = timeline.serving(at);
        expect(serving.map(({ version, share }) => [version, share])).toEqual([
          ['v1', 0.04],
          ['v2', 0.84],
          ['v3', 0.12],
        ]);
        expect(timeline.staging(at).map(({ version }) => version)).toContain('v4');
      }
    }
  });

  it('has had v3 at the same share for at least 35 days, so that windows of 28 days are full', () => {
    for (const today of DAYS) {
      const timeline = timelineOf(today);
      const at = startOf(today, timeline.zone);
      for (let days = 0; days <= 35; days += 1) {
        expect(shareOf(timeline.serving(at - days * DAY_MS), 'v3'), today).toBe(0.12);
      }
    }
  });

  it('has v2 as the version that served most days of the year', () => {
    for (const today of DAYS.filter((_, i) => i % 30 === 0)) {
      const timeline = timelineOf(today);
      const at = startOf(today, timeline.zone);
      const leaders = Array.from({ length: 365 }, (_, days) => {
        const serving = timeline.serving(at - days * DAY_MS);
        return [...serving].sort((a, b) => b.share - a.share)[0]?.version;
      });
      const days = (version: Version) => leaders.filter((leader) => leader === version).length;
      expect(days('v2')).toBeGreaterThan(days('v1'));
      expect(days('v3')).toBe(0);
    }
  });

  it('never lets a build serve before it was staged, nor try what is live already', () => {
    for (const today of DAYS) {
      const timeline = timelineOf(today);
      for (const { stagedAt, liveAt } of timeline.releases) {
        expect(liveAt === undefined || liveAt > stagedAt).toBe(true);
      }
      const at = startOf(today, timeline.zone);
      const live = timeline.serving(at).map(({ build }) => build);
      expect(timeline.staging(at).some(({ build }) => live.includes(build))).toBe(false);
    }
  });

  it('never has more than all of the tickets served, in any zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 730 }),
        fc.constantFrom(...ZONES),
        fc.double({ min: 0, max: 366, noNaN: true }),
        (index, zone, daysAgo) => {
          const today = DAYS[index] ?? '';
          const timeline = timelineFor(today, zone);
          const serving = timeline.serving(startOf(today, zone) - daysAgo * DAY_MS);
          const total = serving.reduce((sum, { share }) => sum + share, 0);
          return serving.length === 0 || (total > 0 && total <= 1 + 1e-9);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  it('names every change of who serves', () => {
    const timeline = timelineFor('2026-11-23');
    const from = timeline.instant(-3, 0);
    const to = timeline.instant(0, 30);
    const changes = new Set(timeline.changes(from, to));
    let before = JSON.stringify([timeline.serving(from), timeline.staging(from)]);
    for (let at = from; at <= to; at += 3_600_000) {
      const now = JSON.stringify([timeline.serving(at), timeline.staging(at)]);
      if (now !== before) expect(changes.has(at), new Date(at).toISOString()).toBe(true);
      before = now;
    }
    expect(changes.size).toBeGreaterThan(15);
  });
});

it('takes today from the zone: late on a quarter’s last day it is already the next one further east', () => {
  const now = Date.parse('2026-09-30T23:30:00Z');
  expect(timelineAt(now, 'UTC').quarters[3].name).toBe('2026-Q3');
  expect(timelineAt(now, 'Europe/Berlin').quarters[3].name).toBe('2026-Q4');
});

it('says what is wrong with a date that does not exist', () => {
  expect(() => timelineFor('2026-02-30')).toThrow(RangeError);
});
