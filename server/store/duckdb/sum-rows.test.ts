import { expect, test } from 'vitest';
import { layOut } from './sum-layout.ts';
import { SumPlaces } from './sum-places.ts';
import { SumRows } from './sum-rows.ts';

/** A selection that only watches some cells: a row each. */
const watching = (...cells: number[]) => layOut('counter', 0, [], cells);

function rowsOf(sums: SumRows, count: number): number[][] {
  return Array.from({ length: count }, (_, row) => [...sums.copy(row)]);
}

test('a cell is added up in every selection that speaks of it', () => {
  const places = new SumPlaces([watching(7, 8), watching(9, 7)]);
  const sums = new SumRows(places, 2);
  expect(sums.cells).toEqual([7, 8, 9]);
  sums.add(0, 1, 5);
  sums.addOf(9, 0, 3);
  sums.addOf(6, 0, 1);
  expect(rowsOf(sums, 4)).toEqual([
    [0, 5],
    [0, 0],
    [3, 0],
    [0, 5],
  ]);
  expect([sums.at(3, 1), sums.at(2, 1)]).toEqual([5, 0]);
});

test('reads of the same selections do not see each other', () => {
  const places = new SumPlaces([watching(7)]);
  const [one, other] = [new SumRows(places, 1), new SumRows(places, 1)];
  one.addOf(7, 0, 1);
  const copy = one.copy(0);
  one.addOf(7, 0, 1);
  expect([copy[0], one.at(0, 0), other.at(0, 0)]).toEqual([1, 2, 0]);
});

test('memory that is used again begins with nothing, and nobody who is still there loses any of it', () => {
  const places = new SumPlaces([watching(7), layOut('distribution', 1, [], [])]);
  const [left, stays] = [new SumRows(places, 3), new SumRows(places, 2)];
  for (const sums of [left, stays]) for (let row = 0; row < 2; row += 1) sums.add(0, row, 5);
  const copy = left.copy(0);
  left.release();
  const next = new SumRows(new SumPlaces([watching(8, 9), layOut('distribution', 1, [], [])]), 3);
  expect(rowsOf(next, 4)).toEqual([
    [0, 0, 0],
    [0, 0, 0],
    [Number.NaN, Number.NaN, Number.NaN],
    [Number.NaN, Number.NaN, Number.NaN],
  ]);
  next.add(1, 2, 4);
  expect([[...copy], [...stays.copy(0)], next.at(1, 2)]).toEqual([[5, 5, 0], [5, 5], 4]);
});

test('a distribution whose sum is not known begins as such, behind another selection too', () => {
  const sums = new SumRows(new SumPlaces([watching(7), layOut('distribution', 1, [], [])]), 2);
  expect(rowsOf(sums, 3)).toEqual([
    [0, 0],
    [Number.NaN, Number.NaN],
    [Number.NaN, Number.NaN],
  ]);
});

test('a run is added step by step, and nothing where there is none', () => {
  const numbers = Float64Array.of(99, Number.NaN, 1, 2, Number.NaN, 4, 99);
  const stepped = new SumRows(new SumPlaces([watching(7)]), 3);
  stepped.addRun(0, numbers, 1, 6, Int32Array.of(0, 0, 1, 1, 1));
  expect(rowsOf(stepped, 1)).toEqual([[1, 6, 0]]);
  const whole = new SumRows(new SumPlaces([watching(7)]), 3);
  whole.addRun(0, numbers, 1, 6, 1);
  whole.addRun(0, numbers, 1, 2, 2);
  whole.addRun(0, numbers, 6, 6, 2);
  expect(rowsOf(whole, 1)).toEqual([[0, 7, 0]]);
});
