import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateEntry } from '../../../core/ports.ts';
import { BoundsTable } from '../bounds-table.ts';
import { AnswerBook } from './answer-book.ts';
import { DURATION_LAYOUT } from './duration-layout.ts';
import { AS, fingerprintOf } from './fingerprint.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import { Seen } from './seen.ts';
import { TraceBook } from './trace-book.ts';

/** Keeps entries as a store would. */
class State extends Map<string, string> {
  apply(entries: readonly StateEntry[]): this {
    for (const { key, value } of entries) {
      if (value === null) this.delete(key);
      else this.set(key, value);
    }
    return this;
  }
}

const span = (n: number) => fingerprintOf(AS.call, '00'.repeat(16), n.toString(16).padStart(16, '0'));

describe('a fingerprint', () => {
  it('is another one for every span, also where ids are counted up', () => {
    const all = new Set<string>();
    for (let trace = 0; trace < 300; trace += 1) {
      for (let n = 0; n < 300; n += 1) {
        all.add(
          fingerprintOf(
            AS.call,
            trace.toString(16).padStart(32, '0'),
            n.toString(16).padStart(16, '0'),
          ).join(),
        );
      }
    }
    expect(all.size).toBe(90_000);
  });

  it('tells where one part of an identity ends, and what it stands for', () => {
    const texts = [['ab', 'c'], ['a', 'bc'], ['abc'], ['', 'abc'], ['abc', '']];
    const all = texts.map((parts) => fingerprintOf(AS.call, ...parts).join());
    expect(new Set([...all, fingerprintOf(AS.request, 'ab', 'c').join()]).size).toBe(6);
  });

  it('is the same in every process', () => {
    expect(fingerprintOf(AS.call, 'a', 'b')).toEqual([2_709_385_444, 4_191_810_957]);
  });
});

describe('a table of fingerprints', () => {
  it('has what was added, and nothing else, however many there are', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.nat(50)), { maxLength: 3_000, size: 'max' }), (pairs) => {
        const table = new FingerprintTable(1);
        const model = new Map<string, number>();
        for (const [i, [high, low]] of pairs.entries()) {
          if (high === 0 && low === 0) continue;
          expect(table.add([high, low], [i])).toBe(!model.has(`${high} ${low}`));
          if (!model.has(`${high} ${low}`)) model.set(`${high} ${low}`, i);
        }
        expect(table.size).toBe(model.size);
        for (const [key, i] of model) {
          const [high = 0, low = 0] = key.split(' ').map(Number);
          expect(table.get([high, low])?.[0]).toBe(i);
        }
        expect(table.has([1, 51])).toBe(false);
      }),
      { seed: 2, numRuns: 30 },
    );
  });
});

describe('what was seen', () => {
  it('is known to the next process, for as long as it is kept', () => {
    const state = new State();
    const seen = new Seen('s:', 1_000, 1_000_000, state);
    for (let n = 0; n < 5_000; n += 1) {
      seen.add(span(n), n);
      if (n % 100 === 0) state.apply(seen.seal());
    }
    state.apply(seen.seal());
    const next = new Seen('s:', 1_000, 1_000_000, state);
    next.prune(5_000);
    state.apply(next.seal());
    const third = new Seen('s:', 1_000, 1_000_000, state);
    for (const each of [next, third]) {
      for (let n = 4_001; n < 5_000; n += 1) expect(each.has(span(n))).toBe(true);
      expect(each.has(span(1_000))).toBe(false);
    }
    expect(state.size).toBeLessThan(20);
  });

  it('is let go of when there is too much of it, and it is known since when', () => {
    const state = new State();
    const seen = new Seen('s:', 1_000_000, 1_000, state);
    for (let n = 1; n <= 3_000; n += 1) seen.add(span(n), n);
    seen.prune(3_000);
    expect(seen.size).toBeLessThanOrEqual(1_000);
    expect(seen.floor).toBeGreaterThan(1_900);
    for (let n = 1; n <= 3_000; n += 1) {
      if (!seen.has(span(n))) expect(n).toBeLessThanOrEqual(seen.floor);
    }
    const next = new Seen('s:', 1_000_000, 1_000, state.apply(seen.seal()));
    expect(next.floor).toBe(seen.floor);
  });
});

describe('answers', () => {
  const owner = (item: string) => ({ item, build: 'b', environment: 'production' });
  const answer = (n: number) => fingerprintOf(AS.answer, `${n}`);

  it('are found with their time and their owner, by the next process too', () => {
    const state = new State();
    const book = new AnswerBook(60_000, 1_000, state);
    book.remember(answer(1), { at: 1_795_428_000_123, owner: owner('v1') }, 10);
    book.remember(answer(2), { at: 1_795_428_001_000, owner: owner('v2') }, 10);
    state.apply(book.seal());
    book.remember(answer(3), { at: 1_795_428_002_000, owner: owner('v2') }, 20);
    state.apply(book.seal());
    for (const each of [book, new AnswerBook(60_000, 1_000, state)]) {
      expect(each.find(answer(1))).toEqual({ at: 1_795_428_000_000, owner: owner('v1') });
      expect(each.find(answer(2))).toEqual({ at: 1_795_428_001_000, owner: owner('v2') });
      expect(each.find(answer(3))).toEqual({ at: 1_795_428_002_000, owner: owner('v2') });
      expect(each.find(answer(4))).toBeUndefined();
    }
    expect(book.seal()).toEqual([]);
  });

  it('that were remembered first stay, and old ones are let go', () => {
    const state = new State();
    const book = new AnswerBook(1_000, 1_000, state);
    book.remember(answer(1), { at: 1_000, owner: owner('v1') }, 10);
    book.remember(answer(1), { at: 9_000, owner: owner('v2') }, 20);
    expect(book.find(answer(1))).toEqual({ at: 1_000, owner: owner('v1') });
    state.apply(book.seal());
    book.remember(answer(2), { at: 9_000, owner: owner('v2') }, 2_000);
    book.prune(2_000);
    state.apply(book.seal());
    expect([book.size, new AnswerBook(1_000, 1_000, state).size, state.size]).toEqual([1, 1, 1]);
    expect(book.find(answer(1))).toBeUndefined();
  });
});

describe('traces that wait', () => {
  const counted = { series: [], item: 'v2', environment: 'production', unattributed: false, excluded: false };
  const entry = (rank: 1 | 2 | 3) => ({
    rank,
    start: 0,
    end: 1,
    spanId: 'a',
    failed: false,
    counted,
    sampling: { kind: 'all' as const, weight: 1 },
  });
  const nobody = () => false;

  it('leave nothing behind in the store once they are settled', () => {
    const state = new State();
    const book = new TraceBook({ waitMs: 1_000, attributes: true }, state, nobody);
    for (let n = 0; n < 10; n += 1) {
      book.note({ traceId: `${n}`, isAi: true, entry: entry(2) }, n);
      book.endRequest(n);
      state.apply(book.seal());
    }
    expect(state.size).toBe(10);
    book.note({ traceId: '0', isAi: true, entry: entry(3) }, 20);
    book.endRequest(20);
    state.apply(book.seal());
    expect([state.size, book.takeSettled().length]).toEqual([9, 1]);
    expect(book.isAnyDue(1_000)).toBe(false);
    expect(book.isAnyDue(1_005)).toBe(true);
    book.settleDue(5_000);
    expect(book.takeSettled()).toHaveLength(9);
    expect(state.apply(book.seal()).size).toBe(0);
    expect(book.size).toBe(0);
  });

  it('go on waiting in the next process, those that were counted excepted', () => {
    const state = new State();
    const book = new TraceBook({ waitMs: 1_000, attributes: true }, state, nobody);
    for (const traceId of ['a', 'b', 'c']) book.note({ traceId, isAi: true, entry: entry(1) }, 0);
    book.endRequest(0);
    state.apply(book.seal());
    book.note({ traceId: 'a', isAi: true, entry: entry(3) }, 10);
    book.endRequest(10);
    state.apply(book.seal());
    const next = new TraceBook({ waitMs: 1_000, attributes: true }, state, (traceId) => traceId === 'a');
    next.settleDue(1_000);
    expect(next.takeSettled().map(({ traceId }) => traceId)).toEqual(['b', 'c']);
    expect(state.apply(next.seal()).size).toBe(0);
  });

  it('are bounded: the oldest are settled by what is known of them', () => {
    const book = new TraceBook({ waitMs: 1_000, attributes: true }, new Map(), nobody);
    for (let n = 0; n < 100_100; n += 1)
      book.note({ traceId: `${n}`, isAi: n % 2 === 0, entry: entry(2) }, 0);
    book.endRequest(0);
    expect(book.size).toBe(100_000);
    expect(book.takeSettled()).toHaveLength(50);
  });
});

describe('the buckets of durations', () => {
  const { bounds, valid } = DURATION_LAYOUT;

  it('end at every number of two digits, and are never wider than 5 %', () => {
    expect(valid).toBe(true);
    for (const text of [
      '0.0001',
      '0.01',
      '0.25',
      '0.3',
      '0.8',
      '0.95',
      '1.5',
      '2',
      '3.1',
      '30',
      '45',
      '90',
      '120',
      '9900',
    ]) {
      expect(bounds).toContain(Number(text));
    }
    for (let i = 1; i < bounds.length; i += 1) {
      const [lower, upper] = [bounds[i - 1] as number, bounds[i] as number];
      expect((upper - lower) / lower).toBeLessThan(0.0501);
    }
    expect(bounds).toHaveLength(801);
    expect(new BoundsTable().intern(bounds).layout).toBe(DURATION_LAYOUT.layout);
  });
});
