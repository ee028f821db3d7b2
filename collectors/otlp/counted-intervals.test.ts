import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountedIntervals, FEW_INSTANTS, type IntervalLimits, MANY_INSTANTS } from './counted-intervals.ts';

const T0 = 1_795_428_000_000;

const ROOM: IntervalLimits = { oldest: 0, most: MANY_INSTANTS };
const LITTLE: IntervalLimits = { oldest: 0, most: FEW_INSTANTS };

type Interval = readonly [start: number, end: number];

/** Takes intervals in one after the other. */
class Intake {
  known = CountedIntervals.NONE;
  /** How often each was counted. */
  readonly counts = new Map<string, number>();
  readonly answers = { counted: 0, unsure: 0 };
  readonly #limits: IntervalLimits;

  constructor(limits: IntervalLimits) {
    this.#limits = limits;
  }

  take(intervals: Iterable<Interval>): this {
    for (const [start, end] of intervals) {
      const next = this.known.with(T0 + start, T0 + end, this.#limits);
      const key = `${start} ${end}`;
      if (next === 'counted') expect(this.counts.get(key)).toBe(1);
      if (next === 'counted' || next === 'unsure') {
        this.answers[next] += 1;
        continue;
      }
      this.known = next;
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
    return this;
  }

  get mostOften(): number {
    return Math.max(0, ...this.counts.values());
  }
}

function counted(...intervals: readonly Interval[]): CountedIntervals {
  return new Intake(ROOM).take(intervals).known;
}

/** The interval of that number of a sender that exports every 10 ms, which began `shift` ms later than another. */
const nth = (n: number, shift = 0): Interval => [n * 10 + shift, n * 10 + 10 + shift];

const shuffled = (count: number) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count });

describe('a delta interval', () => {
  it('counts the first time, and not again', () => {
    const known = counted([0, 10]);
    expect(known.with(T0, T0 + 10, ROOM)).toBe('counted');
    expect(known.with(T0 + 10, T0 + 20, ROOM)).toBeInstanceOf(CountedIntervals);
  });

  it('counts although a later one came before it', () => {
    const known = counted([10, 20], [0, 10]);
    expect(known.with(T0, T0 + 10, ROOM)).toBe('counted');
    expect(known.with(T0 + 10, T0 + 20, ROOM)).toBe('counted');
  });

  it('counts beside an overlapping one of another process', () => {
    expect(counted([0, 10]).with(T0 + 3, T0 + 13, ROOM)).toBeInstanceOf(CountedIntervals);
  });

  it('counts once whatever the order and the repetitions, of one sender however many they are', () => {
    fc.assert(
      fc.property(shuffled(500), fc.array(fc.nat(499), { maxLength: 100 }), (order, again) => {
        const mixed = order.flatMap((n, i) => [n, ...(i % 5 === 0 ? [again[i / 5] ?? n] : [])]);
        const intake = new Intake(ROOM).take([...mixed, ...again].map((n) => nth(n)));
        expect([intake.counts.size, intake.mostOften]).toEqual([500, 1]);
      }),
      { seed: 1, numRuns: 10 },
    );
  });

  it('counts once in reverse order, however little room there is', () => {
    const reversed = [...Array(300).keys()].reverse().map((n) => nth(n));
    const intake = new Intake(LITTLE).take([...reversed, ...reversed]);
    expect([intake.counts.size, intake.mostOften]).toEqual([300, 1]);
    expect(intake.answers.counted + intake.answers.unsure).toBe(300);
  });

  it('counts once beside those of other processes, the latest of each in any order', () => {
    fc.assert(
      fc.property(shuffled(300), (order) => {
        // Ten processes with thirty intervals each, of which no two coincide.
        const intervals = order.map((n) => nth(Math.floor(n / 10), n % 10));
        const intake = new Intake(ROOM).take([...intervals, ...intervals]);
        expect([intake.counts.size, intake.mostOften]).toEqual([300, 1]);
        expect(intake.answers).toEqual({ counted: 300, unsure: 0 });
      }),
      { seed: 3, numRuns: 10 },
    );
  });

  it('is never counted twice, nor taken as counted when it was not, whatever is sent', () => {
    const interval = fc
      .tuple(fc.nat(60), fc.nat(4))
      .map(([start, length]): Interval => [start, start + length]);
    const limits = fc.record({
      oldest: fc.constantFrom(0, T0 + 20),
      most: fc.constantFrom(4, 16, 64, 2_048),
    });
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 300, size: 'max' }), limits, (intervals, limited) => {
        const intake = new Intake(limited).take(intervals);
        expect(intake.mostOften).toBeLessThanOrEqual(1);
        expect(intake.known.toList().flat().length).toBeLessThanOrEqual(1 + 2 * limited.most);
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});

describe('what is remembered of delta intervals', () => {
  it('stays small for a sender that goes on as it did', () => {
    const intake = new Intake(ROOM).take([...Array(5_000).keys()].map((n) => nth(n)));
    expect(intake.known.toList().flat().length).toBeLessThan(40);
    expect(intake.known.excess).toBe(0);
  });

  it('leaves out what is too old to be taken', () => {
    const gaps = [...Array(100).keys()].map((n): Interval => [n * 20, n * 20 + 10]);
    const intake = new Intake({ oldest: T0 + 1_000, most: MANY_INSTANTS }).take(gaps);
    expect(intake.known.toList().length).toBe(1 + 50);
    expect(intake.known.with(T0, T0 + 10, ROOM)).toBe('unsure');
  });

  it('is bounded', () => {
    const gaps = [...Array(1_500).keys()].map((n): Interval => [n * 20, n * 20 + 10]);
    expect(new Intake(ROOM).take(gaps).known.excess).toBe(MANY_INSTANTS - FEW_INSTANTS);
    expect(new Intake(LITTLE).take(gaps).known.excess).toBe(0);
  });

  it('survives being written and read', () => {
    const chain = [...Array(50).keys()].map((n) => nth(n));
    const { known: forgetful } = new Intake({ oldest: 0, most: 4 }).take([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    for (const known of [CountedIntervals.NONE, counted([-5, 0], [0, 5]), counted(...chain), forgetful]) {
      const read = CountedIntervals.fromList(JSON.parse(JSON.stringify(known.toList())));
      expect(read.toList()).toEqual(known.toList());
      expect([read.floor, read.excess]).toEqual([known.floor, known.excess]);
    }
  });

  it('is read as it was written before there were chains', () => {
    const known = CountedIntervals.fromList([T0, T0 + 5, T0 + 15, T0 + 15, T0 + 25]);
    expect(known.toList()).toEqual([T0, [0, T0 + 5, T0 + 15], [0, T0 + 15, T0 + 25]]);
  });
});
