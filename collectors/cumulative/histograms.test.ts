import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, shareAtOrBelow } from '../../core/measure/distribution.ts';
import type { MetricMapping } from '../../core/measure/mapping.ts';
import { IntakeUnderTest, SECOND, T0 } from '../testing/intake-under-test.ts';

const duration: MetricMapping = { metric: 'took_seconds', measure: 'request_duration' };

interface Shown {
  readonly labels?: string;
  readonly sum?: number;
}

/** A histogram as it is exposed; `totals` are cumulative. */
function histogram(totals: Readonly<Record<string, number>>, { labels = '', sum }: Shown = {}): string {
  const buckets = Object.entries(totals).map(
    ([le, total]) => `took_seconds_bucket{${labels === '' ? '' : `${labels},`}le="${le}"} ${total}\n`,
  );
  const of = labels === '' ? '' : `{${labels}}`;
  const tail = sum === undefined ? '' : `took_seconds_sum${of} ${sum}\n`;
  return `# TYPE took_seconds histogram\n${buckets.join('')}${tail}took_seconds_count${of} ${totals['+Inf'] ?? 0}\n`;
}

async function fed(bodies: readonly string[], mapping: Partial<MetricMapping> = {}) {
  const source = new IntakeUnderTest({ metrics: [{ ...duration, ...mapping }] });
  for (const [i, body] of bodies.entries()) await source.feed(T0 + i * 15 * SECOND, body);
  return source;
}

describe('a histogram', () => {
  it('adds to each bucket what was observed since the last read, and to the sum', async () => {
    const { store } = await fed([
      histogram({ '0.5': 10, '1': 20, '+Inf': 21 }, { sum: 12.5 }),
      histogram({ '0.5': 12, '1': 25, '+Inf': 27 }, { sum: 20 }),
    ]);
    expect(store.distribution('request_duration')).toEqual({
      cells: [
        { lower: Number.NEGATIVE_INFINITY, upper: 0.5, count: 2 },
        { lower: 0.5, upper: 1, count: 3 },
        { lower: 1, upper: Number.POSITIVE_INFINITY, count: 1 },
      ],
      sum: 7.5,
    });
  });

  it('has bounds in the unit of its measure, as they are written', async () => {
    const { store } = await fed([histogram({ '700': 0, '+Inf': 0 }), histogram({ '700': 4, '+Inf': 4 })], {
      scale: 0.001,
    });
    expect(store.distribution('request_duration').cells).toEqual([
      { lower: Number.NEGATIVE_INFINITY, upper: 0.7, count: 4 },
    ]);
  });

  it('is one distribution where several series feed it', async () => {
    const body = (n: number) =>
      histogram({ '1': n, '+Inf': n }, { labels: 'pod="a"', sum: n }) +
      histogram({ '1': n, '+Inf': 2 * n }, { labels: 'pod="b"', sum: n }).replace(/# TYPE.*\n/, '');
    const { store } = await fed([body(0), body(5)]);
    expect(store.batches.at(-1)?.distributions).toHaveLength(1);
    expect(store.distribution('request_duration')).toMatchObject({
      cells: [{ count: 10 }, { count: 5 }],
      sum: 10,
    });
  });

  it('has no sum when its source does not tell it', async () => {
    const { store } = await fed([histogram({ '1': 0, '+Inf': 0 }), histogram({ '1': 4, '+Inf': 4 })]);
    expect(store.distribution('request_duration').sum).toBeUndefined();
  });

  it.each([
    ['lacks +Inf', { '0.5': 3, '1': 5 }, 'a histogram without +Inf bucket'],
    ['falls', { '0.5': 6, '1': 5, '+Inf': 7 }, 'a histogram whose buckets fall'],
    ['has NaN', { '0.5': Number.NaN, '1': 5, '+Inf': 7 }, 'NaN'],
    ['has a negative bucket', { '0.5': -1, '1': 5, '+Inf': 7 }, 'negative'],
  ])('that %s gives no distribution, and never a wrong one', async (_, spoilt, reason) => {
    const good = (n: number) => histogram({ '0.5': n, '1': 5 + n, '+Inf': 7 + n });
    const source = await fed([good(1), histogram(spoilt), good(4)]);
    expect(source.store.distribution('request_duration').cells).toMatchObject([{ upper: 0.5, count: 3 }]);
    expect(source.monitor.counts[`rejected: ${reason}`]).toBe(1);
    const never = await fed([histogram(spoilt), histogram(spoilt), histogram(spoilt)]);
    expect(never.store.observedMs('request_duration', 'v1')).toBe(0);
  });

  it('is the same however its bounds are written', async () => {
    const { store } = await fed([
      histogram({ '1': 3, '+Inf': 3 }),
      histogram({ '1.0': 5, '+Inf': 5 }),
      histogram({ '1e0': 6, '+Inf': 7 }),
    ]);
    expect(store.distribution('request_duration').cells).toMatchObject([
      { upper: 1, count: 3 },
      { lower: 1, count: 1 },
    ]);
  });

  it('is a baseline again when its buckets change', async () => {
    const { store, monitor } = await fed([
      histogram({ '1': 3, '+Inf': 5 }),
      histogram({ '1': 6, '2': 8, '+Inf': 9 }),
      histogram({ '1': 6, '2': 9, '+Inf': 10 }),
    ]);
    expect(store.distribution('request_duration').cells).toEqual([{ lower: 1, upper: 2, count: 1 }]);
    expect(monitor.counts.unanchored).toBe(2);
  });

  it('adds all of itself after a reset', async () => {
    const { store } = await fed([histogram({ '1': 30, '+Inf': 50 }), histogram({ '1': 3, '+Inf': 4 })]);
    expect(store.distribution('request_duration').cells).toMatchObject([{ count: 3 }, { count: 1 }]);
  });

  it('that is read while it is being written is no reset, and adds up in the end', async () => {
    // One observation of 0.2 s shows up in the first bucket before it does in the others, one of 5 s the other way round.
    const { store, monitor } = await fed([
      histogram({ '0.5': 10, '1': 20, '+Inf': 20 }),
      histogram({ '0.5': 11, '1': 20, '+Inf': 20 }),
      histogram({ '0.5': 11, '1': 21, '+Inf': 22 }),
      histogram({ '0.5': 11, '1': 21, '+Inf': 22 }),
    ]);
    expect(store.distribution('request_duration').cells).toMatchObject([
      { upper: 0.5, count: 1 },
      { lower: 1, count: 1 },
    ]);
    expect(monitor.counts.resets).toBeUndefined();
  });

  it('may have its count and its sum mapped as counters of their own', async () => {
    const source = new IntakeUnderTest({
      metrics: [
        duration,
        { metric: 'took_seconds_count', measure: 'requests' },
        { metric: 'took_seconds_sum', measure: 'busy_seconds' },
      ],
    });
    const body = (n: number) => histogram({ '1': n, '+Inf': n }, { sum: n / 2 });
    await source.feed(T0, body(2));
    await source.feed(T0 + 15 * SECOND, body(6));
    expect(source.store.total('requests')).toBe(4);
    expect(source.store.total('busy_seconds')).toBe(2);
    expect(source.store.distribution('request_duration')).toMatchObject({ cells: [{ count: 4 }], sum: 2 });
  });

  it('mapped as a single value is refused with what to do', async () => {
    const { monitor, store } = await fed([histogram({ '+Inf': 1 }), histogram({ '+Inf': 2 })], {
      kind: 'counter',
    });
    expect(store.total('request_duration')).toBe(0);
    expect(monitor.counts['rejected: a histogram for a single value: map its _count or _sum']).toBe(2);
  });

  it('goes on in another process of ours', async () => {
    const source = new IntakeUnderTest({ metrics: [duration] });
    await source.feed(T0, histogram({ '1': 3, '+Inf': 5 }, { sum: 1 }));
    source.restart();
    await source.feed(T0 + 15 * SECOND, histogram({ '1': 4, '+Inf': 7 }, { sum: 2.5 }));
    expect(source.store.distribution('request_duration')).toMatchObject({
      cells: [{ count: 1 }, { count: 1 }],
      sum: 1.5,
    });
  });
});

describe('what is no classic histogram', () => {
  it.each([
    [
      'a gauge histogram',
      'took_seconds_bucket{le="+Inf"} 3\ntook_seconds_gcount 3\n',
      'gaugehistogram',
      'a gauge histogram',
    ],
    [
      'a summary',
      'took_seconds{quantile="0.99"} 3\ntook_seconds_count 3\n',
      'summary',
      'quantiles of a summary cannot be merged',
    ],
    ['a gauge', 'took_seconds 3\n', 'gauge', 'a single value for a distribution'],
  ])('%s gives no distribution, and that is counted', async (_, lines, type, reason) => {
    const source = new IntakeUnderTest({ metrics: [duration] });
    const body = `# TYPE took_seconds ${type}\n${lines}# EOF\n`;
    await source.feed(T0, body, { format: 'openmetrics' });
    await source.feed(T0 + 15 * SECOND, body, { format: 'openmetrics' });
    expect(source.store.distribution('request_duration').cells).toEqual([]);
    expect(source.monitor.counts[`rejected: ${reason}`]).toBe(2);
  });

  it("a summary's count and sum do count", async () => {
    const source = new IntakeUnderTest({ metrics: [{ metric: 'took_seconds_count', measure: 'requests' }] });
    const body = (n: number) =>
      `# TYPE took_seconds summary\ntook_seconds{quantile="0.5"} 1\ntook_seconds_count ${n}\n`;
    await source.feed(T0, body(3));
    await source.feed(T0 + 15 * SECOND, body(8));
    expect(source.store.total('requests')).toBe(5);
  });
});

describe('over any observations', () => {
  const bounds = [0.1, 0.5, 1, 2, 5];
  const values = fc.array(
    fc.integer({ min: 1, max: 80 }).map((n) => n / 10),
    { maxLength: 30 },
  );

  function exposed(seen: readonly number[]): string {
    const totals = bounds.map(
      (bound) => [String(bound), seen.filter((value) => value <= bound).length] as const,
    );
    const sum = seen.reduce((total, value) => total + value, 0);
    return histogram({ ...Object.fromEntries(totals), '+Inf': seen.length }, { sum });
  }

  it('the quantile and the share are those of a plain computation on the raw values, as far as buckets can tell', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (reads, restarts) => {
          const source = new IntakeUnderTest({ metrics: [duration] });
          await source.feed(T0, exposed([]));
          let seen: number[] = [];
          for (const [i, observed] of reads.entries()) {
            seen = [...seen, ...observed];
            await source.feed(T0 + (i + 1) * 15 * SECOND, exposed(seen));
            if (restarts) source.restart();
          }
          const distribution = source.store.distribution('request_duration');
          const sorted = [...seen].sort((a, b) => a - b);
          for (const q of [0.5, 0.9, 0.99]) {
            const truth = sorted[Math.ceil(Math.round(q * 1_000 * sorted.length) / 1_000) - 1];
            const reading = quantile(distribution, q);
            if (truth === undefined) {
              expect(reading).toBeUndefined();
              continue;
            }
            expect(reading?.lower).toBeLessThan(truth);
            expect(reading?.upper).toBeGreaterThanOrEqual(truth);
          }
          const share =
            sorted.length === 0 ? undefined : sorted.filter((value) => value <= 2).length / sorted.length;
          const expected = share === undefined ? undefined : { lower: share, upper: share };
          expect(shareAtOrBelow(distribution, 2)).toEqual(expected);
        },
      ),
      { seed: 20261123, numRuns: 100 },
    );
  });
});
