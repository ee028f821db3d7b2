import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestIds } from './request-ids.ts';
import { type DraftedMemory, type Sealed, SourceWriter } from './source-writer.ts';
import { Tally } from './tally.ts';
import { RecordingStore } from './testing/recording-store.ts';

/** Remembers a sum, as little as a memory can. */
class SumMemory implements DraftedMemory<number> {
  readonly warnings = [];
  readonly #ids: RequestIds;
  #sum: number;
  #changed = false;

  constructor(state: ReadonlyMap<string, string>) {
    this.#ids = new RequestIds(state);
    this.#sum = Number(state.get('sum') ?? 0);
  }

  knows(id: string): boolean {
    return this.#ids.has(id);
  }

  draft(part: number, id: string | undefined): Tally {
    if (part < 0) throw new Error('nothing can be taken away');
    this.#sum += part;
    this.#changed = true;
    if (id !== undefined) this.#ids.add(id);
    return Object.assign(new Tally(), { accepted: 1 });
  }

  seal(): Sealed | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    const state = [{ key: 'sum', value: `${this.#sum}` }, ...this.#ids.entries()];
    this.#ids.sealed();
    return { batch: { state }, unpriced: new Map([['m', 3]]) };
  }
}

function writerOver(store: RecordingStore) {
  const counts: Record<string, number> = {};
  const failures: string[] = [];
  const monitor = {
    count: (_source: string, what: string, n: number) => {
      counts[what] = (counts[what] ?? 0) + n;
    },
    succeeded: () => undefined,
    failed: (_source: string, _at: number, message: string) => failures.push(message),
    warned: () => undefined,
  };
  const deps = { store: store.port, clock: { now: () => 1 }, monitor };
  const load = async () => new SumMemory(await store.state('sums'));
  const writer = new SourceWriter<number>('sums', deps, load);
  const sum = async () => Number((await store.state('sums')).get('sum') ?? 0);
  return { writer, counts, failures, sum };
}

/** A store whose next write waits until it is told to go on. */
function held(store: RecordingStore): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  store.gate = promise;
  return () => {
    store.gate = Promise.resolve();
    resolve();
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('requests of one source', () => {
  it('that come while one is being written are written together', async () => {
    const store = new RecordingStore();
    const { writer, sum, counts } = writerOver(store);
    await writer.start();
    const go = held(store);
    const sent = [1, 2, 4, 8].map((n) => writer.accept(n, `request ${n}`));
    await settled();
    go();
    await Promise.all(sent);
    expect(store.batches).toHaveLength(2);
    expect(await sum()).toBe(15);
    expect(counts.unpriced).toBe(2 * 3);
  });

  it('are answered in the order of their coming', async () => {
    const store = new RecordingStore();
    const { writer } = writerOver(store);
    const order: string[] = [];
    const sent = ['first', 'second'].map((id) => writer.accept(1, id).then(() => order.push(id)));
    await Promise.all(sent);
    expect(order).toEqual(['first', 'second']);
  });

  it('are acknowledged when they are durable, not before', async () => {
    const store = new RecordingStore();
    const { writer } = writerOver(store);
    const go = held(store);
    let answered = false;
    const sent = writer.accept(1, 'a').then(() => {
      answered = true;
    });
    await settled();
    expect(answered).toBe(false);
    go();
    await sent;
    expect(store.batches).toHaveLength(1);
  });

  it('that were put together on top of a write that fails are put together anew', async () => {
    const store = new RecordingStore();
    const { writer, failures, sum } = writerOver(store);
    await writer.start();
    const go = held(store);
    store.failures = 1;
    const sent = [1, 2, 4].map((n) => writer.accept(n, `request ${n}`));
    await settled();
    go();
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.map((each) => each.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(await sum()).toBe(6);
    expect(failures).toEqual(['The store cannot be reached.']);
  });

  it('that cannot be taken in fail alone', async () => {
    const store = new RecordingStore();
    const { writer, sum } = writerOver(store);
    const sent = [1, -1, 4].map((n) => writer.accept(n, `request ${n}`));
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await sum()).toBe(5);
  });
});

describe('a request that is sent again', () => {
  it('while it is being written is answered when it is, and counts once', async () => {
    const store = new RecordingStore();
    const { writer, counts, sum } = writerOver(store);
    const go = held(store);
    const sent = [writer.accept(3, 'a'), writer.accept(3, 'a')];
    await settled();
    go();
    await Promise.all(sent);
    expect(await sum()).toBe(3);
    expect(counts).toEqual({ accepted: 1, duplicate: 1, unpriced: 3 });
  });

  it('fails with the one that it repeats, and may come a third time', async () => {
    const store = new RecordingStore();
    const { writer, sum } = writerOver(store);
    await writer.start();
    const go = held(store);
    store.failures = 1;
    const sent = [writer.accept(3, 'a'), writer.accept(3, 'a')];
    await settled();
    go();
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.map((each) => each.status)).toEqual(['rejected', 'rejected']);
    await writer.accept(3, 'a');
    expect(await sum()).toBe(3);
  });

  it('is known to the next process, though it was written together with others', async () => {
    const store = new RecordingStore();
    const { writer } = writerOver(store);
    const go = held(store);
    const sent = [1, 2, 4].map((n) => writer.accept(n, `request ${n}`));
    await settled();
    go();
    await Promise.all(sent);
    const next = writerOver(store);
    await Promise.all([1, 2, 4, 8].map((n) => next.writer.accept(n, `request ${n}`)));
    expect(await next.sum()).toBe(15);
    expect(next.counts).toEqual({ accepted: 1, duplicate: 3, unpriced: 3 });
  });

  it('counts once, whatever the store does meanwhile', async () => {
    const action = fc.oneof(
      { weight: 6, arbitrary: fc.record({ send: fc.nat(7) }) },
      { weight: 1, arbitrary: fc.constantFrom('fail', 'lose', 'wait', 'restart') },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
        const store = new RecordingStore();
        let { writer, sum } = writerOver(store);
        const answered = new Set<number>();
        const send = async (n: number) => {
          await writer.accept(2 ** n, `request ${n}`).then(
            () => answered.add(n),
            () => undefined,
          );
        };
        let pending: Promise<void>[] = [];
        for (const each of actions) {
          if (typeof each === 'object') pending.push(send(each.send));
          else if (each === 'fail') store.failures = 1;
          else if (each === 'lose') store.lostAnswers = 1;
          else {
            await Promise.all(pending);
            pending = [];
            if (each === 'restart') ({ writer, sum } = writerOver(store));
          }
        }
        await Promise.all(pending);
        store.failures = 0;
        store.lostAnswers = 0;
        const seen = new Set(actions.flatMap((each) => (typeof each === 'object' ? [each.send] : [])));
        for (const n of seen) await send(n);
        expect(answered).toEqual(seen);
        expect(await sum()).toBe([...seen].reduce((total, n) => total + 2 ** n, 0));
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe('identities of requests', () => {
  it('are remembered by the tens of thousands, the oldest are let go', () => {
    const ids = new RequestIds(new Map());
    const state = new Map<string, string>();
    for (let n = 0; n < 70_000; n += 1) {
      ids.add(`${n}`);
      if (n % 50 !== 0) continue;
      for (const { key, value } of ids.entries()) state.set(key, value as string);
      ids.sealed();
    }
    for (const { key, value } of ids.entries()) state.set(key, value as string);
    const next = new RequestIds(state);
    for (const each of [ids, next]) {
      expect(each.has('69999')).toBe(true);
      expect(each.has('5000')).toBe(true);
      expect(each.has('4000')).toBe(false);
    }
    next.add('70000');
    expect(next.entries()).toHaveLength(1);
  });
});
