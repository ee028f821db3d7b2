import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventLog, EventQuery, LoggedEvent } from '../../core/ports.ts';
import { HOSTILE_TEXTS } from './history.ts';

/** How the suite gets at one kind of event log. */
export interface EventLogUnderTest {
  readonly name: string;
  open(): Promise<{ log: EventLog; close(): Promise<void> }>;
}

/** What every event log must do. */
export function eventLogContract(under: EventLogUnderTest): void {
  describe(`the event log of ${under.name}`, () => {
    let opened: Awaited<ReturnType<typeof under.open>>;

    beforeEach(async () => {
      opened = await under.open();
    });

    afterEach(() => opened.close());

    it('gives back what happened, newest first, numbered without gaps', async () => {
      const { log } = opened;
      await log.append([
        event({ at: 10, data: { from: 'pass', to: "fa'il\n🚦", n: [1, null] } }),
        event({ at: 30 }),
      ]);
      await log.append([]);
      await log.append([event({ at: 20, item: 'v3' })]);
      const events = await log.events({ product: 'p' });
      expect(events.map((one) => [one.sequence, one.at])).toEqual([
        [3, 20],
        [2, 30],
        [1, 10],
      ]);
      expect(events[2]?.data).toEqual({ from: 'pass', to: "fa'il\n🚦", n: [1, null] });
    });

    it('gives them in the order in which they happened, where that is asked', async () => {
      const { log } = opened;
      await log.append([
        event({ at: 30 }),
        event({ at: 20, item: 'first' }),
        event({ at: 20, item: 'second' }),
      ]);
      await log.append([event({ at: 10 }), event({ at: 40 })]);
      const events = await log.events({ product: 'p', order: 'happened' });
      expect(events.map(({ at, item }) => [at, item])).toEqual([
        [40, 'v2'],
        [30, 'v2'],
        [20, 'second'],
        [20, 'first'],
        [10, 'v2'],
      ]);
      const some = await log.events({ product: 'p', order: 'happened', to: 40, limit: 2 });
      expect(some.map(({ at }) => at)).toEqual([30, 20]);
    });

    it('filters by product, item, type, time and sequence, and limits', async () => {
      const { log } = opened;
      await log.append([
        event({ at: 1 }),
        event({ at: 2, type: 'decision' }),
        event({ at: 3, item: "o'item" }),
        event({ at: 4, product: 'q' }),
      ]);
      const times = async (query: object) =>
        (await log.events({ product: 'p', ...query })).map((one) => one.at);
      expect(await times({})).toEqual([3, 2, 1]);
      expect(await times({ types: ['decision', 'none'] })).toEqual([2]);
      expect(await times({ types: [] })).toEqual([]);
      expect(await times({ item: "o'item" })).toEqual([3]);
      expect(await times({ from: 2, to: 3 })).toEqual([2]);
      expect(await times({ after: 2 })).toEqual([3]);
      expect(await times({ limit: 1 })).toEqual([3]);
    });

    it('agrees with a plain computation on random logs and questions', async () => {
      const plain: LoggedEvent[] = [];
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(events, { maxLength: 4 }), { maxLength: 3 }),
          fc.array(queries, { minLength: 1, maxLength: 6 }),
          async (appended, asked) => {
            const { log } = opened;
            // At once: those of one call stay together, and calls keep their order.
            await Promise.all(appended.map((some) => log.append(some)));
            for (const one of appended.flat()) plain.push({ ...one, sequence: plain.length + 1 });
            for (const query of asked) expect(await log.events(query)).toEqual(expectedEvents(plain, query));
          },
        ),
        { numRuns: 60, seed: 20_261_202 },
      );
    });
  });
}

function expectedEvents(all: readonly LoggedEvent[], query: EventQuery): readonly LoggedEvent[] {
  const { item, types, from, to, after, limit = 100, order } = query;
  return all
    .filter(({ product }) => product === query.product)
    .filter((one) => item === undefined || one.item === item)
    .filter((one) => types === undefined || types.includes(one.type))
    .filter(({ at }) => (from === undefined || at >= from) && (to === undefined || at < to))
    .filter(({ sequence }) => after === undefined || sequence > after)
    .toSorted((a, b) => (order === 'happened' ? b.at - a.at : 0) || b.sequence - a.sequence)
    .slice(0, limit);
}

const products = fc.constantFrom('p', "q'\n🚦", '__proto__');
const items = fc.constantFrom('', 'v2', ...HOSTILE_TEXTS);
const types = fc.constantFrom('verdict', 'decision', "o'dd");
const instants = fc.integer({ min: 0, max: 30 });

const events: fc.Arbitrary<Omit<LoggedEvent, 'sequence'>> = fc.record({
  at: instants,
  product: products,
  item: items,
  type: types,
  data: fc.dictionary(
    fc.constantFrom('from', 'constructor', 'a "b"'),
    fc.constantFrom(null, 0.1, [1], 'é\0'),
  ),
});

const queries = fc.record(
  {
    product: products,
    item: items,
    types: fc.subarray(['verdict', 'decision', 'none']),
    from: instants,
    to: instants,
    after: fc.integer({ min: 0, max: 200 }),
    limit: fc.integer({ min: 1, max: 20 }),
    order: fc.constantFrom('logged', 'happened'),
  },
  { requiredKeys: ['product'] },
) as fc.Arbitrary<EventQuery>;

function event(over: object) {
  return { at: 0, product: 'p', item: 'v2', type: 'verdict-changed', data: {}, ...over };
}
