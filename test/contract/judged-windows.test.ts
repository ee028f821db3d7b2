import { expect, test } from 'vitest';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { CLOSE_LAG_MS, closesUpTo, lastClose, windowAtClose } from '../../core/time/day-close.ts';
import { DaysOver } from '../../server/evaluation/days-over.ts';
import { judgedWindows } from '../../server/evaluation/judged-windows.ts';
import { type MeasuredPlace, measuredPlace, placesOf } from '../../server/evaluation/places.ts';
import type { Situation } from '../../server/evaluation/situation.ts';
import { item, NOW, roadmap } from './scenario.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONE = 'Europe/Berlin';
const CRITERIA = [
  'error_rate < 1% over 24h',
  'error_rate < 1% over 48h',
  'error_rate < 1% over month',
  'error_rate < 1% over quarter',
  'requests >= 1000 over rollout',
  'accuracy >= 85% over 48h',
];
const ROADMAP = roadmap([item('v2', 'live', CRITERIA), item('v3', 'rollout', CRITERIA)], { zone: ZONE });
/** One serves for long, the other since the middle of the day before yesterday. */
const SERVED = new Map([
  ['v2', { firstAt: NOW - 300 * DAY, lastAt: NOW }],
  ['v3', { firstAt: NOW - 2 * DAY, lastAt: NOW }],
]);
const MIDNIGHT = lastClose(NOW, ZONE);

function situationAt(now: number, of: Roadmap = ROADMAP): Situation {
  return { roadmap: of, now, served: SERVED, shares: new Map(), evaluated: new Set() };
}

function places(): readonly MeasuredPlace[] {
  return placesOf(ROADMAP).flatMap((place) => measuredPlace(ROADMAP, place) ?? []);
}

/** The window of a criterion at a close, made from nothing. */
function windowAt(at: number, { item: of, criterion, signal }: MeasuredPlace) {
  const firstTrafficAt = SERVED.get((of as Item).id)?.firstAt ?? 0;
  const calendar = { zone: ZONE, fiscalYearStart: ROADMAP.fiscalYearStart, firstTrafficAt };
  const window = windowAtClose(criterion.window, at, calendar);
  if (window === undefined || signal.population === undefined) return window;
  return { ...window, from: Math.max(window.from, firstTrafficAt) };
}

test('the days that judge are those of each criterion and version, before and after another day has closed', () => {
  // One after the other: what was kept of one instant must not stand in for another.
  for (const now of [NOW, NOW + 1, MIDNIGHT + DAY, MIDNIGHT + DAY + CLOSE_LAG_MS, NOW + 3 * DAY, NOW]) {
    const situation = situationAt(now);
    for (const place of places()) {
      const closes = closesUpTo(lastClose(now, ZONE), ZONE, 2);
      expect(judgedWindows(situation, place).closes.map(({ at, window }) => [at, window])).toEqual(
        closes.map((at) => [at, windowAt(at, place)]),
      );
    }
  }
});

test('the days that judge are the very same list until another one closes', () => {
  const [place] = places() as readonly [MeasuredPlace];
  const { closes } = judgedWindows(situationAt(NOW), place);
  expect(judgedWindows(situationAt(NOW + HOUR), place).closes).toBe(closes);
  expect(judgedWindows(situationAt(NOW + DAY), place).closes).not.toBe(closes);
});

test('a question about days that are over is kept for each version that it compares with', () => {
  const of = roadmap([item('v3', 'rollout', ['cost_per_request <= 130% of live over 48h'])], { zone: ZONE });
  const [place] = placesOf(of).flatMap((one) => measuredPlace(of, one) ?? []) as [MeasuredPlace];
  const windows = judgedWindows(situationAt(NOW, of), place);
  const days = new DaysOver(of.product);
  const ask = (baseline: string) => days.ask(place, windows, baseline, ZONE);
  const [first, other] = [ask('v1'), ask('v2')];
  expect(ask('v1')).toBe(first);
  expect(ask('v2')).toBe(other);
  expect([first, other].map(({ asked }) => asked?.baseline?.scope.item)).toEqual(['v1', 'v2']);
});
