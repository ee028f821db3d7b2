import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvaluationRun } from '../../core/measure/evaluation.ts';
import type { MeasurementStore, ReadRequest, ReadResult, WriteBatch } from '../../core/ports.ts';
import { dayBoundaries, monthBoundaries } from '../../core/time/calendar.ts';
import { batches, HOSTILE_TEXTS, PRODUCT, series, writeAll } from './history.ts';
import { compareRead, expectedRead } from './oracle.ts';

/** How the suite gets at one kind of store. */
export interface StoreUnderTest {
  readonly name: string;
  /** A fresh, empty store. */
  open(): Promise<MeasurementStore>;
  /** Closes it and opens it again over the same data; absent for a store that forgets. */
  reopen?(store: MeasurementStore): Promise<MeasurementStore>;
  /** How many random histories to try. */
  readonly runs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday; inside a closed span whichever way spans are cut. */
const T0 = Date.UTC(2026, 2, 2);

/** What every store of measurements must do; each adapter is held to it. */
export function measurementStoreContract(under: StoreUnderTest): void {
  describe(`the measurement store ${under.name}`, () => {
    let store: MeasurementStore;

    beforeEach(async () => {
      store = await under.open();
    });

    afterEach(async () => {
      await store.close();
    });

    const read = (over: Partial<ReadRequest> & Pick<ReadRequest, 'select'>) =>
      store.read({ product: PRODUCT, from: T0, to: T0 + DAY, ...over });

    it('adds the increments of a window up, half-open', async () => {
      await store.write({
        source: 'a',
        id: '1',
        counters: [T0 - 1, T0, T0 + DAY - 1, T0 + DAY].map((at, i) => ({
          series: series('requests'),
          at,
          value: 10 ** i,
        })),
      });
      const answer = await read({ select: [{ measure: 'requests', kind: 'counter' }] });
      expect(totals(answer)).toEqual([110]);
      expect(answer).toMatchObject({ from: T0, to: T0 + DAY, alignedToMs: 0 });
    });

    it('answers about the time before 1970, in which nothing is, as about any other', async () => {
      await store.write({
        source: 'a',
        id: '1',
        counters: [{ series: series('requests'), at: T0, value: 3 }],
      });
      const [from, to] = [-1_000_001, T0 + 1];
      const answer = await read({
        from,
        to,
        boundaries: [from, 0, to],
        select: [{ measure: 'requests', kind: 'counter' }],
      });
      expect(totals(answer)).toEqual([0, 3]);
      expect(answer).toMatchObject({ from, to, alignedToMs: 0 });
    });

    it('answers with one empty group where nothing is known, and with none when it is split', async () => {
      const answer = await read({
        select: [
          { measure: 'requests', kind: 'counter' },
          { measure: 'requests', kind: 'counter', by: ['item'] },
          { measure: 'request_duration', kind: 'distribution' },
          { measure: 'labeled_examples', kind: 'gauge' },
        ],
      });
      expect(answer.selections.map((selection) => selection.groups.length)).toEqual([1, 0, 1, 1]);
      expect(answer.selections.map((selection) => selection.lastObservedAt)).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect(answer.selections[2]?.groups[0]).toMatchObject({ steps: [{ cells: [] }] });
      expect(answer.selections[3]?.groups[0]).toMatchObject({ steps: [undefined] });
    });

    it('changes nothing when a batch comes again, however it comes', async () => {
      const batch = { source: 'a', id: '1', counters: [{ series: series('requests'), at: T0, value: 7 }] };
      expect(await store.write(batch)).toBe('written');
      expect(await store.write(batch)).toBe('duplicate');
      const again = { ...batch, id: '2' };
      const outcomes = await Promise.all([store.write(again), store.write(again), store.write(again)]);
      expect(outcomes.toSorted()).toEqual(['duplicate', 'duplicate', 'written']);
      expect(await store.write({ ...batch, source: 'b' })).toBe('written');
      const answer = await read({ select: [{ measure: 'requests', kind: 'counter' }] });
      expect(totals(answer)).toEqual([21]);
    });

    it('keeps what a collector remembers and its cursor with the data, the newest of each', async () => {
      await store.write({
        source: 'a',
        id: '1',
        cursor: 'c1',
        state: [
          { key: 'x', value: '1' },
          { key: 'y', value: '' },
        ],
      });
      await store.write({
        source: 'a',
        id: '2',
        cursor: 'c2',
        state: [
          { key: 'x', value: null },
          { key: 'z', value: '{"a":"\'\\n🚦"}' },
        ],
      });
      await store.write({ source: 'a', id: '2', cursor: 'never', state: [{ key: 'never', value: '1' }] });
      expect(await store.state('a')).toEqual(
        new Map([
          ['y', ''],
          ['z', '{"a":"\'\\n🚦"}'],
        ]),
      );
      expect(await store.cursor('a')).toBe('c2');
      expect(await store.state('b')).toEqual(new Map());
      expect(await store.cursor('b')).toBeUndefined();
    });

    it('refuses values that would spoil a sum, whole batch, and names the series', async () => {
      const good = { series: series('requests'), at: T0, value: 1 };
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, 2e30]) {
        const batch = { source: 'a', id: `${value}`, counters: [good, { ...good, value }] };
        await expect(store.write(batch)).rejects.toThrow(/requests/);
      }
      await expect(
        store.write({ source: 'a', id: 'time', counters: [{ ...good, at: Number.NaN }] }),
      ).rejects.toThrow(/the time NaN/);
      await expect(
        store.write({ source: 'a', id: 'gauge', gauges: [{ ...good, value: -2e30 }] }),
      ).rejects.toThrow(/a value of -2e\+30 for .*requests/);
      const { product, item, environment } = series('requests');
      const breakers = [
        { product, breaker: 'model', item, environment, at: T0 + 0.5, state: 'open' as const },
      ];
      await expect(store.write({ source: 'a', id: 'breaker', counters: [good], breakers })).rejects.toThrow(
        /the time 1772409600000\.5 for the circuit breaker model/,
      );
      const evaluations = [evaluationRun({ id: 'r9', at: Number.NaN })];
      await expect(store.write({ source: 'a', id: 'run', counters: [good], evaluations })).rejects.toThrow(
        /the time NaN for the evaluation run r9/,
      );
      const answer = await read({ select: [{ measure: 'requests', kind: 'counter' }] });
      expect(totals(answer)).toEqual([0]);
    });

    it('refuses a read whose steps are not a window', async () => {
      const select = [{ measure: 'requests', kind: 'counter' as const }];
      await expect(read({ from: T0, to: T0, select })).rejects.toThrow(/window/);
      await expect(read({ boundaries: [T0, T0 + HOUR], select })).rejects.toThrow(/boundaries/);
      await expect(read({ boundaries: [T0, T0 + HOUR, T0 + HOUR, T0 + DAY], select })).rejects.toThrow(
        /boundaries/,
      );
      await expect(read({ from: T0 + 0.5, select })).rejects.toThrow(/whole milliseconds/);
      await expect(read({ boundaries: [T0, T0 + HOUR / 7, T0 + DAY], select })).rejects.toThrow(
        /whole milli/,
      );
      const boundaries = Array.from({ length: 11_002 }, (_, i) => T0 + i);
      await expect(read({ to: T0 + 11_001, boundaries, select })).rejects.toThrow(/11001 steps/);
    });

    it('takes any text in a name or label for what it is', async () => {
      const hostile = [...HOSTILE_TEXTS.filter((text) => text !== ''), 'constructor', '__proto__'];
      await store.write({
        source: 'a',
        id: '1',
        counters: hostile.map((text, i) => ({
          series: series('requests', { item: text, build: text, labels: { [text]: text, route: text } }),
          at: T0,
          value: 2 ** i,
        })),
      });
      const answer = await read({
        select: [
          { measure: 'requests', kind: 'counter', by: ['item', 'build', 'label:route'] },
          { measure: 'requests', kind: 'counter', by: ['label:constructor'] },
          ...hostile.map((text) => ({
            measure: 'requests',
            kind: 'counter' as const,
            items: [text],
            where: { [text]: [text] },
          })),
        ],
      });
      const [split, byOne, ...single] = answer.selections;
      expect(byOne?.groups.map((group) => group.key)).toEqual([[''], ['constructor']]);
      expect(new Map(split?.groups.map((group) => [group.key.join('|'), total(group)]))).toEqual(
        new Map(hostile.map((text, i) => [[text, text, text].join('|'), 2 ** i])),
      );
      expect(single.map((selection) => total(selection.groups[0]))).toEqual(hostile.map((_, i) => 2 ** i));
    });

    it('keeps products apart', async () => {
      const other = series('requests', { product: 'other' });
      await store.write({
        source: 'a',
        id: '1',
        counters: [
          { series: series('requests'), at: T0, value: 1 },
          { series: other, at: T0, value: 2 },
        ],
        breakers: [
          { product: 'other', breaker: 'model', item: '', environment: 'production', at: T0, state: 'open' },
        ],
      });
      const answer = await read({ select: [{ measure: 'requests', kind: 'counter' }] });
      expect(totals(answer)).toEqual([1]);
      expect(await store.breakers(PRODUCT, T0, T0 + DAY)).toEqual([]);
      expect((await store.series('other')).map((known) => known.series.id)).toEqual([other.id]);
    });

    it('knows the state of a breaker when a window begins', async () => {
      const change = (breaker: string, at: number, state: 'open' | 'half-open' | 'closed') => ({
        product: PRODUCT,
        breaker,
        item: 'v2',
        environment: 'production',
        at,
        state,
      });
      await store.write({
        source: 'a',
        id: '1',
        breakers: [
          change('model', T0 - 3 * HOUR, 'closed'),
          change('model', T0 - 2 * HOUR, 'open'),
          change('model', T0 + HOUR, 'half-open'),
          change('search', T0 - HOUR, 'open'),
          change('model', T0 + 2 * HOUR, 'closed'),
          change('model', T0 + DAY, 'open'),
        ],
      });
      expect(await store.breakers(PRODUCT, T0, T0 + DAY)).toEqual([
        change('model', T0 - 2 * HOUR, 'open'),
        change('search', T0 - HOUR, 'open'),
        change('model', T0 + HOUR, 'half-open'),
        change('model', T0 + 2 * HOUR, 'closed'),
      ]);
    });

    it('keeps evaluation runs with their items, once, newest first, and takes them back without erasing', async () => {
      const first = evaluationRun({ id: 'r1', at: T0 });
      const second = evaluationRun({ id: 'r2', at: T0 + 1, item: 'v3', dataset: 'red-team' });
      await store.write({ source: 'a', id: '1', evaluations: [first, second] });
      await store.write({ source: 'a', id: '2', evaluations: [{ ...first, author: 'someone else' }] });
      const third = evaluationRun({ id: 'r0', at: T0 - 2 });
      const other = { ...third, author: 'someone else', items: third.items.slice(1) };
      await Promise.all(
        [third, other].map((run, i) => store.write({ source: 'b', id: `${i}`, evaluations: [run] })),
      );
      expect(await store.evaluationItems(PRODUCT, 'r0')).toEqual(third.items);
      expect((await store.evaluationRuns({ product: PRODUCT, ids: ['r0'] }))[0]?.author).toBe(third.author);
      const query = { product: PRODUCT, ids: ['r1', 'r2', 'r3'] };
      const { items: _, ...summary } = first;
      const runs = await store.evaluationRuns(query);
      expect(runs.map((run) => run.id)).toEqual(['r2', 'r1']);
      expect(runs[1]).toEqual({ ...summary, itemCount: 5, errorCount: 1, skippedCount: 1, unscoredCount: 1 });
      expect((await store.evaluationRuns({ ...query, ids: ['r1', 'none'] })).map((run) => run.id)).toEqual([
        'r1',
      ]);
      expect(await store.evaluationRuns({ ...query, items: ['v3'], dataset: 'red-team' })).toHaveLength(1);
      expect(await store.evaluationRuns({ ...query, limit: 1 })).toHaveLength(1);
      expect(await store.evaluationItems(PRODUCT, 'r1')).toEqual(first.items);
      expect(await store.evaluationItems('other', 'r1')).toEqual([]);

      const whole = evaluationRun({
        id: 'r3',
        at: T0 - 1,
        items: [],
        metrics: { acc: 'outcome', perplexity: 'score' },
        aggregates: { acc: { value: 0.5, n: 40 }, perplexity: { value: 9.5, n: 42, standardError: 0.1 } },
        madeOf: ['a', 'b'],
        tool: 'harness 0.4',
      });
      await store.write({ source: 'a', id: '3', evaluations: [whole] });
      const { items: none, ...known } = whole;
      const [found] = await store.evaluationRuns({ ...query, ids: ['r3'] });
      expect(found).toEqual({ ...known, itemCount: 42, errorCount: 0 });
      expect(await store.evaluationItems(PRODUCT, 'r3')).toEqual(none);

      const retraction = { at: T0 + 9, by: 'data lead', why: 'wrong "revision"\n' };
      expect(await store.retractEvaluation(PRODUCT, 'r1', retraction)).toBe(true);
      expect(await store.retractEvaluation(PRODUCT, 'r1', retraction)).toBe(false);
      expect(await store.retractEvaluation(PRODUCT, 'none', retraction)).toBe(false);
      expect((await store.evaluationRuns(query)).map((run) => run.id)).toEqual(['r2', 'r3']);
      const all = await store.evaluationRuns({ ...query, includeRetracted: true });
      expect(all[1]?.retracted).toEqual(retraction);
      expect(await store.evaluationItems(PRODUCT, 'r1')).toEqual(first.items);
    });

    it('lists the series it knows, those that never counted too', async () => {
      const silent = series('requests_failed');
      await store.write({
        source: 'a',
        id: '1',
        counters: [{ series: silent, at: T0, value: 0 }],
        gauges: [{ series: series('labeled_examples'), at: T0, value: 5 }],
      });
      const known = await store.series(PRODUCT);
      expect(new Set(known.map(({ series: one, kind }) => `${kind} ${one.id}`))).toEqual(
        new Set([`counter ${silent.id}`, `gauge ${series('labeled_examples').id}`]),
      );
      expect(known.find(({ kind }) => kind === 'counter')?.series).toEqual(silent);
    });

    it('says when a measure was last watched, also for a window of the past', async () => {
      const watched = (at: number) => ({
        product: PRODUCT,
        measure: 'requests',
        item: 'v2',
        environment: 'production',
        at,
        durationMs: 15_000,
      });
      await store.write({
        source: 'a',
        id: '1',
        observations: [watched(T0 - DAY), watched(T0 + HOUR), watched(T0 + 3 * DAY)],
      });
      const select = [{ measure: 'requests', kind: 'counter' as const }];
      const last = async (from: number, to: number) => (await read({ from, to, select })).selections[0];
      expect(await last(T0, T0 + DAY)).toMatchObject({ lastObservedAt: T0 + HOUR });
      expect(await last(T0, T0 + HOUR)).toMatchObject({ lastObservedAt: T0 + HOUR });
      expect(await last(T0 - HOUR, T0)).toMatchObject({ lastObservedAt: T0 - DAY });
      expect(await last(T0 - 3 * DAY, T0 - 2 * DAY)).toMatchObject({ lastObservedAt: undefined });
      expect((await last(T0, T0 + 4 * DAY))?.observedMs).toEqual(new Float64Array([30_000]));
    });

    it.each([
      ['Asia/Kathmandu', '2026-03-01', '2026-04-20'],
      ['Asia/Kolkata', '2026-03-01', '2026-04-20'],
      ['America/New_York', '2026-03-01', '2026-04-20'],
      ['America/New_York', '2025-10-20', '2025-12-01'],
      ['Australia/Lord_Howe', '2026-03-20', '2026-05-01'],
      ['Australia/Lord_Howe', '2025-09-20', '2025-11-01'],
      ['UTC', '2026-03-01', '2026-04-20'],
    ])(
      'sums calendar days and months of %s from %s to %s, before and after they are rolled up',
      async (zone, first, last) => {
        const from = Date.parse(first);
        const to = Date.parse(last);
        await store.alignDays(PRODUCT, zone);
        const counters = [];
        for (let at = from, i = 0; at < to; at += 7 * MINUTE, i += 1) {
          counters.push({ series: series('requests'), at, value: (i % 11) + 1 });
        }
        const history = [{ source: 'a', id: '1', counters }];
        await store.write(history[0] as WriteBatch);
        const days = dayBoundaries(from, to, zone);
        const months = monthBoundaries(from, to, zone);
        const quarterHours = Array.from({ length: 97 }, (_, i) => from + 20 * DAY + i * 15 * MINUTE);
        const odd = [from, from + 17 * DAY + 123_456, from + 17 * DAY + 123_457, to];
        for (const boundaries of [days, months, quarterHours, odd]) {
          const request = {
            product: PRODUCT,
            from: boundaries[0]!,
            to: boundaries.at(-1)!,
            boundaries,
            select: [{ measure: 'requests', kind: 'counter' as const }],
          };
          const expected = expectedRead(history, request)[0]?.groups[0]?.steps;
          expect(totals(await store.read(request))).toEqual(expected);
          await store.maintain(to + 40 * DAY, new AbortController().signal);
          expect(totals(await store.read(request))).toEqual(expected);
        }
      },
    );

    it('answers differently at once when a point comes late into what is rolled up', async () => {
      await store.alignDays(PRODUCT, 'America/New_York');
      const point = (at: number, value: number) => ({ series: series('requests'), at, value });
      await store.write({ source: 'a', id: '1', counters: [point(T0, 1), point(T0 + 50 * DAY, 1)] });
      await store.maintain(T0 + 60 * DAY, new AbortController().signal);
      const select = [{ measure: 'requests', kind: 'counter' as const }];
      const window = { from: T0 - 40 * DAY, to: T0 + 60 * DAY };
      expect(totals(await read({ ...window, select }))).toEqual([2]);
      await store.write({
        source: 'a',
        id: '2',
        counters: [point(T0 + 3 * DAY, 10), point(T0 - 30 * DAY, 100), point(T0 + 50 * DAY + 1, 1000)],
      });
      expect(totals(await read({ ...window, select }))).toEqual([1112]);
      await store.maintain(T0 + 61 * DAY, new AbortController().signal);
      expect(totals(await read({ ...window, select }))).toEqual([1112]);
      expect(totals(await read({ from: T0 + 3 * DAY, to: T0 + 3 * DAY + 1, select }))).toEqual([10]);
    });

    it('answers exactly about days that are over, however often it is asked and whatever comes late', async () => {
      await store.alignDays(PRODUCT, 'UTC');
      const { product, measure, item, environment } = series('requests');
      const batch = (id: string, ...times: readonly number[]): WriteBatch => ({
        source: 'a',
        id,
        counters: times.map((at, i) => ({ series: series('requests'), at, value: 2 ** i })),
        distributions: times.map((at, i) => ({
          series: series('request_duration'),
          at,
          cells: [{ lower: i, upper: i + 1, count: 1 }],
          sum: 1,
        })),
        gauges: times.map((at, i) => ({ series: series('labeled_examples'), at, value: i })),
        observations: times.map((at) => ({ product, measure, item, environment, at, durationMs: MINUTE })),
      });
      const request: ReadRequest = {
        product: PRODUCT,
        from: T0,
        to: T0 + 3 * DAY,
        boundaries: [T0, T0 + DAY, T0 + 3 * DAY],
        select: [
          { measure: 'requests', kind: 'counter', by: ['item'] },
          { measure: 'request_duration', kind: 'distribution' },
          { measure: 'labeled_examples', kind: 'gauge' },
        ],
      };
      const history = [
        batch('1', T0 - HOUR, T0 + HOUR, T0 + DAY + HOUR, T0 + 5 * DAY),
        // Into it, before it, at its very end, after it, and in buckets that nobody has seen before.
        batch('2', T0 + 2 * DAY + 7),
        batch('3', T0 - 2 * HOUR),
        batch('4', T0 + 3 * DAY),
        batch('5', T0 + 5 * DAY + HOUR),
        batch('6', T0 + HOUR, T0 + DAY, T0 + 4 * DAY, T0 + DAY, T0 + HOUR + 1, T0 + 2 * HOUR),
      ];
      for (const [i, one] of history.entries()) {
        await store.write(one);
        for (let asking = 0; asking < 2; asking += 1) {
          compareRead(await store.read(request), expectedRead(history.slice(0, i + 1), request));
        }
        if (i === 2) await store.maintain(T0 + 6 * DAY, new AbortController().signal);
      }
      const meanwhile = batch('7', T0 + 2 * HOUR, T0 + 2 * DAY);
      await Promise.all([store.read(request), store.write(meanwhile), store.read(request)]);
      compareRead(await store.read(request), expectedRead([...history, meanwhile], request));
    });

    it('changes the zone of a product without changing an answer', async () => {
      const counters = Array.from({ length: 24 * 60 }, (_, hour) => ({
        series: series('requests'),
        at: T0 + hour * HOUR,
        value: hour + 1,
      }));
      const history = [{ source: 'a', id: '1', counters }];
      await store.write(history[0] as WriteBatch);
      for (const zone of ['Asia/Kolkata', 'America/New_York', 'UTC']) {
        await store.alignDays(PRODUCT, zone);
        const boundaries = dayBoundaries(T0, T0 + 59 * DAY, zone);
        const request = {
          product: PRODUCT,
          from: T0,
          to: T0 + 59 * DAY,
          boundaries,
          select: [{ measure: 'requests', kind: 'counter' as const }],
        };
        const expected = expectedRead(history, request)[0]?.groups[0]?.steps;
        expect(totals(await store.read(request))).toEqual(expected);
        await store.maintain(T0 + 60 * DAY, new AbortController().signal);
        expect(totals(await store.read(request))).toEqual(expected);
      }
    });

    it('agrees with a plain computation on random histories, windows, steps and splits', async () => {
      const start = T0 - 20 * DAY;
      const end = T0 + 45 * DAY;
      await fc.assert(
        fc.asyncProperty(
          batches(start, end),
          requests(start, end),
          fc.boolean(),
          async (history, request, early) => {
            let fresh = await under.open();
            try {
              await fresh.alignDays(PRODUCT, 'America/New_York');
              // Read after every write, too: what a store remembers of earlier answers must not show.
              const check = async (kept: readonly WriteBatch[]) =>
                compareRead(await fresh.read(request), expectedRead(kept, request));
              const kept = await writeAll(fresh, history, early ? end - 20 * DAY : undefined, check);
              for (const now of [undefined, end + DAY]) {
                if (now !== undefined) await fresh.maintain(now, new AbortController().signal);
                compareRead(await fresh.read(request), expectedRead(kept, request));
              }
              if (under.reopen === undefined) return;
              // What it remembers of answers is gone: now roll-ups give them.
              fresh = await under.reopen(fresh);
              compareRead(await fresh.read(request), expectedRead(kept, request));
            } finally {
              await fresh.close();
            }
          },
        ),
        { numRuns: under.runs, seed: 20261123 },
      );
    });

    it('reports that it is ready, what it keeps, and that it is closed', async () => {
      expect(store.status()).toEqual({ state: 'ready' });
      await store.write({
        source: 'a',
        id: '1',
        counters: [{ series: series('requests'), at: T0, value: 1 }],
      });
      const usage = await store.usage({ sizes: true });
      expect(usage.kinds.reduce((rows, kind) => rows + (kind.rows ?? 0), 0)).toBeGreaterThan(0);
      // Where sizes can be told, all kinds together are not larger than the whole.
      expect(usage.kinds.reduce((bytes, kind) => bytes + (kind.bytes ?? 0), 0)).toBeLessThanOrEqual(
        usage.bytes,
      );
      await store.close();
      expect(store.status().state).toBe('unavailable');
    });

    const { reopen } = under;
    if (reopen === undefined) return;

    it('holds everything when it is closed and opened again', async () => {
      const run = evaluationRun({ id: 'r1', at: T0 });
      await store.alignDays(PRODUCT, 'Asia/Kathmandu');
      const points = (offset: number) => ({
        counters: Array.from({ length: 100 }, (_, i) => ({
          series: series('requests', { labels: { route: `${i % 3}` } }),
          at: T0 + offset + i * HOUR,
          value: i,
        })),
        gauges: [{ series: series('labeled_examples'), at: T0 + offset, value: 5 }],
        distributions: [
          {
            series: series('request_duration'),
            at: T0 + offset,
            cells: [{ lower: 1, upper: 2, count: 3 }],
            sum: 4,
          },
        ],
        observations: [
          {
            product: PRODUCT,
            measure: 'requests',
            item: 'v2',
            environment: 'production',
            at: T0 + offset,
            durationMs: 9,
          },
        ],
      });
      const history: WriteBatch[] = [
        {
          source: 'a',
          id: '1',
          ...points(0),
          evaluations: [run],
          cursor: 'c',
          state: [{ key: 'k', value: 'v' }],
          breakers: [
            { product: PRODUCT, breaker: 'm', item: '', environment: 'production', at: T0, state: 'open' },
          ],
        },
        { source: 'a', id: '2', ...points(40 * DAY) },
      ];
      for (const batch of history) await store.write(batch);
      await store.maintain(T0 + 80 * DAY, new AbortController().signal);
      await store.retractEvaluation(PRODUCT, 'r1', { at: T0, by: 'b', why: 'w' });
      store = await reopen(store);
      expect(await store.write(history[0] as WriteBatch)).toBe('duplicate');
      const late: WriteBatch = { source: 'a', id: '3', ...points(5 * DAY + 7) };
      await store.write(late);
      store = await reopen(store);
      const request: ReadRequest = {
        product: PRODUCT,
        from: T0 - DAY,
        to: T0 + 90 * DAY,
        boundaries: dayBoundaries(T0 - DAY, T0 + 90 * DAY, 'Asia/Kathmandu'),
        select: [
          { measure: 'requests', kind: 'counter', by: ['label:route'] },
          { measure: 'request_duration', kind: 'distribution' },
          { measure: 'labeled_examples', kind: 'gauge' },
        ],
      };
      compareRead(await store.read(request), expectedRead([...history, late], request));
      expect(await store.cursor('a')).toBe('c');
      expect(await store.state('a')).toEqual(new Map([['k', 'v']]));
      expect(await store.breakers(PRODUCT, T0, T0 + 1)).toHaveLength(1);
      expect(await store.evaluationItems(PRODUCT, 'r1')).toEqual(run.items);
      expect(await store.evaluationRuns({ product: PRODUCT })).toEqual([]);
      expect(await store.series(PRODUCT)).toHaveLength(5);
    });
  });
}

function requests(start: number, end: number): fc.Arbitrary<ReadRequest> {
  const instants = fc.uniqueArray(fc.integer({ min: start - DAY, max: end + DAY }), {
    minLength: 2,
    maxLength: 6,
  });
  const days = fc
    .tuple(fc.integer({ min: -20, max: 10 }), fc.integer({ min: 1, max: 40 }), fc.boolean())
    .map(([first, count, exact]) => {
      const from = T0 + first * DAY + (exact ? 0 : 98_765);
      return dayBoundaries(from, from + count * DAY, 'America/New_York');
    });
  const hours = fc
    .tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: 1, max: 200 }))
    .map(([first, count]) => Array.from({ length: count + 1 }, (_, i) => T0 + (first + i) * HOUR));
  const by = fc.constantFrom(
    [],
    ['item'] as const,
    ['build', 'environment'] as const,
    ['label:route'] as const,
    ['item', 'label:none'] as const,
  );
  const filter = fc.record(
    {
      items: fc.constantFrom(['v2'], ['v1', ''], []),
      environments: fc.constantFrom(['production'], ['staging', 'production']),
      builds: fc.constantFrom(['1.0'], ['', '2.0']),
      where: fc.constantFrom({ route: ['fast', ''] }, { route: ["'; DROP TABLE series; --"] }),
    },
    { requiredKeys: [] },
  );
  const selection = fc
    .tuple(
      fc.constantFrom(
        { measure: 'requests', kind: 'counter' as const },
        { measure: 'request_duration', kind: 'distribution' as const },
        { measure: 'labeled_examples', kind: 'gauge' as const },
      ),
      by,
      filter,
    )
    .map(([measure, dimensions, filters]) => ({ ...measure, by: dimensions, ...filters }));
  return fc
    .tuple(
      fc.oneof(
        instants.map((all) => all.toSorted((a, b) => a - b)),
        days,
        hours,
      ),
      fc.array(selection, { minLength: 1, maxLength: 4 }),
    )
    .map(([boundaries, select]) => ({
      product: PRODUCT,
      from: boundaries[0]!,
      to: boundaries.at(-1)!,
      boundaries,
      select,
    })) as fc.Arbitrary<ReadRequest>;
}

function total(group: ReadResult['selections'][number]['groups'][number] | undefined): number | undefined {
  return group?.kind === 'counter' ? group.totals[0] : undefined;
}

function totals(answer: ReadResult): readonly number[] {
  const group = answer.selections[0]?.groups[0];
  return group?.kind === 'counter' ? [...group.totals] : [];
}

function evaluationRun(over: Partial<EvaluationRun>): EvaluationRun {
  return {
    id: 'run',
    product: PRODUCT,
    item: 'v2',
    build: '2.3.1',
    environment: 'production',
    dataset: 'golden-set',
    revision: 'r7',
    judge: 'exact-match',
    judgeVersion: '1',
    author: 'nightly',
    at: T0,
    metrics: { accuracy: 'outcome', score: 'score' },
    items: [
      { id: 'a', cluster: 'a', values: { accuracy: 1, score: 0.25 } },
      { id: 'b\n"', cluster: 'a', values: { accuracy: 0 } },
      { id: 'c', cluster: 'c', values: {}, error: "timeout '🚦'" },
      { id: 'd', cluster: 'd', values: { accuracy: 1 }, notAsked: ['score'] },
      { id: 'e', cluster: 'e', values: {}, notAsked: ['accuracy', 'score'] },
    ],
    ...over,
  };
}
