import { describe, expect, it } from 'vitest';
import { findPart, PARTS } from './registry.ts';

describe('the parts of the bench', () => {
  it('fit into a minute when they are quick and go on two at a time, with time for the last one alone', () => {
    expect(PARTS.reduce((sum, part) => sum + part.quickSeconds, 0)).toBeLessThanOrEqual(2 * 50);
  });

  it('have names of their own that can be typed', () => {
    const names = PARTS.map((part) => part.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('are named when one is asked for that is not there', () => {
    expect(() => findPart('stroe')).toThrow(/There is no part "stroe" of the bench; there are .*backfill/);
  });
});
