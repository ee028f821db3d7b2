import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LastSight, type Sight, weaveObservers } from './weave-observers.ts';

const rules = { handoverMs: 15, patienceMs: 60, isAway: () => false };

function sights(observer: string, ...times: readonly number[]): readonly Sight[] {
  return times.map((at) => ({ at, observer }));
}

function woven(columns: readonly (readonly Sight[])[], last?: LastSight, more: Partial<typeof rules> = {}) {
  return weaveObservers(columns, last, { ...rules, ...more }).map(({ at, observer }) => `${observer}${at}`);
}

describe('what two observers saw of one target', () => {
  it('is what one of them saw, while that one misses nothing', () => {
    const columns = [sights('A', 10, 25, 40), sights('B', 2, 17, 32, 47)];
    expect(woven(columns, { at: 10, observer: 'A', since: 0 })).toEqual(['A10', 'A25', 'A40']);
  });

  it('of a new target is what the first one saw', () => {
    expect(woven([sights('A', 10, 25), sights('B', 2, 17)])).toEqual(['B2', 'B17']);
  });

  it('is filled in where the one that is followed missed it', () => {
    const columns = [sights('A', 10, 100, 115), sights('B', 17, 32, 47, 62, 77, 92, 107)];
    expect(woven(columns, { at: 10, observer: 'A', since: 0 })).toEqual([
      'A10',
      'B32',
      'B47',
      'B62',
      'B77',
      'B92',
      'B107',
    ]);
  });

  it('leaves alone what lies too near to a change of the observer', () => {
    const columns = [sights('A', 10, 40), sights('B', 24, 26)];
    expect(woven(columns, { at: 10, observer: 'A', since: 0 })).toEqual(['A10', 'A40']);
  });

  it('waits for one that may only be late', () => {
    const columns = [sights('A', 10), sights('B', 30, 45, 60)];
    expect(woven(columns, { at: 10, observer: 'A', since: 0 })).toEqual(['A10']);
  });

  it('goes on without one that is silent for too long', () => {
    const columns = [sights('A', 10), sights('B', 30, 45, 60, 75)];
    expect(woven(columns, { at: 10, observer: 'A', since: 0 })).toEqual(['A10', 'B30', 'B45', 'B60', 'B75']);
  });

  it('goes on at once without one that is known to be away', () => {
    const isAway = (observer?: string) => observer === 'A';
    expect(woven([sights('B', 20, 30)], { at: 10, observer: 'A', since: 0 }, { isAway })).toEqual(['B30']);
  });

  it('gives nothing again from before the observer was followed', () => {
    const columns = [sights('B', 20, 50, 65, 80)];
    expect(woven(columns, { at: 65, observer: 'B', since: 50 })).toEqual(['B50', 'B65', 'B80']);
  });

  it('is nothing when nobody saw anything', () => {
    expect(woven([[], []])).toEqual([]);
    expect(woven([[]], { at: 5, observer: 'A', since: 0 })).toEqual([]);
  });

  it('ascends, and has observers apart, whatever they saw', () => {
    const times = fc.array(fc.nat(2_000), { maxLength: 60 });
    fc.assert(
      fc.property(times, times, fc.option(fc.nat(2_000), { nil: undefined }), (a, b, lastAt) => {
        const columns = [a, b].map((all, i) =>
          sights(i === 0 ? 'A' : 'B', ...[...new Set(all)].sort((x, y) => x - y)),
        );
        const last = lastAt === undefined ? undefined : { at: lastAt, observer: 'A', since: 0 };
        const all = weaveObservers(columns, last, rules);
        for (const [i, { at, observer }] of all.entries()) {
          const before = i === 0 ? undefined : all[i - 1]!;
          if (before === undefined) continue;
          expect(at).toBeGreaterThan(before.at);
          if (observer !== before.observer) expect(at - before.at).toBeGreaterThanOrEqual(rules.handoverMs);
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
