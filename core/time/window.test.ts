import { describe, expect, it } from 'vitest';
import { resolveWindow } from './window.ts';

const now = Date.parse('2026-11-23T10:30:00Z');
const context = { now, zone: 'Asia/Kathmandu', fiscalYearStart: 1 };

describe('the window of a criterion', () => {
  it('of a duration ends now', () => {
    expect(resolveWindow({ kind: 'duration', ms: 7 * 86_400_000, text: '7d' }, context)).toEqual({
      from: Date.parse('2026-11-16T10:30:00Z'),
      to: now,
    });
  });

  it("of the month or the quarter is the zone's own, to date", () => {
    expect(resolveWindow({ kind: 'month' }, context)).toEqual({
      from: Date.parse('2026-10-31T18:15:00Z'),
      to: now,
    });
    expect(resolveWindow({ kind: 'quarter' }, context)?.from).toBe(Date.parse('2026-09-30T18:15:00Z'));
    expect(resolveWindow({ kind: 'quarter' }, { ...context, fiscalYearStart: 11 })?.from).toBe(
      Date.parse('2026-10-31T18:15:00Z'),
    );
  });

  it('of a rollout begins with the first traffic, and is not there before', () => {
    expect(resolveWindow({ kind: 'rollout' }, { ...context, firstTrafficAt: now - 5 })).toEqual({
      from: now - 5,
      to: now,
    });
    expect(resolveWindow({ kind: 'rollout' }, context)).toBeUndefined();
    expect(resolveWindow({ kind: 'rollout' }, { ...context, firstTrafficAt: now })).toBeUndefined();
  });

  it('is never empty: at the first instant of a month there is none', () => {
    const first = Date.parse('2026-10-31T18:15:00Z');
    expect(resolveWindow({ kind: 'month' }, { ...context, now: first })).toBeUndefined();
    expect(resolveWindow({ kind: 'month' }, { ...context, now: first + 1 })).toEqual({
      from: first,
      to: first + 1,
    });
  });

  it('of the latest run is no stretch of time', () => {
    expect(resolveWindow({ kind: 'latest' }, context)).toBeUndefined();
  });
});
