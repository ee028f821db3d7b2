import { expect, test } from 'vitest';
import { LateSums } from './late-sums.ts';
import { QUARTER_HOUR_MS } from './read-plan.ts';

test.each([1970, 2026, 2100, 2255])('sums stay with their cell and slot in the year %d', (year) => {
  const slot = Date.UTC(year, 0, 2) / QUARTER_HOUR_MS;
  const sums = new LateSums();
  for (const cell of [1, 2, 500_000_000]) {
    sums.add(cell, slot, cell);
    sums.add(cell, slot, 0.5);
  }
  expect([...sums]).toEqual([
    { cell: 1, slot, value: 1.5 },
    { cell: 2, slot, value: 2.5 },
    { cell: 500_000_000, slot, value: 500_000_000.5 },
  ]);
});
