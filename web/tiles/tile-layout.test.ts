import { expect, test } from 'vitest';
import type { DashboardTile } from '../../server/http/contract/dashboard.ts';
import { LAYOUT_COLUMNS, tileLayout } from './tile-layout.ts';

const signal = (): DashboardTile => ({ show: 'signal', item: 'v3', signal: 'accuracy' });
const chart = (): DashboardTile => ({ show: 'chart', item: 'v3', signal: 'accuracy' });
const sentence: DashboardTile = { show: 'sentence' };
const many = (n: number) => Array.from({ length: n }, signal);
const spans = (tiles: readonly DashboardTile[]) => tileLayout(tiles).places.map((place) => place.span);

test.each([
  [1, 1, 1],
  [2, 2, 1],
  [3, 3, 1],
  [4, 2, 2],
  [5, 3, 2],
  [6, 3, 2],
  [9, 3, 3],
])('%d tiles stand in %d columns and %d rows', (n, columns, rows) => {
  expect(tileLayout(many(n))).toMatchObject({ columns, rows, banners: 0 });
});

test('the sentence is a banner over everything, unless it is alone', () => {
  const { places, banners } = tileLayout([sentence, ...many(3)]);
  expect(banners).toBe(1);
  expect(places.map((place) => [place.span, place.banner])).toEqual([
    [6, true],
    [2, false],
    [2, false],
    [2, false],
  ]);
  expect(tileLayout([sentence])).toMatchObject({ banners: 0, places: [{ span: 6, banner: false }] });
});

test('a chart takes the room that is left', () => {
  expect(spans([...many(3), chart(), signal()])).toEqual([2, 2, 2, 4, 2]);
});

test('a chart never grows over an edge; then the last row shares the room', () => {
  expect(spans([...many(2), chart(), ...many(2)])).toEqual([2, 2, 2, 3, 3]);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%d tiles leave no hole', (n) => {
  const { rows } = tileLayout(many(n));
  const filled = spans(many(n)).reduce((sum, span) => sum + span, 0);
  expect(filled).toBe(rows * LAYOUT_COLUMNS);
});
