import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MeasurementStore, ReadRequest, WriteBatch } from '../../core/ports.ts';
import { dayBoundaries, monthBoundaries } from '../../core/time/calendar.ts';
import { PRODUCT, series } from './history.ts';
import type { StoreUnderTest } from './measurement-store.ts';
import { compareRead, expectedRead } from './oracle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What calendars ask of every store: days and months of zones that are no whole hours off UTC, and hours split by version and build. */
export function calendarReadsContract(under: Pick<StoreUnderTest, 'name' | 'open'>): void {
  describe(`calendars and the measurement store ${under.name}`, () => {
    let store: MeasurementStore;

    beforeEach(async () => {
      store = await under.open();
    });

    afterEach(() => store.close());

    it.each([
      ['Asia/Kathmandu', '2026-02-20', '2026-04-10'],
      ['Asia/Kolkata', '2026-02-20', '2026-04-10'],
      ['Australia/Lord_Howe', '2026-03-20', '2026-05-05'],
      ['Australia/Lord_Howe', '2025-09-20', '2025-11-05'],
      // A date that is left out, and one of 27 hours in the middle of which the window begins.
      ['Pacific/Apia', '2011-12-20', '2012-01-20'],
      ['Antarctica/Casey', '2023-03-09', '2023-04-10'],
    ])(
      'give distributions, gauges and watched time of days and months of %s from %s to %s, rolled up or not',
      async (zone, first, last) => {
        const [from, to] = [Date.parse(first), Date.parse(last)];
        const history = [everything(from - DAY, to + DAY)];
        const asked = [dayBoundaries(from, to, zone), monthBoundaries(from, to, zone)].map(
          (boundaries): ReadRequest => ({
            product: PRODUCT,
            from: boundaries[0] as number,
            to: boundaries.at(-1) as number,
            boundaries,
            select: [
              { measure: 'request_duration', kind: 'distribution' },
              { measure: 'request_duration', kind: 'distribution', items: ['v3'] },
              { measure: 'labeled_examples', kind: 'gauge' },
            ],
          }),
        );
        const expected = asked.map((request) => expectedRead(history, request));
        const check = async (one: MeasurementStore) => {
          for (const [i, request] of asked.entries()) compareRead(await one.read(request), expected[i] ?? []);
        };
        // A store that remembers what it answered would not look at its roll-ups: they are asked in one of their own.
        const rolledUp = await under.open();
        try {
          for (const one of [store, rolledUp]) {
            await one.alignDays(PRODUCT, zone);
            await one.write(history[0] as WriteBatch);
          }
          await check(store);
          await rolledUp.maintain(to + 40 * DAY, new AbortController().signal);
          await check(rolledUp);
        } finally {
          await rolledUp.close();
        }
      },
    );

    it('give the share of traffic of each version and build by the hours of a zone, rolled up or not', async () => {
      await store.alignDays(PRODUCT, 'Asia/Kathmandu');
      // 6:00 there, which is a quarter past an hour of UTC.
      const from = Date.parse('2026-03-02T00:15:00Z');
      const builds = [
        // Half an hour before its end the first hour has the new build.
        { item: 'v2', build: '2.3.1', since: 0, until: HOUR / 2, perMinute: 6 },
        { item: 'v2', build: '2.3.2', since: HOUR / 2, until: 4 * HOUR, perMinute: 6 },
        { item: 'v3', build: '3.0.0', since: 0, until: 3 * HOUR, perMinute: 2 },
        { item: 'v3', build: '', since: 3 * HOUR, until: 4 * HOUR, perMinute: 18 },
        // What runs on belongs to none of these hours.
        { item: 'v3', build: '', since: 4 * HOUR, until: 2 * DAY, perMinute: 1 },
      ];
      const counters = builds.flatMap(({ item, build, since, until, perMinute }) =>
        Array.from({ length: (until - since) / MINUTE }, (_, minute) => ({
          series: series('requests', { item, build }),
          at: from + since + minute * MINUTE,
          value: perMinute,
        })),
      );
      await store.write({ source: 'a', id: '1', counters });
      const shares = async () => {
        const { selections } = await store.read({
          product: PRODUCT,
          from,
          to: from + 4 * HOUR,
          boundaries: Array.from({ length: 5 }, (_, hour) => from + hour * HOUR),
          select: [{ measure: 'requests', kind: 'counter', by: ['item', 'build'] }],
        });
        const groups = (selections[0]?.groups ?? []).filter((group) => group.kind === 'counter');
        const all = [0, 1, 2, 3].map((hour) =>
          groups.reduce((sum, { totals }) => sum + (totals[hour] ?? 0), 0),
        );
        return Object.fromEntries(
          groups.map(({ key, totals }) => [
            key.join(' '),
            [...totals].map((total, hour) => total / (all[hour] ?? 0)),
          ]),
        );
      };
      const expected = {
        'v2 2.3.1': [3 / 8, 0, 0, 0],
        'v2 2.3.2': [3 / 8, 6 / 8, 6 / 8, 1 / 4],
        'v3 3.0.0': [2 / 8, 2 / 8, 2 / 8, 0],
        'v3 ': [0, 0, 0, 3 / 4],
      };
      expect(await shares()).toEqual(expected);
      await store.maintain(from + 3 * DAY, new AbortController().signal);
      expect(await shares()).toEqual(expected);
    });
  });
}

/** Two versions with two builds each, every 37 minutes, watched while they are. Sums of whole numbers are exact in every order. */
function everything(from: number, to: number): WriteBatch {
  const times = Array.from({ length: Math.floor((to - from) / (37 * MINUTE)) }, (_, i) => ({
    i,
    at: from + i * 37 * MINUTE,
    item: i % 3 === 0 ? 'v3' : 'v2',
    build: i % 2 === 0 ? '1' : '2',
  }));
  return {
    source: 'a',
    id: '1',
    distributions: times.map(({ i, at, item, build }) => ({
      series: series('request_duration', { item, build }),
      at,
      cells: [{ lower: i % 5, upper: (i % 5) + 1, count: (i % 7) + 1 }],
      sum: (i % 13) + 1,
    })),
    gauges: times.map(({ i, at, item, build }) => ({
      series: series('labeled_examples', { item, build }),
      at,
      value: (i % 17) - 8,
    })),
    observations: times
      .filter(({ i }) => i % 19 !== 0)
      .flatMap(({ at, item }) =>
        ['request_duration', 'labeled_examples'].map((measure) => ({
          product: PRODUCT,
          measure,
          item,
          environment: 'production',
          at,
          durationMs: 37 * MINUTE,
        })),
      ),
  };
}
