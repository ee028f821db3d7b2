import { expect, test } from 'vitest';
import { compareParameters, sidesIn, withUsualSides } from './compare-query.ts';

const ITEMS = [
  { id: 'phase-1', track: 'data', lifecycle: 'live' },
  { id: 'v1', track: 'models', lifecycle: 'retired' },
  { id: 'v2', track: 'models', lifecycle: 'live' },
  { id: 'v3', track: 'models', lifecycle: 'rollout' },
  { id: 'v4', track: 'models', lifecycle: 'planned' },
] as const;

function usual(query: string, items: Parameters<typeof withUsualSides>[1] = ITEMS) {
  const sides = withUsualSides(sidesIn(query), items);
  return sides && [sides.a.item, sides.b.item];
}

test('an address names both sides, with builds and times', () => {
  const query = '?a=v2&b=v3&b_build=3.0.0&from=2026-11-01&b_to=2026-11-20';
  const sides = sidesIn(query);
  expect(sides).toEqual({
    a: { item: 'v2', build: '', from: '2026-11-01', to: '' },
    b: { item: 'v3', build: '3.0.0', from: '2026-11-01', to: '2026-11-20' },
  });
  expect(compareParameters(sides)).toEqual({
    a: 'v2',
    a_from: '2026-11-01',
    b: 'v3',
    b_build: '3.0.0',
    b_from: '2026-11-01',
    b_to: '2026-11-20',
  });
});

test('what nobody names is the newest version that has begun, and the one before', () => {
  expect(usual('')).toEqual(['v2', 'v3']);
  expect(usual('?b=v2')).toEqual(['v1', 'v2']);
  expect(usual('?b=v1')).toEqual(['v2', 'v1']);
  expect(usual('?a=v3')).toEqual(['v3', 'v2']);
  expect(usual('?a=v1&b=v4')).toEqual(['v1', 'v4']);
  expect(usual('', ITEMS.slice(1, 2))).toEqual(['v1', 'v1']);
  expect(usual('', ITEMS.slice(0, 1))).toBeUndefined();
});
