import { expect, it } from 'vitest';
import { inRequests } from './statement-requests.ts';

it('statements go in one request, and in several, in order, where one would be larger than InfluxDB takes', () => {
  expect(inRequests([])).toEqual([]);
  expect(inRequests(['a', 'b'])).toEqual([['a', 'b']]);
  const long = Array.from({ length: 7 }, (_, i) => `${i}`.repeat(100_000));
  const requests = inRequests(long);
  expect(requests.map((some) => some.length)).toEqual([3, 3, 1]);
  expect(requests.flat()).toEqual(long);
  const longest = 'x'.repeat(400_000);
  expect(inRequests(['a', longest, 'b'])).toEqual([['a'], [longest], ['b']]);
});
