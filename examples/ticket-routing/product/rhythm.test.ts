import { expect, it } from 'vitest';
import { timelineFor } from '../timeline.ts';
import { MEAN_REQUESTS_PER_SECOND, Rhythm, wobble } from './rhythm.ts';

const HOUR_MS = 3_600_000;
const rhythm = new Rhythm(timelineFor('2026-11-23'), 'demo');

/** Mean rate over some hours from a local time in winter, when Berlin is an hour ahead of UTC. */
function meanRate(local: string, hours: number): number {
  const from = Date.parse(`${local}+01:00`);
  const rates = Array.from({ length: hours * 4 }, (_, i) =>
    rhythm.requestsPerSecond(from + (i * HOUR_MS) / 4),
  );
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

it('is busy in the morning and quiet at night', () => {
  expect(meanRate('2026-11-24T09:00', 3)).toBeGreaterThan(3 * meanRate('2026-11-24T01:00', 3));
});

it('is quieter at the weekend', () => {
  expect(meanRate('2026-11-23T00:00', 24)).toBeGreaterThan(1.5 * meanRate('2026-11-22T00:00', 24));
});

it('keeps working hours in the zone when its clocks change', () => {
  const summer = Date.parse('2026-10-23T10:00:00+02:00');
  const winter = Date.parse('2026-10-30T10:00:00+01:00');
  expect(rhythm.requestsPerSecond(summer) / rhythm.requestsPerSecond(winter)).toBeCloseTo(1, 0.8);
  expect(winter - summer).toBe(7 * 24 * HOUR_MS + HOUR_MS);
});

it('is about its mean over the weeks of the quarter', () => {
  expect(meanRate('2026-10-05T00:00', 42 * 24) / MEAN_REQUESTS_PER_SECOND).toBeCloseTo(1, 1);
});

it('grows over the year', () => {
  expect(meanRate('2026-11-02T00:00', 168)).toBeGreaterThan(1.1 * meanRate('2026-02-02T00:00', 168));
});

it('never jumps: from one minute to the next it changes by little', () => {
  const from = Date.parse('2026-11-22T00:00:00Z');
  for (let minute = 0; minute < 2 * 24 * 60; minute += 1) {
    const now = rhythm.requestsPerSecond(from + minute * 60_000);
    expect(Math.abs(rhythm.requestsPerSecond(from + (minute + 1) * 60_000) / now - 1)).toBeLessThan(0.03);
  }
});

it('is restless within bounds, another way for each seed', () => {
  const [one, other] = [wobble('one'), wobble('other')];
  const times = Array.from({ length: 500 }, (_, i) => i * 7 * HOUR_MS);
  expect(times.every((at) => Math.abs(one(at)) <= 2)).toBe(true);
  expect(times.some((at) => Math.abs(one(at) - other(at)) > 0.5)).toBe(true);
});
