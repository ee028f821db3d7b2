import { afterEach, expect, test } from 'vitest';
import { takeToken } from './link-token.ts';

const HOME = location.href;

afterEach(() => history.replaceState(null, '', HOME));

test('a token is taken out of the address at once', () => {
  history.replaceState(null, '', '/wall/main?x=1#token=glt_abc');
  expect(takeToken()).toBe('glt_abc');
  expect(location.pathname + location.search + location.hash).toBe('/wall/main?x=1');
  expect(takeToken()).toBeUndefined();
});

test('a fragment that is no token stays', () => {
  history.replaceState(null, '', '/p/versions/v3#cost_per_request');
  expect(takeToken()).toBeUndefined();
  expect(location.hash).toBe('#cost_per_request');
});
