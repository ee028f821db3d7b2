import { describe, expect, test } from 'vitest';
import type { DashboardTile } from '../../server/http/contract/dashboard.ts';
import { breakers, onCall, spend } from '../testing/story/operations.ts';
import { overview } from '../testing/story/overview.ts';
import { FIXED_NOW } from '../testing/story/ticket-routing.ts';
import { gateOf } from '../testing/story/verdicts.ts';
import { actuals } from '../testing/story/version.ts';
import { type TileFeeds, tileContent } from './tile-content.ts';

const FEEDS: TileFeeds = {
  overview: overview(FIXED_NOW),
  gates: { asOf: FIXED_NOW, gates: [gateOf('v3', FIXED_NOW)], successMetrics: [] },
  spend: spend(FIXED_NOW),
  breakers: breakers(FIXED_NOW),
  onCall: onCall(FIXED_NOW),
  actuals: actuals(new URLSearchParams({ item: 'v3', signal: 'cost_per_request' }), FIXED_NOW),
};

function content(tile: DashboardTile, feeds: TileFeeds = FEEDS) {
  return tileContent(tile, feeds, FIXED_NOW);
}

const COST = { show: 'signal', item: 'v3', signal: 'cost_per_request' } as const;

test('nothing is shown before its feed has come', () => {
  expect(content(COST, {})).toBeUndefined();
  expect(content({ show: 'spend' }, { overview: overview(FIXED_NOW) })).toBeUndefined();
});

test('a signal has its actual and its target, and its words where shape and ground do not say it all', () => {
  expect(content(COST)).toMatchObject({
    title: 'v3 cost per request',
    state: 'fail',
    value: '$0.00597',
    notes: ['≤ $0.00443'],
    perishable: true,
  });
  expect(content({ ...COST, item: 'v2' })?.notes).toEqual(['< $0.0100']);
  expect(content({ ...COST, signal: 'error_rate' })?.notes).toEqual(['< 0.2 %', 'Waived until 14 Dec']);
});

test('what is judged by whole days is as fresh as its last hour, and stale only when nothing serves it', () => {
  const dayEnd = FIXED_NOW - 11 * 3_600_000;
  const told = (lifecycle: 'live' | 'staging', live: boolean) => {
    const feed = overview(FIXED_NOW);
    const versions = feed.versions.map((one) => (one.id === 'v3' ? { ...one, lifecycle } : one));
    const cells = feed.cells.map((cell) => {
      if (cell.version !== 'v3' || cell.criterion === undefined) return cell;
      const { live: hour, ...criterion } = cell.criterion;
      if (criterion.actual === undefined || hour === undefined) return cell;
      const actual = { ...criterion.actual, to: dayEnd, observedAt: dayEnd };
      const reading = live ? { live: { ...hour, observedAt: FIXED_NOW - 5_000 } } : {};
      return { ...cell, criterion: { ...criterion, actual, ...reading } };
    });
    return content(COST, { overview: { ...feed, versions, cells } });
  };
  expect(told('live', true)).toMatchObject({
    observedAt: dayEnd,
    heardAt: FIXED_NOW - 5_000,
    perishable: true,
  });
  expect(told('live', false)).toMatchObject({ observedAt: dayEnd, heardAt: dayEnd, perishable: true });
  expect(told('staging', false)?.perishable).toBe(false);
});

test('an evaluation does not perish', () => {
  expect(content({ ...COST, signal: 'accuracy' })?.perishable).toBe(false);
});

test('a signal that nobody knows is no data, never empty', () => {
  expect(content({ ...COST, signal: 'unheard_of' })).toMatchObject({ state: 'no-data', value: '–' });
});

test('a chart draws its own series', () => {
  const tile = content({ show: 'chart', item: 'v3', signal: 'cost_per_request', title: 'Cost' });
  expect(tile?.title).toBe('Cost');
  expect(tile?.line?.values.length).toBeGreaterThan(100);
});

test('a gate is no younger than what it was judged by', () => {
  const gate = gateOf('v3', FIXED_NOW);
  const heard = FIXED_NOW - 20 * 60_000;
  const criteria = gate.criteria.map((one) =>
    one.live === undefined ? one : { ...one, live: { ...one.live, observedAt: heard } },
  );
  const tile = content(
    { show: 'gate', item: 'v3' },
    {
      gates: {
        asOf: FIXED_NOW,
        gates: [{ ...gate, criteria: criteria.filter(({ live }) => live !== undefined) }],
        successMetrics: [],
      },
    },
  );
  expect(tile).toMatchObject({ observedAt: heard, perishable: true });
});

test('a gate says its sentence; an item without one says so', () => {
  expect(content({ show: 'gate', item: 'v3' })).toMatchObject({
    state: 'fail',
    title: 'Gate of v3',
  });
  expect(content({ show: 'gate', item: 'v9' })).toMatchObject({
    state: 'no-data',
    sentence: 'v9 has no gate.',
  });
});

test('spend fills a bar', () => {
  const tile = content({ show: 'spend' });
  expect(tile).toMatchObject({ state: 'unproven', title: 'Model spend this month' });
  expect(tile?.filled).toBeCloseTo(0.785, 2);
  expect(content({ show: 'spend', limit: 'v3 rollout' })?.state).toBe('pass');
});

describe('circuit breakers', () => {
  test('show the worst state and which ones are in it', () => {
    expect(content({ show: 'breakers' })).toMatchObject({
      state: 'unproven',
      value: '1 half-open',
      notes: ['v3 model-api'],
    });
  });

  test('say when all is well, and when nobody watches', () => {
    const all = breakers(FIXED_NOW);
    const closed = all.breakers.filter((one) => one.state === 'closed');
    expect(content({ show: 'breakers' }, { breakers: { ...all, breakers: closed } })?.value).toBe(
      'All closed',
    );
    const none = content({ show: 'breakers' }, { breakers: { ...all, breakers: [] } });
    expect(none?.state).toBeUndefined();
    expect(none?.notes).toEqual(['No source tells about one']);
  });
});

test('the pipeline is held against its target', () => {
  expect(content({ show: 'pipeline' })).toMatchObject({ state: 'pass', value: '0.340 %', notes: ['< 1 %'] });
});
