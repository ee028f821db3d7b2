import { describe, expect, test } from 'vitest';
import type { MeasurementStore, Selection } from '../../core/ports.ts';
import { ReadBatch } from './read-batch.ts';

const COST: Selection = { measure: 'cost_usd', kind: 'counter', items: ['v2'] };
const REQUESTS: Selection = { measure: 'requests', kind: 'counter', items: ['v2'], by: ['build'] };
const WEEK = { from: 0, to: 7 };
const MONTH = { from: 0, to: 28 };

/** Answers each selection with its measure's name as the group's key. */
const echo = {
  read: async ({ from, to, select }: Parameters<MeasurementStore['read']>[0]) => ({
    from,
    to,
    alignedToMs: 0,
    selections: select.map(({ measure }) => ({
      groups: [{ kind: 'counter', key: [measure], totals: Float64Array.of(to) }],
      observedMs: Float64Array.of(0),
      lastObservedAt: undefined,
    })),
  }),
} as unknown as MeasurementStore;

describe('questions to the store', () => {
  test('are one read for each window and each question once', () => {
    const batch = new ReadBatch('p');
    batch.ask(WEEK, [COST, REQUESTS]);
    batch.ask(WEEK, [REQUESTS]);
    batch.ask(MONTH, [COST]);
    batch.ask(WEEK, [{ ...COST, part: 'n' } as Selection]);
    expect(batch.requests).toEqual([
      { product: 'p', ...WEEK, select: [COST, REQUESTS] },
      { product: 'p', ...MONTH, select: [COST] },
    ]);
  });

  test('are apart when their steps are', () => {
    const batch = new ReadBatch('p');
    batch.ask(WEEK, [COST]);
    batch.ask(WEEK, [COST], [0, 3, 7]);
    expect(batch.requests.map((request) => request.boundaries)).toEqual([undefined, [0, 3, 7]]);
  });

  test('get their own answers, in the order that they were asked in', async () => {
    const batch = new ReadBatch('p');
    const first = batch.ask(WEEK, [COST, REQUESTS]);
    const second = batch.ask(MONTH, [COST]);
    const third = batch.ask(WEEK, [REQUESTS]);
    const answer = await batch.read(echo);
    const keys = (ticket: number) => answer(ticket).results.map((result) => result.groups[0]?.key[0]);
    expect([keys(first), keys(second), keys(third)]).toEqual([
      ['cost_usd', 'requests'],
      ['cost_usd'],
      ['requests'],
    ]);
    expect(answer(second).window).toEqual(MONTH);
    expect(() => answer(99)).toThrow(RangeError);
  });

  test('asked again get the very same answers for as long as the store gives the very same', async () => {
    const remembering = { read: echo.read };
    const known = await echo.read({ product: 'p', ...WEEK, select: [COST] });
    remembering.read = async () => ({ ...known });
    const batch = new ReadBatch('p');
    const ticket = batch.ask(WEEK, [COST]);
    const before = await batch.read(remembering as MeasurementStore);
    expect(await batch.read(remembering as MeasurementStore)).toBe(before);
    const after = await batch.read(echo);
    expect(after).not.toBe(before);
    expect(after(ticket).results).not.toBe(before(ticket).results);
  });
});
