import { describe, expect, it } from 'vitest';
import { continued, type Story } from './story.ts';

const HOUR = 3_600_000;
const NOW = 1_795_000_000_000;
const YEAR = { from: NOW - 9_000 * HOUR, until: NOW };
const story: Story = { version: 1, today: '2026-11-18', zone: 'Europe/Berlin', seed: 'demo', past: [YEAR] };

describe('the story of a demo', () => {
  it('is told in whole at the first start', () => {
    expect(continued(story, NOW + 20, {})).toEqual({ story, untold: [YEAR] });
  });

  it('goes on where its telling was broken off', () => {
    expect(continued(story, NOW + 30_000, { toldUntil: NOW - HOUR })).toEqual({ story, untold: [YEAR] });
  });

  it('has nothing new when the stop was short', () => {
    const seenUntil = NOW + 5 * HOUR;
    expect(continued(story, seenUntil + 59_000, { toldUntil: NOW, seenUntil }).untold).toEqual([]);
  });

  it('tells what happened since the service was last watched, from a full second on', () => {
    const seenUntil = NOW + 5 * HOUR + 1;
    const gap = { from: NOW + 5 * HOUR + 1_000, until: NOW + 9 * HOUR };
    const next = continued(story, gap.until, { toldUntil: NOW, seenUntil });
    expect(next).toEqual({ story: { ...story, past: [YEAR, gap] }, untold: [gap] });
  });

  it('tells an old stretch to its end before a new one, and never one twice', () => {
    const gap = { from: NOW + HOUR, until: NOW + 2 * HOUR };
    const broken = { ...story, past: [YEAR, gap] };
    const now = NOW + 9 * HOUR;
    const rest = { from: gap.until, until: now };
    const facts = { toldUntil: NOW + 1.5 * HOUR, seenUntil: NOW + HOUR };
    expect(continued(broken, now, facts).untold).toEqual([gap, rest]);
  });

  it('leaves the present alone when the clock was set back', () => {
    expect(continued(story, NOW - HOUR, { toldUntil: NOW, seenUntil: NOW + HOUR }).untold).toEqual([]);
  });
});
