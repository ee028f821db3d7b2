import { describe, expect, it } from 'vitest';
import { type SourceMapping, sourceMappingSchema } from '../../core/measure/mapping.ts';
import { MemorySorter } from '../testing/memory-sorter.ts';
import { RecordingMonitor, RecordingStore } from '../testing/recording-store.ts';
import { backfillExpositions, type PastExposition } from './backfill-expositions.ts';
import { backfillOpenMetrics } from './backfill-open-metrics.ts';
import type { BackfillOptions } from './backfill-source.ts';
import { readOpenMetricsFile } from './open-metrics-file.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const NOW = 1_795_000_000_000;

const mapping: SourceMapping = sourceMappingSchema.parse({
  product: 'p',
  attribution: { item: 'v1' },
  metrics: [
    { metric: 'requests_total', measure: 'requests' },
    { metric: 'lag_seconds', measure: 'pipeline_lag' },
  ],
});

/** Hourly expositions of a process that answers three requests an hour, padded to a length that fills batches. */
async function* hourly(
  from: number,
  hours: number,
  spoil: Readonly<Record<number, Partial<PastExposition>>> = {},
) {
  const padding = `# ${'x'.repeat(40_000)}\n`;
  for (let hour = 0; hour < hours; hour += 1) {
    const body = `${padding}# TYPE requests_total counter\nrequests_total ${3 * hour}\n# TYPE lag_seconds gauge\nlag_seconds 1\nprocess_start_time_seconds ${from / 1000}\n`;
    yield { at: from + hour * HOUR, body, ...spoil[hour] };
  }
}

function setUp() {
  const store = new RecordingStore();
  const monitor = new RecordingMonitor();
  const deps = { store, monitor, clock: { now: () => NOW } };
  const backfill = (past: AsyncIterable<PastExposition>, options?: BackfillOptions) =>
    backfillExpositions({ name: 'history', mapping }, past, deps, options);
  return { store, monitor, deps, backfill };
}

describe('a backfill of expositions', () => {
  it('counts a year ago as if it had been scraped then', async () => {
    const { store, monitor, backfill } = setUp();
    const progress: number[] = [];
    const from = NOW - YEAR;
    const done = await backfill(hourly(from, 100), { onProgress: ({ taken }) => progress.push(taken) });
    expect(done).toEqual({ at: from + 99 * HOUR, taken: 100, skipped: 0 });
    expect(store.total('requests')).toBe(297);
    expect(store.counters('requests').at(-1)).toMatchObject({ at: from + 99 * HOUR, value: 3 });
    expect(store.observedMs('requests', 'v1')).toBe(99 * HOUR);
    expect(store.observedMs('pipeline_lag', 'v1')).toBe(99 * HOUR);
    expect(monitor.counts).not.toHaveProperty('rejected');
    expect(store.batches.length).toBeLessThan(10);
    expect(progress).toHaveLength(store.batches.length);
  });

  it('changes nothing when it is done again, and goes on with what is new', async () => {
    const { store, backfill } = setUp();
    await backfill(hourly(NOW - YEAR, 60));
    expect(await backfill(hourly(NOW - YEAR, 60))).toMatchObject({ taken: 0, skipped: 60 });
    expect(await backfill(hourly(NOW - YEAR, 90))).toMatchObject({ taken: 30, skipped: 60 });
    expect(store.total('requests')).toBe(267);
  });

  it('goes on where it was stopped', async () => {
    const { store, backfill } = setUp();
    const stop = new AbortController();
    const stopped = await backfill(hourly(NOW - YEAR, 100), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(stopped.taken).toBeGreaterThan(0);
    expect(stopped.taken).toBeLessThan(100);
    expect(await backfill(hourly(NOW - YEAR, 100))).toMatchObject({ taken: 100 - stopped.taken });
    expect(store.total('requests')).toBe(297);
  });

  it.each(['refuse', 'lose the answer'] as const)(
    'goes on after a commit that went wrong (%s)',
    async (trouble) => {
      const { store, backfill } = setUp();
      store.trouble.push(Promise.resolve(), trouble);
      await expect(backfill(hourly(NOW - YEAR, 100))).rejects.toThrow();
      await backfill(hourly(NOW - YEAR, 100));
      expect(store.total('requests')).toBe(297);
      expect(store.observedMs('requests', 'v1')).toBe(99 * HOUR);
    },
  );

  it('does not touch the memory of the live source', async () => {
    const { store, backfill } = setUp();
    await backfill(hourly(NOW - YEAR, 3));
    expect(new Set(store.batches.map((batch) => batch.source))).toEqual(new Set(['history']));
  });

  it('counts an exposition that cannot be read, and keeps the rest', async () => {
    const { store, monitor, backfill } = setUp();
    const spoil = {
      2: { contentType: 'application/openmetrics-text', body: 'requests_total 1' },
      4: { contentType: 'text/html' },
      5: { body: '???\n' },
    };
    await backfill(hourly(NOW - YEAR, 10, spoil));
    expect(store.total('requests')).toBe(27);
    expect(monitor.counts).toMatchObject({
      'rejected: an exposition that cannot be read': 2,
      'rejected: malformed line: not a metric name': 1,
    });
  });

  it('refuses times that do not ascend', async () => {
    const { backfill } = setUp();
    const spoil = { 3: { at: NOW - YEAR } };
    await expect(backfill(hourly(NOW - YEAR, 5, spoil))).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('lets the rest of the process have its turns', async () => {
    const { backfill } = setUp();
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await backfill(hourly(NOW - YEAR, 300));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});

describe('a backfill of a file in OpenMetrics', () => {
  const minute = 60_000;
  const at = (n: number) => (NOW - YEAR + n * minute) / 1_000;

  /** Series one after the other, as promtool writes them. */
  function file(minutes: number): string {
    const lines = (name: string, labels: string, value: (n: number) => number) =>
      Array.from({ length: minutes }, (_, n) => `${name}{${labels}} ${value(n)} ${at(n)}\n`).join('');
    return [
      '# TYPE requests counter\n',
      lines('requests_total', 'instance="a"', (n) => 100 + n),
      lines('requests_total', 'instance="b"', (n) => (n < 10 ? 50 + n : n - 10)),
      '# EOF\n',
    ].join('');
  }

  /** In pieces that end anywhere. */
  async function* pieces(text: string | Uint8Array, length = 1_000) {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
  }

  const read = (text: string | Uint8Array, sorter: MemorySorter, length?: number) =>
    readOpenMetricsFile(pieces(text, length), sorter, {
      name: 'past.om',
      wants: (name) => !name.startsWith('other'),
    });

  async function backfill(text: string, deps: ReturnType<typeof setUp>['deps']) {
    const sorter = new MemorySorter();
    return backfillOpenMetrics({ name: 'file', mapping }, await read(text, sorter), sorter, deps);
  }

  it('has its samples put in the order of their times, target by target', async () => {
    const { store, monitor, deps } = setUp();
    expect(await backfill(file(30), deps)).toMatchObject({ taken: 30, skipped: 0 });
    expect(store.total('requests')).toBe(29 + 9 + 19);
    expect(monitor.counts).toMatchObject({ unanchored: 2, resets: 1 });
  });

  it('changes nothing when it is done again, and goes on with what is new', async () => {
    const { store, deps } = setUp();
    await backfill(file(30), deps);
    expect(await backfill(file(30), deps)).toMatchObject({ taken: 0, skipped: 30 });
    expect(await backfill(file(40), deps)).toMatchObject({ taken: 10, skipped: 30 });
    expect(store.total('requests')).toBe(39 + 9 + 29);
  });

  it('is committed in several batches when it is long', async () => {
    const { store, deps } = setUp();
    await backfill(file(15_000), deps);
    expect(store.batches.length).toBe(2);
    expect(store.total('requests')).toBe(14_999 + 9 + 14_989);
  });

  it('knows histograms, although nobody declares them', async () => {
    const { store, deps } = setUp();
    const lines = [0, 1].flatMap((n) =>
      ['0.5', '1', '+Inf'].map((le, i) => `took_bucket{le="${le}"} ${n * (i + 1)} ${at(n)}\n`),
    );
    const own = { ...mapping, metrics: [{ metric: 'took', measure: 'request_duration' }] };
    const sorter = new MemorySorter();
    const found = await read(`${lines.join('')}# EOF\n`, sorter);
    await backfillOpenMetrics({ name: 'file', mapping: own }, found, sorter, deps);
    expect(store.distribution('request_duration').cells.map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  it('is told by its content, span and samples, whatever its pieces', async () => {
    const text = `# HELP other für ältere\nother{a="ü"} 1 5\n${file(3)}`;
    const whole = await read(text, new MemorySorter());
    const sorter = new MemorySorter();
    expect(await read(text, sorter, 7)).toEqual(whole);
    expect(whole).toMatchObject({
      ...{ samples: 6, lines: 7, hash: expect.stringMatching(/^[0-9a-f]{16}$/) },
      span: { from: at(0) * 1_000, to: at(2) * 1_000 },
    });
    expect(sorter.samples.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it.each<[string, string | Uint8Array, readonly string[]]>([
    ['was cut off', 'requests_total 5 1\n', ['2: the file does not end in # EOF: it was cut off']],
    ['is empty', '', ['1: the file does not end in # EOF: it was cut off']],
    [
      'has lines that cannot be read',
      'requests_total 5 1\nrequests_total{a="b} 1\nother x 1\n\nother 1\n# EOF\n',
      ['2: a quote that is not closed', '3: not a number', '5: a sample without a time'],
    ],
    [
      'has two values at one time',
      'requests_total 5 1\nother 1 1\nrequests_total 6 1\n# EOF\n',
      ['3: the same series at the same time as in line 1'],
    ],
    ['goes on behind its end', '# EOF\nrequests_total 5 1\n', ['2: something after # EOF']],
    [
      'is no UTF-8',
      Buffer.concat([
        Buffer.from('requests_total 5 1\nother{a="'),
        Buffer.of(0xff),
        Buffer.from('"} 1 1\n# EOF\n'),
      ]),
      ['2: bytes that are no UTF-8'],
    ],
  ])('that %s is refused as a whole, with its lines', async (_, text, lines) => {
    await expect(read(text, new MemorySorter())).rejects.toMatchObject({
      code: 'exposition-invalid',
      message: [...lines.map((line) => `past.om:${line}`), 'Nothing of past.om was taken in.'].join('\n'),
    });
  });

  it('has its lines counted over its parts, and not all of them named', async () => {
    const good = `requests_total{n="${'x'.repeat(90)}"} 1 `;
    const text = Array.from({ length: 30_000 }, (_, n) =>
      n % 1_000 === 999 ? 'bad\n' : `${good}${n + 1}\n`,
    );
    const error = await read(`${text.join('')}# EOF\n`, new MemorySorter()).catch(
      (thrown: Error) => thrown.message,
    );
    const lines = String(error).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[0]).toBe('past.om:1000: no value');
    expect(lines[19]).toBe('past.om:20000: no value');
    expect(lines[20]).toBe('and 10 more.');
  });
});
