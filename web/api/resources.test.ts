import { expect, test } from 'vitest';
import type { StreamEvent } from '../../server/http/contract/stream.ts';
import * as resources from './resources.ts';

const actuals = (product: string): StreamEvent => ({ type: 'actuals', at: 0, product });

test('names are encoded in addresses', () => {
  expect(resources.version('a/b', 'v 3?').address).toBe('/api/v1/products/a%2Fb/versions/v%203%3F');
});

test('a query holds only what is given', () => {
  expect(resources.version('p', 'v3').address).toBe('/api/v1/products/p/versions/v3');
  expect(resources.version('p', 'v3', 17).address).toBe('/api/v1/products/p/versions/v3?from=17');
  expect(resources.actuals('p', 'v3', 'accuracy').address).toBe(
    '/api/v1/products/p/actuals?item=v3&signal=accuracy',
  );
});

test('an overview is read again for events of its own product alone', () => {
  const { wakes } = resources.overview('routing');
  expect(wakes(actuals('routing'))).toBe(true);
  expect(wakes(actuals('summaries'))).toBe(false);
  expect(wakes({ type: 'alive', at: 0 })).toBe(false);
});

test('a roadmap is not read again for new actuals', () => {
  const { wakes } = resources.roadmap('routing');
  expect(wakes(actuals('routing'))).toBe(false);
  expect(wakes({ type: 'roadmap', at: 0, product: 'routing', revision: 'x', problems: 0 })).toBe(true);
});
