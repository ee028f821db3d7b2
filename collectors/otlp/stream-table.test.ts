import { describe, expect, it } from 'vitest';
import type { StateEntry } from '../../core/ports.ts';
import { BoundsTable } from './bounds-table.ts';
import { CountedIntervals, FEW_INSTANTS, MANY_INSTANTS } from './counted-intervals.ts';
import { totalsState } from './stream-memory.ts';
import { type Stream, StreamTable } from './stream-table.ts';

const T0 = 1_795_428_000_000;

/** Keeps entries as a store would. */
class State extends Map<string, string> {
  apply(entries: readonly StateEntry[]): this {
    for (const { key, value } of entries) {
      if (value === null) this.delete(key);
      else this.set(key, value);
    }
    return this;
  }
}

function reloaded(state: State): StreamTable {
  const table = new StreamTable();
  table.load(state, T0);
  return table;
}

function numberOf({ page, slot }: Stream): [number, number] {
  return [page.at[slot] as number, page.value[slot] as number];
}

function find(
  table: StreamTable,
  family: string,
  kind: 'number' | 'totals' | 'exponential' | 'delta',
  attributes: string,
) {
  return table.family(family, kind).streams(attributes)[0] as Stream;
}

describe('streams', () => {
  it('of every kind are found again by the next process, with what was known of them', () => {
    const table = new StreamTable();
    table.begin(T0);
    const layout = new BoundsTable().intern([0.5, 1]).layoutWithSum;
    const numbers = table.family('n', 'number');
    table.changeNumber(table.add(numbers, 'a', T0 - 5.5), T0 + 0.25, 12.5);
    table.changeNumber(table.add(numbers, 'b', 0), T0 + 1, -3);
    const totals = table.add(table.family('t', 'totals'), 'a', T0 - 5);
    table.change(totals, totalsState(T0, T0 - 5, [1, 2, 3, 4.5], layout));
    const summary = table.add(table.family('s', 'totals'), 'a', 0);
    table.change(summary, totalsState(T0, 0, [7, 8.5], undefined));
    const histogram = {
      scale: 3,
      zeroThreshold: 0.1,
      zeroCount: 2,
      positive: { offset: -4, counts: [1, 0, 5] },
      negative: { offset: 0, counts: [] },
    };
    const exponential = table.add(table.family('e', 'exponential'), 'a', T0 - 5);
    table.change(exponential, { at: T0, histogram, sum: undefined });
    const intervals = CountedIntervals.NONE.with(T0 - 9, T0, { oldest: 0, most: 64 }) as CountedIntervals;
    table.change(table.add(table.family('d', 'delta'), 'a', 0), intervals);

    const next = reloaded(new State().apply(table.entries()));
    expect(next.size).toBe(6);
    expect(numberOf(find(next, 'n', 'number', 'a'))).toEqual([T0 + 0.25, 12.5]);
    expect(find(next, 'n', 'number', 'a').start).toBe(T0 - 5.5);
    expect(numberOf(find(next, 'n', 'number', 'b'))).toEqual([T0 + 1, -3]);
    expect(find(next, 't', 'totals', 'a').known).toEqual(totals.known);
    expect(find(next, 's', 'totals', 'a').known).toEqual(summary.known);
    expect(find(next, 'e', 'exponential', 'a').known).toEqual({ at: T0, histogram, sum: undefined });
    expect((find(next, 'd', 'delta', 'a').known as CountedIntervals).toList()).toEqual(intervals.toList());
  });

  it('write only the pages that were touched, and who is on them only when that changed', () => {
    const table = new StreamTable();
    const state = new State();
    const family = table.family('n', 'number');
    table.begin(T0);
    const streams = Array.from({ length: 600 }, (_, i) => table.add(family, `a${i}`, 0));
    for (const stream of streams) table.changeNumber(stream, T0, 1);
    expect(state.apply(table.entries()).size).toBe(6);
    table.sealed();
    table.changeNumber(streams[300] as Stream, T0 + 1, 2);
    expect(table.entries().map(({ key }) => key)).toEqual(['v:n:1']);
    expect(numberOf(find(reloaded(state.apply(table.entries())), 'n', 'number', 'a300'))).toEqual([
      T0 + 1,
      2,
    ]);
  });
});

describe('streams that were not seen for long', () => {
  function filled(): { table: StreamTable; state: State } {
    const table = new StreamTable();
    const state = new State();
    table.begin(T0);
    const family = table.family('n', 'number');
    for (let i = 0; i < 300; i += 1) table.changeNumber(table.add(family, `a${i}`, T0 - i), T0, i);
    state.apply(table.entries());
    table.sealed();
    table.begin(T0 + 100);
    for (let i = 250; i < 300; i += 1) {
      table.changeNumber(find(table, 'n', 'number', `a${i}`), T0 + 100, 2 * i);
    }
    state.apply(table.entries());
    table.sealed();
    return { table, state };
  }

  it('are forgotten, the others keep what is known of them', () => {
    const { table, state } = filled();
    expect(table.prune(() => T0 + 50)).toEqual({ streams: 250, latestStart: T0 });
    expect(table.size).toBe(50);
    state.apply(table.entries());
    table.sealed();
    for (const each of [table, reloaded(state)]) {
      expect(each.size).toBe(50);
      expect(each.family('n', 'number').streams('a3')).toEqual([]);
      for (let i = 250; i < 300; i += 1) {
        expect(numberOf(find(each, 'n', 'number', `a${i}`))).toEqual([T0 + 100, 2 * i]);
      }
    }
  });

  it('leave nothing behind in the store when all of them are gone', () => {
    const { table, state } = filled();
    table.prune(() => T0 + 500);
    expect(state.apply(table.entries()).size).toBe(0);
    table.sealed();
    table.changeNumber(table.add(table.family('n', 'number'), 'new', 0), T0 + 600, 1);
    expect(reloaded(state.apply(table.entries())).size).toBe(1);
  });
});

describe('delta intervals', () => {
  it('are remembered in large numbers as long as there is room for those of all streams', () => {
    const gaps = Array.from({ length: 2_000 }, (_, i) => [0, T0 + 2 * i, T0 + 2 * i + 1]);
    const many = CountedIntervals.fromList([null, ...gaps]);
    const table = new StreamTable();
    const state = new State();
    table.begin(T0);
    const family = table.family('d', 'delta');
    const streams = Array.from({ length: 130 }, (_, i) => table.add(family, `a${i}`, 0));
    expect(table.mostInstants).toBe(MANY_INSTANTS);
    for (const stream of streams) table.change(stream, many);
    expect(table.mostInstants).toBe(FEW_INSTANTS);
    const next = reloaded(state.apply(table.entries()));
    expect(next.mostInstants).toBe(FEW_INSTANTS);
    next.prune(() => T0 + 1);
    expect(next.mostInstants).toBe(MANY_INSTANTS);
    for (const stream of streams) table.change(stream, CountedIntervals.NONE);
    expect(table.mostInstants).toBe(MANY_INSTANTS);
  });
});
