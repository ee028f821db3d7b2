import { expect, test } from 'vitest';
import { paths, productOf, routeOf } from './routes.ts';

test.each([
  ['/', { page: 'products' }],
  ['/ticket-routing', { page: 'overview', product: 'ticket-routing' }],
  ['/ticket-routing/', { page: 'overview', product: 'ticket-routing' }],
  ['/p/versions/v3', { page: 'version', product: 'p', item: 'v3' }],
  ['/p/roadmap', { page: 'roadmap', product: 'p' }],
  ['/p/oncall', { page: 'on-call', product: 'p' }],
  ['/p/review', { page: 'review', product: 'p', period: 'current' }],
  ['/p/review/2026-Q4', { page: 'review', product: 'p', period: '2026-Q4' }],
  ['/p/compare', { page: 'compare', product: 'p' }],
  ['/p/data', { page: 'data', product: 'p' }],
  ['/wall/main', { page: 'wall', id: 'main' }],
  ['/dashboards', { page: 'dashboards' }],
  ['/dashboards/on-call', { page: 'dashboard', id: 'on-call' }],
  ['/wall', { page: 'not-found' }],
  ['/p/versions', { page: 'not-found' }],
  ['/p/nothing', { page: 'not-found' }],
  ['/p/data/more', { page: 'not-found' }],
  ['/p/versions/v3/x/y', { page: 'not-found' }],
])('%s is %o', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

test('names with slashes, spaces and percent signs survive the way there and back', () => {
  const path = paths.version('a/b c', '50%');
  expect(routeOf(path)).toEqual({ page: 'version', product: 'a/b c', item: '50%' });
  expect(routeOf('/%E0%A4%A')).toEqual({ page: 'overview', product: '%E0%A4%A' });
});

test('a fragment names a part of the page', () => {
  expect(paths.version('p', 'v3', 'latency_p99')).toBe('/p/versions/v3#latency_p99');
});

test('pages about one product say which', () => {
  expect(productOf({ page: 'data', product: 'p' })).toBe('p');
  expect(productOf({ page: 'dashboards' })).toBeUndefined();
});
