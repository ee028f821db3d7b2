import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeTraces } from '../testing/encode-items.ts';
import type { SpanJson } from '../testing/items-json.ts';
import { chat, server, span, spanId, TracesUnderTest, traceId, tracesOf } from '../testing/spans.ts';

/**
 * Whatever the network, the senders and the store do, what is kept is what a plain model says: each call once, each trace one request, told
 * by the best of its spans that arrived.
 */

type Kind = 'root' | 'server' | 'agent' | 'call' | 'plain';

interface PlainSpan {
  readonly trace: number;
  readonly id: number;
  readonly kind: Kind;
  readonly start: number;
  readonly duration: number;
  readonly failed: boolean;
  readonly tokens: number;
}

const RANKS: Readonly<Record<Kind, number>> = { root: 3, server: 2, agent: 1, call: 0, plain: 0 };

function jsonOf({ trace, id, kind, start, duration, failed, tokens }: PlainSpan): SpanJson {
  const options = {
    traceId: traceId(trace),
    parentSpanId: spanId(9_000),
    start,
    end: start + duration,
    ...(failed ? { status: { code: 2 } } : {}),
  };
  switch (kind) {
    case 'root':
      return server(id, { ...options, parentSpanId: '' });
    case 'server':
      return server(id, options);
    case 'agent':
      return span(id, { ...options, attributes: { 'gen_ai.operation.name': 'invoke_agent' } });
    case 'call':
      return chat(id, { ...options, attributes: { 'gen_ai.usage.input_tokens': tokens } });
    case 'plain':
      return span(id, options);
  }
}

const traces = fc
  .array(
    fc.array(
      fc.record({
        kind: fc.constantFrom<Kind[]>('server', 'agent', 'call', 'call', 'plain'),
        start: fc.nat(50).map((n) => n * 10),
        duration: fc.constantFrom(0, 10, 100, 800, 1_500),
        failed: fc.boolean(),
        tokens: fc.nat(50),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    { minLength: 1, maxLength: 5 },
  )
  .chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.array(fc.boolean(), { minLength: all.length, maxLength: all.length }),
      fc.array(fc.nat(1_000_000), { minLength: 40, maxLength: 40 }),
    ),
  )
  .map(([all, rooted, chance]) => {
    const spans = all.flatMap((parts, trace) => {
      const own = parts.map((part, i): PlainSpan => ({ ...part, trace: trace + 1, id: 100 * trace + i + 2 }));
      const root: PlainSpan = {
        trace: trace + 1,
        id: 100 * trace + 1,
        kind: 'root',
        start: 0,
        duration: 2_000,
        failed: false,
        tokens: 0,
      };
      return rooted[trace] ? [...own, root] : own;
    });
    // Spans leave their processes in any order, a few at a time.
    return spans
      .map((one, i) => ({ one, at: chance[i % chance.length] as number }))
      .sort((a, b) => a.at - b.at || a.one.id - b.one.id)
      .map(({ one }) => one);
  });

type Action =
  | { readonly kind: 'send'; readonly size: number }
  | { readonly kind: 'again'; readonly which: number }
  | { readonly kind: 'store-fails' | 'answer-lost' | 'restart' };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('send' as const), size: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('again' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('store-fails', 'answer-lost', 'restart') }) },
);

class World {
  readonly under = new TracesUnderTest([
    { metrics: [], traces: { wait: '10min', keep: [] }, max_sample_age: '1d' },
  ]);
  readonly arrived = new Map<number, PlainSpan>();
  readonly sent: PlainSpan[][] = [];
  #left: PlainSpan[];

  constructor(spans: readonly PlainSpan[]) {
    this.#left = [...spans];
  }

  async act(each: Action): Promise<void> {
    this.under.now += 1_000;
    const { store } = this.under;
    if (each.kind === 'send') await this.#send(this.#left.splice(0, each.size));
    else if (each.kind === 'again') await this.#again(each.which);
    else if (each.kind === 'store-fails') store.failures = 1;
    else if (each.kind === 'answer-lost') store.lostAnswers = 1;
    else {
      store.failures = 0;
      store.lostAnswers = 0;
      await this.under.restart();
    }
  }

  async sendTheRest(): Promise<void> {
    this.under.store.failures = 0;
    this.under.store.lostAnswers = 0;
    while (this.#left.length > 0) await this.#send(this.#left.splice(0, 3));
    await this.under.wait(20 * 60_000);
  }

  /** A part of what was sent, together with others, as a collector does that was asked twice. */
  async #again(which: number): Promise<void> {
    const before = this.sent[which % Math.max(1, this.sent.length)];
    if (before !== undefined)
      await this.#send([...before.slice(which % 2), ...this.#left.splice(0, which % 3)]);
  }

  /** Until it is answered: the sender's business. */
  async #send(spans: readonly PlainSpan[]): Promise<void> {
    if (spans.length === 0) return;
    this.sent.push([...spans]);
    const body = encodeTraces(tracesOf(spans.map(jsonOf)));
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await this.under.receiver.accept('traces', body, 'protobuf').catch(() => undefined);
      if (answer === undefined) continue;
      expect(answer).toEqual({ refused: 0, message: '' });
      for (const one of spans) this.arrived.set(one.id, one);
      return;
    }
    throw new Error('it was never answered');
  }

  expected() {
    const all = [...this.arrived.values()];
    const calls = all.filter(({ kind }) => kind === 'call');
    const entries: PlainSpan[] = [];
    for (const trace of new Set(all.map((one) => one.trace))) {
      const own = all.filter((one) => one.trace === trace);
      const isAi = own.some(({ kind }) => kind === 'call' || kind === 'agent');
      const [entry] = own
        .filter(({ kind }) => RANKS[kind] > 0)
        .sort(
          (a, b) =>
            RANKS[b.kind] - RANKS[a.kind] ||
            a.start - b.start ||
            b.start + b.duration - (a.start + a.duration) ||
            a.id - b.id,
        );
      if (isAi && entry !== undefined) entries.push(entry);
    }
    return { calls, entries };
  }
}

it('counts what a plain model counts', async () => {
  let calls = 0;
  let requests = 0;
  let duplicates = 0;
  await fc.assert(
    fc.asyncProperty(traces, fc.array(action, { maxLength: 30, size: 'max' }), async (spans, actions) => {
      const world = new World(spans);
      await world.under.receiver.start();
      for (const each of actions) await world.act(each);
      await world.sendTheRest();
      const expected = world.expected();
      const { store } = world.under;
      const counters = store.counters();
      expect(counters['calls v2'] ?? 0).toBe(expected.calls.length);
      expect(counters['calls_failed v2'] ?? 0).toBe(expected.calls.filter((one) => one.failed).length);
      expect(counters['tokens_input v2'] ?? 0).toBe(expected.calls.reduce((sum, one) => sum + one.tokens, 0));
      expect(counters['requests v2'] ?? 0).toBe(expected.entries.length);
      expect(counters['requests_failed v2'] ?? 0).toBe(expected.entries.filter((one) => one.failed).length);
      const durations = expected.entries.map((one) => one.duration / 1_000).sort((a, b) => a - b);
      const cells = store
        .distribution('request_duration')
        .cells.flatMap(({ lower, upper, count }) =>
          new Array<{ lower: number; upper: number }>(count).fill({ lower, upper }),
        );
      expect(cells).toHaveLength(durations.length);
      for (const [i, seconds] of durations.entries()) {
        expect(cells[i]?.upper).toBe(Math.max(seconds, 0.0001));
      }
      calls += expected.calls.length;
      requests += expected.entries.length;
      duplicates += world.under.counts.duplicate ?? 0;
    }),
    { seed: 20_261_129, numRuns: 250 },
  );
  expect(calls).toBeGreaterThan(500);
  expect(requests).toBeGreaterThan(300);
  expect(duplicates).toBeGreaterThan(20);
}, 60_000);
