import type { StreamState } from '../../core/measure/increments.ts';
import { CountedIntervals, type IntervalList } from './counted-intervals.ts';
import {
  type ExponentialState,
  type MemoryKind,
  type PageMember,
  type StreamMemory,
  totalsState,
} from './stream-memory.ts';

/** Who is on a page, as JSON: attributes' identities and start times. */
export interface PageKeys {
  readonly m: MemoryKind;
  readonly s: readonly (readonly [string, number])[];
}

/** What is remembered of a page, as JSON: what streams have in common is written once. */
interface PageText {
  /** Times of the last points, or lists of counted intervals. */
  readonly c: readonly unknown[];
  /** Index into `c` by slot, −1 for a stream without memory; absent when every stream has the first. */
  readonly i?: readonly number[];
  readonly l?: readonly (string | null)[];
  /** Index into `l` by slot; absent when every stream has the first. */
  readonly j?: readonly number[];
  readonly v?: readonly unknown[];
}

/** Values that many streams have in common, written once. */
class Shared<T> {
  readonly list: T[] = [];
  /** Index into the list of each value so far; absent while every one of them is the first, which is nearly always. */
  #indexes: number[] | undefined;
  readonly #known = new Map<T, number>();
  #last = -1;
  #count = 0;

  add(value: T): void {
    if (this.#last < 0 || this.list[this.#last] !== value) this.#last = this.#indexOf(value);
    this.#push(this.#last);
  }

  addNone(): void {
    this.#push(-1);
  }

  /** The indexes, unless every one of them is 0. */
  get varied(): readonly number[] | undefined {
    return this.#indexes;
  }

  #push(index: number): void {
    if (index !== 0) this.#indexes ??= new Array<number>(this.#count).fill(0);
    this.#indexes?.push(index);
    this.#count += 1;
  }

  #indexOf(value: T): number {
    let index = this.#known.get(value);
    if (index === undefined) {
      index = this.list.length;
      this.list.push(value);
      this.#known.set(value, index);
    }
    return index;
  }
}

export function writeKeys(kind: MemoryKind, members: readonly PageMember[]): string {
  const text: PageKeys = { m: kind, s: members.map(({ attributes, start }) => [attributes, start]) };
  return JSON.stringify(text);
}

/** @param at NaN for a stream without memory */
export function writeNumbers(at: Float64Array, value: Float64Array, size: number): string {
  const clocks = new Shared<number>();
  const values = new Array<number>(size);
  for (let slot = 0; slot < size; slot += 1) {
    const time = at[slot] as number;
    if (Number.isNaN(time)) clocks.addNone();
    else clocks.add(time);
    values[slot] = value[slot] as number;
  }
  return stringify(clocks, undefined, values);
}

export function writeMemories(
  kind: Exclude<MemoryKind, 'number'>,
  memories: readonly (StreamMemory | undefined)[],
): string {
  const clocks = new Shared<unknown>();
  const layouts = new Shared<string | null>();
  const values: unknown[] = [];
  for (const memory of memories) {
    if (memory === undefined) clocks.addNone();
    else clocks.add(clockOf(kind, memory));
    if (kind === 'totals') layouts.add((memory as StreamState | undefined)?.layout ?? null);
    if (kind !== 'delta') values.push(memory === undefined ? 0 : valuesOf(kind, memory));
  }
  return stringify(clocks, layouts, kind === 'delta' ? undefined : values);
}

function stringify(
  clocks: Shared<unknown>,
  layouts: Shared<string | null> | undefined,
  values: readonly unknown[] | undefined,
): string {
  const layered = layouts?.list.some((layout) => layout !== null) === true;
  const page: { [key in keyof PageText]: unknown } = {
    c: clocks.list,
    i: clocks.varied,
    l: layered ? layouts.list : undefined,
    j: layered ? layouts.varied : undefined,
    v: values,
  };
  return JSON.stringify(page);
}

function clockOf(kind: MemoryKind, memory: StreamMemory): unknown {
  if (kind === 'delta') return (memory as CountedIntervals).toList();
  return (memory as StreamState | ExponentialState).at;
}

function valuesOf(kind: MemoryKind, memory: StreamMemory): unknown {
  if (kind === 'totals') return (memory as StreamState).values;
  const { histogram, sum } = memory as ExponentialState;
  const { scale, zeroThreshold, zeroCount, positive, negative } = histogram;
  const buckets = [positive.offset, positive.counts, negative.offset, negative.counts];
  return [scale, zeroThreshold, zeroCount, ...buckets, sum ?? null];
}

/** What a page remembers, by slot: columns for numbers, else memories. */
export interface PageMemories {
  readonly at: readonly number[];
  readonly value: readonly number[];
  readonly memories: readonly (StreamMemory | undefined)[];
}

/** Reads what {@link writeNumbers} or {@link writeMemories} wrote. */
export function readPage({ m: kind, s: streams }: PageKeys, text: string): PageMemories {
  const page = JSON.parse(text) as PageText;
  const clock = streams.map((_, slot) => page.c[page.i === undefined ? 0 : (page.i[slot] ?? -1)]);
  if (kind === 'number') {
    const at = clock.map((time) => (time === undefined ? Number.NaN : (time as number)));
    return { at, value: (page.v ?? []) as number[], memories: [] };
  }
  const lists = kind === 'delta' ? (page.c as IntervalList[]) : [];
  const intervals = new Map<unknown, CountedIntervals>(
    lists.map((list) => [list, CountedIntervals.fromList(list)]),
  );
  const memories = streams.map(([, start], slot) => {
    const known = clock[slot];
    if (known === undefined) return undefined;
    if (kind === 'delta') return intervals.get(known);
    if (kind === 'exponential') return readExponential(known as number, page.v?.[slot] as ExponentialText);
    const layout = page.l?.[page.j?.[slot] ?? 0] ?? undefined;
    return totalsState(known as number, start, page.v?.[slot] as number[], layout);
  });
  return { at: [], value: [], memories };
}

type ExponentialText = readonly [number, number, number, number, number[], number, number[], number | null];

function readExponential(at: number, text: ExponentialText): ExponentialState {
  const [scale, zeroThreshold, zeroCount, positiveOffset, positive, negativeOffset, negative, sum] = text;
  const histogram = {
    scale,
    zeroThreshold,
    zeroCount,
    positive: { offset: positiveOffset, counts: positive },
    negative: { offset: negativeOffset, counts: negative },
  };
  return { at, histogram, sum: sum ?? undefined };
}
