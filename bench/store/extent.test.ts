import { expect, it } from 'vitest';
import { comingDays, FULL, QUICK, RUNNING_DAY } from './extent.ts';

it.each([
  ['whole', FULL],
  ['short', QUICK],
])('what comes in during a %s run is of the day that is running', (_, extent) => {
  expect(RUNNING_DAY + comingDays(extent)).toBeLessThanOrEqual(1);
});
