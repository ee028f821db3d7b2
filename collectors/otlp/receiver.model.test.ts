import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attributes, type MetricJson, nanos, type PointJson, type RequestJson } from './testing/otlp-json.ts';
import { ReceiverUnderTest, T0 } from './testing/receiver-under-test.ts';

/**
 * Whatever the network, the senders and the store do, what is kept is what a plain model says: of each process' totals the latest that
 * arrived, of its deltas every interval that arrived, each once.
 */

const BOUNDS = [1, 4, 16];

/** A process that counts requests and observes values, and exports them both ways. */
class Sender {
  readonly start: number;
  readonly resource: Record<string, string>;
  readonly observed: number[] = [];
  exportedUntil: number;
  exportedCount = 0;

  constructor(start: number, instance: number) {
    this.start = start;
    this.exportedUntil = start;
    // Some processes have an identity of their own, others share one.
    this.resource =
      instance % 2 === 0 ? { 'service.name': 'shared' } : { 'service.instance.id': `${instance}` };
  }

  export(at: number): Sent {
    const since = this.observed.slice(this.exportedCount);
    const point = (start: number): PointJson => ({
      attributes: attributes({ version: 'v2' }),
      startTimeUnixNano: nanos(start),
      timeUnixNano: nanos(at),
    });
    const total = this.observed.length;
    const metrics: MetricJson[] = [
      {
        name: 'app.totals',
        sum: {
          aggregationTemporality: 2,
          isMonotonic: true,
          dataPoints: [{ ...point(this.start), asInt: total }],
        },
      },
      {
        name: 'app.deltas',
        sum: {
          aggregationTemporality: 1,
          isMonotonic: true,
          dataPoints: [{ ...point(this.exportedUntil), asInt: since.length }],
        },
      },
      {
        name: 'app.histogram',
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [{ ...point(this.start), ...explicit(this.observed) }],
        },
      },
      {
        name: 'app.exponential',
        exponentialHistogram: {
          aggregationTemporality: 2,
          dataPoints: [{ ...point(this.start), ...exponential(this.observed) }],
        },
      },
    ];
    const request: RequestJson = {
      resourceMetrics: [{ resource: { attributes: attributes(this.resource) }, scopeMetrics: [{ metrics }] }],
    };
    const sent = { sender: this, at, total, observed: [...this.observed], delta: since.length, request };
    this.exportedUntil = at;
    this.exportedCount = total;
    return sent;
  }
}

interface Sent {
  readonly sender: Sender;
  readonly at: number;
  readonly total: number;
  readonly observed: readonly number[];
  readonly delta: number;
  readonly request: RequestJson;
}

function explicit(values: readonly number[]) {
  const bucketCounts = [...BOUNDS, Number.POSITIVE_INFINITY].map(
    (upper, i) => values.filter((value) => value <= upper && value > (BOUNDS[i - 1] ?? -Infinity)).length,
  );
  return { count: values.length, sum: sumOf(values), bucketCounts, explicitBounds: BOUNDS };
}

/** The finest scale that needs at most four buckets, as SDKs choose it: it shrinks while values spread. */
function exponential(values: readonly number[]) {
  for (let scale = 3; ; scale -= 1) {
    const indexes = values.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
    const offset = Math.min(...indexes, 0);
    const length = values.length === 0 ? 0 : Math.max(...indexes) - offset + 1;
    if (length > 4 && scale > -4) continue;
    const bucketCounts = Array.from(
      { length },
      (_, i) => indexes.filter((index) => index === offset + i).length,
    );
    return { count: values.length, sum: sumOf(values), scale, positive: { offset, bucketCounts } };
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

type Action =
  | { readonly kind: 'observe'; readonly sender: number; readonly values: readonly number[] }
  | { readonly kind: 'export' | 'restart-sender'; readonly sender: number }
  | { readonly kind: 'deliver'; readonly which: number; readonly keep: boolean }
  | { readonly kind: 'restart-gateline' | 'store-fails' | 'answer-lost' };

const SENDERS = 4;
const sender = fc.nat(SENDERS - 1);
// Powers of two and their neighbours: on bucket bounds, where an error of one bucket shows. Sums of them are exact.
const values = fc.array(fc.constantFrom(0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 16, 17, 64), { maxLength: 4 });

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('observe' as const), sender, values }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('export' as const), sender }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('deliver' as const), which: fc.nat(9), keep: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart-sender' as const), sender }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('restart-gateline', 'store-fails', 'answer-lost') }),
  },
);

class World {
  readonly under = new ReceiverUnderTest([
    {
      metrics: [
        { metric: 'app.totals', measure: 'requests' },
        { metric: 'app.deltas', measure: 'requests_failed' },
        { metric: 'app.histogram', measure: 'request_duration' },
        { metric: 'app.histogram_sum', measure: 'tokens_output' },
        { metric: 'app.exponential', measure: 'call_duration' },
      ],
    },
  ]);
  readonly senders: Sender[] = [];
  readonly network: Sent[] = [];
  readonly arrived = new Set<Sent>();
  #instances = 0;

  async begin(): Promise<void> {
    await this.under.receiver.start();
    for (let i = 0; i < SENDERS; i += 1) this.senders.push(this.#newSender());
  }

  async act(action: Action): Promise<void> {
    this.under.now += 1_000;
    const sender = 'sender' in action ? (this.senders[action.sender] as Sender) : undefined;
    if (action.kind === 'observe') sender?.observed.push(...action.values);
    else if (action.kind === 'export' && sender !== undefined)
      this.network.push(sender.export(this.under.now));
    else if (action.kind === 'deliver') await this.#deliver(action.which, action.keep);
    else if (action.kind === 'restart-sender') this.senders[action.sender] = this.#newSender();
    else if (action.kind === 'restart-gateline') await this.#restart();
    else if (action.kind === 'store-fails') this.under.store.failures = 1;
    else if (action.kind === 'answer-lost') this.under.store.lostAnswers = 1;
  }

  #newSender(): Sender {
    this.#instances += 1;
    this.under.now += 1_000;
    return new Sender(this.under.now, this.#instances);
  }

  async #restart(): Promise<void> {
    this.under.store.failures = 0;
    this.under.store.lostAnswers = 0;
    await this.under.restart();
  }

  /** Messages overtake each other, stay on the way to arrive again, and are sent again when they are not answered. */
  async #deliver(which: number, keep: boolean): Promise<void> {
    const sent = this.network[which % Math.max(1, this.network.length)];
    if (sent === undefined) return;
    const answered = await this.under.send(sent.request).then(
      () => true,
      () => false,
    );
    if (!answered) return;
    this.arrived.add(sent);
    if (!keep) this.network.splice(this.network.indexOf(sent), 1);
  }

  expected(): { totals: number; deltas: number; observed: readonly number[] } {
    const latest = new Map<Sender, Sent>();
    let deltas = 0;
    for (const sent of this.arrived) {
      deltas += sent.delta;
      if (sent.at > (latest.get(sent.sender)?.at ?? 0)) latest.set(sent.sender, sent);
    }
    const sums = [...latest.values()];
    return {
      totals: sums.reduce((sum, sent) => sum + sent.total, 0),
      deltas,
      observed: sums.flatMap((sent) => sent.observed),
    };
  }
}

it('keeps what a plain model keeps', async () => {
  let delivered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 70, size: 'max' }), async (actions) => {
      const world = new World();
      await world.begin();
      for (const each of actions) await world.act(each);
      // A write whose answer was lost is there, though nobody knows: it is sent until it is answered.
      world.under.store.failures = 0;
      world.under.store.lostAnswers = 0;
      while (world.network.length > 0) {
        await world.act({ kind: 'deliver', which: 0, keep: false });
      }
      const { totals, deltas, observed } = world.expected();
      const { store, counts } = world.under;
      const counters = store.counters();
      expect(counters['requests v2'] ?? 0).toBe(totals);
      expect(counters['requests_failed v2'] ?? 0).toBe(deltas);
      expect(counters['tokens_output v2'] ?? 0).toBe(sumOf(observed));
      const { cells, sum } = store.distribution('request_duration');
      const counted = explicit(observed).bucketCounts;
      expect(cells.map((cell) => cell.count)).toEqual(counted.filter((count) => count > 0));
      if (observed.length > 0) expect(sum).toBe(sumOf(observed));
      for (const cell of store.distribution('call_duration').cells) {
        expect(cell.count).toBeLessThanOrEqual(
          observed.filter((value) => value > cell.lower && value <= cell.upper).length,
        );
      }
      const exponentials = store.distribution('call_duration').cells.reduce((n, cell) => n + cell.count, 0);
      expect(exponentials).toBe(observed.length);
      expect(counts.unanchored).toBeUndefined();
      delivered += world.arrived.size;
    }),
    { seed: 20_261_123, numRuns: 150 },
  );
  expect(delivered).toBeGreaterThan(1_000);
}, 60_000);

it('never counts what began before it listened, whatever the order of requests', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8]), async (order) => {
      const under = new ReceiverUnderTest();
      await under.receiver.start();
      const total = (n: number) => 1_000_000 + n * n;
      let first: number | undefined;
      let latest = 0;
      for (const n of order) {
        under.now = T0 + 100_000;
        const point = {
          attributes: attributes({ version: 'v2' }),
          startTimeUnixNano: nanos(T0 - 2 * 3_600_000),
          timeUnixNano: nanos(T0 + n * 10_000),
          asInt: total(n),
        };
        const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
        await under.send({
          resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'app.requests', sum }] }] }],
        });
        first ??= n;
        latest = Math.max(latest, n);
      }
      const expected = first === undefined ? 0 : total(latest) - total(first);
      expect(under.store.counters()['requests v2'] ?? 0).toBe(expected);
    }),
    { seed: 5, numRuns: 60 },
  );
});
