import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricMapping } from '../../core/measure/mapping.ts';
import { HOUR, IntakeUnderTest, MINUTE, SECOND, T0 } from '../testing/intake-under-test.ts';

const requests: MetricMapping = { metric: 'requests_total', measure: 'requests' };
const byVersion = { item: { label: 'version' }, environment: { label: 'env' } };

function counter(...samples: string[]): string {
  return `# TYPE requests_total counter\n${samples.map((sample) => `requests_total${sample}\n`).join('')}`;
}

function startedAt(at: number): string {
  return `# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ${Math.round(at / 1000)}\n`;
}

describe('a counter', () => {
  it('adds up from the first read on, whose value is a baseline', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 1000'));
    await source.feed(T0 + 15 * SECOND, counter(' 1007'));
    await source.feed(T0 + 30 * SECOND, counter(' 1007'));
    await source.feed(T0 + 45 * SECOND, counter(' 1010'));
    expect(source.store.total('requests')).toBe(10);
    expect(source.monitor.counts).toMatchObject({ unanchored: 1, accepted: 3 });
  });

  it('counts in full when its process began not long ago', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 40') + startedAt(T0 - 10 * MINUTE));
    expect(source.store.total('requests')).toBe(40);
  });

  it('is a baseline when its process began long before we looked', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 40') + startedAt(T0 - 2 * HOUR));
    expect(source.store.total('requests')).toBe(0);
  });

  it('counts in full when its process began after our last read, however long ago that is', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter('{a="x"} 5') + startedAt(T0 - 9 * HOUR));
    const body = counter('{a="x"} 7', '{a="y"} 3') + startedAt(T0 + HOUR);
    await source.feed(T0 + 8 * HOUR, body);
    expect(source.store.total('requests')).toBe(10);
    expect(source.monitor.counts.resets).toBe(1);
  });

  it('begins at zero when its family was there before and lost nothing', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter('{a="x"} 100'));
    await source.feed(T0 + 15 * SECOND, counter('{a="x"} 101', '{a="y"} 3'));
    expect(source.store.total('requests')).toBe(4);
  });

  it('begins at zero when only the TYPE line of its family was there before', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter());
    await source.feed(T0 + 15 * SECOND, counter('{a="x"} 3'));
    expect(source.store.total('requests')).toBe(3);
    expect(source.monitor.counts.unanchored).toBeUndefined();
  });

  it('is a baseline when its family was not there before', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, '# TYPE other counter\n');
    await source.feed(T0 + 15 * SECOND, counter(' 3'));
    expect(source.store.total('requests')).toBe(0);
    expect(source.monitor.counts.unanchored).toBe(1);
  });

  it('is a baseline when its family lost a series at the same read', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter('{a="x"} 100', '{a="y"} 7'));
    await source.feed(T0 + 15 * SECOND, counter('{a="x"} 101', '{a="z"} 50'));
    expect(source.store.total('requests')).toBe(1);
  });

  it('is not taken for a new one when it was away for a while', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter('{a="x"} 100', '{a="y"} 7'));
    await source.feed(T0 + 15 * SECOND, counter('{a="y"} 7'));
    await source.feed(T0 + 30 * SECOND, counter('{a="x"} 102', '{a="y"} 7'));
    expect(source.store.total('requests')).toBe(2);
  });

  it('adds its value after a reset', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 1000'));
    await source.feed(T0 + 15 * SECOND, counter(' 4'));
    expect(source.store.total('requests')).toBe(4);
    expect(source.monitor.counts.resets).toBe(1);
  });

  it('adds its value after a restart that ends higher than it was', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 10') + startedAt(T0 - MINUTE));
    await source.feed(T0 + 15 * SECOND, counter(' 12') + startedAt(T0 + 5 * SECOND));
    expect(source.store.total('requests')).toBe(22);
  });

  it('survives the restart of an exporter that only speaks for it, where the configuration says so', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] }, { countersRestartWithProcess: false });
    await source.feed(T0, counter(' 1000') + startedAt(T0 - MINUTE));
    await source.feed(T0 + 15 * SECOND, counter(' 1012') + startedAt(T0 + 5 * SECOND));
    expect(source.store.total('requests')).toBe(12);
  });

  it('does not take the start of one process for that of another, where an exposition speaks for several', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    const body = (a: number, b: number, began: number) =>
      `${counter(`{pid="1"} ${a}`, `{pid="2"} ${b}`)}# TYPE process_start_time_seconds gauge\n` +
      `process_start_time_seconds{pid="1"} ${(T0 - HOUR) / 1000}\nprocess_start_time_seconds{pid="2"} ${began / 1000}\n`;
    await source.feed(T0, body(1000, 10, T0 - 2 * MINUTE));
    await source.feed(T0 + 15 * SECOND, body(1001, 2, T0 + 5 * SECOND));
    await source.feed(T0 + 30 * SECOND, body(1002, 3, T0 + 5 * SECOND));
    expect(source.store.total('requests')).toBe(5);
  });

  it('knows the start of each series where the source tells it', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    const body = (value: number, created: number) =>
      `# TYPE requests counter\nrequests_total ${value}\nrequests_created ${created / 1000}\n# EOF\n`;
    await source.feed(T0, body(5, T0 - MINUTE), { format: 'openmetrics' });
    await source.feed(T0 + 15 * SECOND, body(9, T0 + 3 * SECOND), { format: 'openmetrics' });
    expect(source.store.total('requests')).toBe(14);
  });

  it('is the same in both formats', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 1000'));
    await source.feed(T0 + 15 * SECOND, '# TYPE requests counter\nrequests_total 1003\n# EOF\n', {
      format: 'openmetrics',
    });
    expect(source.store.total('requests')).toBe(3);
  });

  it('is added up where several series feed one', async () => {
    const source = new IntakeUnderTest({ metrics: [{ ...requests, keep: ['route'], scale: 0.5 }] });
    const body = (n: number) =>
      counter(`{route="a",pod="1"} ${n}`, `{route="a",pod="2"} ${n}`, `{route="b"} ${n}`);
    await source.feed(T0, body(10));
    await source.feed(T0 + 15 * SECOND, body(12));
    expect(source.store.total('requests', { labels: { route: 'a' } })).toBe(2);
    expect(source.store.counters('requests').filter((point) => point.value > 0)).toHaveLength(2);
  });

  it('is known to the store before anything happens, and idle ones write nothing', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 0'));
    await source.feed(T0 + 15 * SECOND, counter(' 0'));
    expect(source.store.counters('requests')).toMatchObject([{ at: T0, value: 0 }]);
  });

  it('is attributed by labels of the series and of the target, and what matches nothing is kept apart', async () => {
    const source = new IntakeUnderTest({ metrics: [requests], attribution: byVersion });
    const body = (n: number) => counter(`{version="v1"} ${n}`, `{version="v2",env="qa"} ${n}`, ` ${n}`);
    const labels = { env: 'staging' };
    await source.feed(T0, body(1), { labels });
    await source.feed(T0 + 15 * SECOND, body(2), { labels });
    for (const item of ['v1', 'v2', '']) {
      expect(source.store.total('requests', { item, environment: 'staging' })).toBe(1);
    }
    expect(source.monitor.counts.unattributed).toBe(1);
  });

  it('of another kind than its measure is refused, never guessed', async () => {
    const source = new IntakeUnderTest({
      metrics: [
        { metric: 'llm_cost_sum', measure: 'cost_usd' },
        { metric: 'llm_token_sum', measure: 'tokens_input', kind: 'counter' },
        { metric: 'mystery', measure: 'own_thing' },
      ],
    });
    const body = (n: number) =>
      `# TYPE llm_cost_sum gauge\nllm_cost_sum ${n}\n# TYPE llm_token_sum gauge\nllm_token_sum ${n}\nmystery ${n}\n`;
    await source.feed(T0, body(1));
    await source.feed(T0 + 15 * SECOND, body(3));
    expect(source.store.total('tokens_input')).toBe(2);
    expect(source.store.total('cost_usd')).toBe(0);
    expect(source.monitor.counts).toMatchObject({
      'rejected: declared as another kind than its measure: say kind in the mapping': 2,
      'rejected: type unknown: say kind in the mapping': 2,
    });
    expect(source.store.observedMs('tokens_input', 'v1')).toBe(15 * SECOND);
    expect(source.store.observedMs('cost_usd', 'v1')).toBe(0);
    expect(source.store.observedMs('own_thing', 'v1')).toBe(0);
  });

  it('without a type is what its measure is', async () => {
    const source = new IntakeUnderTest({ metrics: [{ metric: 'served', measure: 'requests' }] });
    await source.feed(T0, 'served 4\n');
    await source.feed(T0 + 15 * SECOND, 'served 6\n');
    expect(source.store.total('requests')).toBe(2);
  });

  it('is not mistaken for a gauge whose name lacks _total', async () => {
    const source = new IntakeUnderTest({
      metrics: [{ ...requests, metric: 'handles_total', kind: 'counter' }],
    });
    const body = (n: number) =>
      `# TYPE handles gauge\nhandles 9\n# TYPE handles_total gauge\nhandles_total ${n}\n`;
    await source.feed(T0, body(1));
    await source.feed(T0 + 15 * SECOND, body(5));
    expect(source.store.total('requests')).toBe(4);
  });
});

describe('bad values', () => {
  it.each([
    ['NaN', 'NaN'],
    ['+Inf', 'infinite'],
    ['-Inf', 'infinite'],
    ['2e30', 'beyond 1e30'],
    ['-1', 'negative'],
  ])('%s is counted, and the rest of the batch is kept', async (value, reason) => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter('{a="x"} 1', '{a="y"} 1'));
    await source.feed(T0 + 15 * SECOND, counter(`{a="x"} ${value}`, '{a="y"} 3'));
    await source.feed(T0 + 30 * SECOND, counter('{a="x"} 6', '{a="y"} 3'));
    expect(source.store.total('requests')).toBe(7);
    expect(source.monitor.counts).toMatchObject({ rejected: 1, [`rejected: ${reason}`]: 1 });
  });

  it.each([
    ['older than max_sample_age', -HOUR - 1],
    ['more than 5 min ahead', 5 * MINUTE + 1],
    ['not a time', -T0 - 15 * SECOND],
  ])('a time that is %s is counted, and the rest of the batch is kept', async (reason, offset) => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    const now = T0 + 15 * SECOND;
    await source.feed(T0, counter('{a="x"} 1', '{a="y"} 1'));
    await source.feed(now, counter(`{a="x"} 2 ${now + offset}`, '{a="y"} 3'));
    expect(source.store.total('requests')).toBe(2);
    expect(source.monitor.counts).toMatchObject({ rejected: 1, [`rejected: ${reason}`]: 1 });
  });

  it('malformed lines are counted with their reason', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, `${counter('{a="x"} 1')}requests_total{a="y} 1\n???\n`);
    await source.feed(T0 + 15 * SECOND, counter('{a="x"} 2'));
    expect(source.store.total('requests')).toBe(1);
    expect(source.monitor.counts).toMatchObject({
      'rejected: malformed line: a quote that is not closed': 1,
      'rejected: malformed line: not a metric name': 1,
    });
  });

  it('label sets that explode share an overflow series, and the sum stays right', async () => {
    const source = new IntakeUnderTest({ metrics: [{ ...requests, keep: ['user'] }], maxLabelSets: 10 });
    const body = (n: number) => counter(...Array.from({ length: 500 }, (_, i) => `{user="u${i}"} ${n}`));
    await source.feed(T0, body(1));
    await source.feed(T0 + 15 * SECOND, body(3));
    expect(source.store.total('requests')).toBe(1_000);
    expect(source.store.total('requests', { labels: { overflow: 'true' } })).toBe(980);
    expect(source.monitor.counts.overflowed).toBe(490);
    expect(new Set(source.store.counters('requests').map((point) => point.series.id)).size).toBe(11);
  });

  it('numbers that are too large when they are added up do not spoil the batch', async () => {
    const source = new IntakeUnderTest({ metrics: [{ ...requests, where: {} }] });
    await source.feed(T0, counter('{a="x"} 1', '{a="y"} 1'));
    await source.feed(T0 + 15 * SECOND, counter('{a="x"} 8e29', '{a="y"} 8e29'));
    expect(source.store.total('requests')).toBe(8e29);
    expect(source.monitor.counts['rejected: beyond 1e30']).toBe(1);
  });
});

describe('a gauge', () => {
  const lag: MetricMapping = { metric: 'lag_ms', measure: 'pipeline_lag', scale: 0.001 };

  it('is kept as it is, scaled', async () => {
    const source = new IntakeUnderTest({ metrics: [lag] });
    await source.feed(T0, '# TYPE lag_ms gauge\nlag_ms 1500\n');
    await source.feed(T0 + 15 * SECOND, '# TYPE lag_ms gauge\nlag_ms -500\n');
    expect(source.store.gauges('pipeline_lag').map((point) => point.value)).toEqual([1.5, -0.5]);
  });

  it('is watched between two samples, but not through a long silence', async () => {
    const source = new IntakeUnderTest({ metrics: [lag] });
    for (const at of [0, 15 * SECOND, 3 * HOUR])
      await source.feed(T0 + at, '# TYPE lag_ms gauge\nlag_ms 1\n');
    expect(source.store.observedMs('pipeline_lag', 'v1')).toBe(15 * SECOND + 5 * MINUTE);
  });
});

describe('what was watched', () => {
  it('is each stretch between two reads, once, also while nothing happens', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    for (let n = 0; n < 5; n += 1) await source.feed(T0 + n * 15 * SECOND, counter(' 7'));
    expect(source.store.observedMs('requests', 'v1')).toBe(60 * SECOND);
  });

  it('begins with the process, when that is known', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 7') + startedAt(T0 - 10 * SECOND));
    expect(source.store.observedMs('requests', 'v1')).toBe(10 * SECOND);
  });

  it('does not hold what a restart hides', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 7') + startedAt(T0 - 2 * HOUR));
    await source.feed(T0 + 60 * SECOND, counter(' 3') + startedAt(T0 + 20 * SECOND));
    expect(source.store.observedMs('requests', 'v1')).toBe(40 * SECOND);
    const unknown = new IntakeUnderTest({ metrics: [requests] });
    await unknown.feed(T0, counter(' 7'));
    await unknown.feed(T0 + 60 * SECOND, counter(' 3'));
    expect(unknown.store.observedMs('requests', 'v1')).toBe(0);
  });

  it('holds an outage of ours through which the process went on', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 7') + startedAt(T0 - 2 * HOUR));
    await source.feed(T0 + 5 * HOUR, counter(' 300') + startedAt(T0 - 2 * HOUR));
    expect(source.store.observedMs('requests', 'v1')).toBe(5 * HOUR);
  });

  it('is not doubled by several targets', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    for (let n = 0; n < 5; n += 1) {
      const at = T0 + n * 15 * SECOND;
      await source.feed(at, counter(' 7'), { target: 'one' });
      await source.feed(at + 4 * SECOND, counter(' 7'), { target: 'two' });
    }
    expect(source.store.observedMs('requests', 'v1')).toBe(64 * SECOND);
  });

  it('holds every item of the target for a family that is there without a series of it', async () => {
    const failed = { metric: 'failures_total', measure: 'requests_failed' };
    const source = new IntakeUnderTest({ metrics: [requests, failed], attribution: byVersion });
    const body = `${counter('{version="v1"} 1', '{version="v2"} 1')}# TYPE failures_total counter\n`;
    await source.feed(T0, body);
    await source.feed(T0 + 15 * SECOND, body);
    await source.feed(T0 + 30 * SECOND, `${body}failures_total{version="v1"} 1\n`);
    for (const item of ['v1', 'v2'])
      expect(source.store.observedMs('requests_failed', item)).toBe(30 * SECOND);
  });

  it('does not hold items for what knows none', async () => {
    const tickets = { metric: 'tickets_total', measure: 'pipeline_records' };
    const source = new IntakeUnderTest({ metrics: [requests, tickets], attribution: byVersion });
    const body = `${counter('{version="v1"} 1')}# TYPE tickets_total counter\ntickets_total 4\n`;
    await source.feed(T0, body);
    await source.feed(T0 + 15 * SECOND, body);
    expect(source.store.observedMs('pipeline_records', '')).toBe(15 * SECOND);
    expect(source.store.observedMs('pipeline_records', 'v1')).toBe(0);
  });

  it('does not hold what came with values that cannot be used, unless others of it could', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    for (const [n, value] of ['1', 'NaN', '2', '3'].entries())
      await source.feed(T0 + n * 15 * SECOND, counter(` ${value}`));
    expect(source.store.observedMs('requests', 'v1')).toBe(30 * SECOND);
    const other = new IntakeUnderTest({ metrics: [requests] });
    for (const [n, value] of ['1', 'NaN', 'NaN'].entries()) {
      await other.feed(T0 + n * 15 * SECOND, counter(`{a="x"} ${value}`, '{a="y"} 1'));
    }
    expect(other.store.observedMs('requests', 'v1')).toBe(30 * SECOND);
  });

  it('does not hold a family that is gone', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 7'));
    await source.feed(T0 + 15 * SECOND, '# TYPE other gauge\nother 1\n');
    await source.feed(T0 + 30 * SECOND, counter(' 7'));
    expect(source.store.observedMs('requests', 'v1')).toBe(0);
  });
});

describe('samples that carry their own time', () => {
  it('count at that time, and once however often they come', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    const at = (n: number) => T0 + n * MINUTE;
    await source.feed(at(1), counter(` 5 ${at(0)}`));
    await source.feed(at(2), counter(` 5 ${at(0)}`));
    await source.feed(at(3), counter(` 9 ${at(2)}`));
    await source.feed(at(4), counter(` 9 ${at(2)}`));
    expect(source.store.counters('requests').filter((point) => point.value > 0)).toMatchObject([
      { at: at(2), value: 4 },
    ]);
    expect(source.monitor.counts['out-of-order']).toBeUndefined();
  });

  it('contribute nothing when they are older than what we have', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(` 5 ${T0}`));
    await source.feed(T0 + MINUTE, counter(` 4 ${T0 - MINUTE}`));
    expect(source.store.total('requests')).toBe(0);
    expect(source.monitor.counts['out-of-order']).toBe(1);
  });

  it('may come many at once, as in a file of history', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    const lines = [1, 3, 6, 2].map(
      (value, n) => `requests_total ${value} ${(T0 - (4 - n) * MINUTE) / 1000}\n`,
    );
    const body = `# TYPE requests counter\n${lines.join('')}# EOF\n`;
    await source.feed(T0, body, { format: 'openmetrics' });
    expect(source.store.counters('requests').map((point) => point.value)).toEqual([0, 2, 3, 2]);
  });
});

describe('another process of ours', () => {
  it('goes on where the last one was', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter('{a="x"} 10'));
    await source.feed(T0 + 15 * SECOND, counter('{a="x"} 12'));
    source.restart();
    await source.feed(T0 + HOUR, counter('{a="x"} 20', '{a="y"} 5'));
    expect(source.store.total('requests')).toBe(15);
    expect(source.store.observedMs('requests', 'v1')).toBe(HOUR);
  });

  it('knows which series were there, also when nothing changed for long', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter('{a="x"} 10', '{a="y"} 5'));
    await source.feed(T0 + 15 * SECOND, counter('{a="x"} 10'));
    source.restart();
    await source.feed(T0 + 30 * SECOND, counter('{a="x"} 10', '{a="z"} 7'));
    expect(source.store.total('requests')).toBe(7);
    source.restart();
    await source.feed(T0 + 45 * SECOND, counter('{a="x"} 10', '{a="w"} 9'));
    expect(source.store.total('requests')).toBe(7);
  });

  it('takes nothing for new after the mapping was changed', async () => {
    const source = new IntakeUnderTest({ metrics: [{ ...requests, where: { a: 'x' } }] });
    const body = (n: number) => counter(`{a="x"} ${n}`, `{a="y"} ${1000 + n}`);
    await source.feed(T0, body(1));
    source.restart({ metrics: [requests] });
    await source.feed(T0 + 15 * SECOND, body(2));
    await source.feed(T0 + 30 * SECOND, body(3));
    expect(source.store.total('requests')).toBe(3);
  });

  it('writes only what changed', async () => {
    const source = new IntakeUnderTest({ metrics: [requests, { metric: 'idle_total', measure: 'calls' }] });
    const body = (n: number) => `${counter(` ${n}`)}# TYPE idle_total counter\nidle_total 4\n`;
    await source.feed(T0, body(1));
    await source.feed(T0 + 15 * SECOND, body(2));
    const keys = source.store.batches.at(-1)?.state?.map((entry) => JSON.parse(entry.key));
    expect(keys).toEqual([['target', 'one'], ['streams', 'one', 'requests', 0], ['coverage']]);
  });
});

describe('a commit', () => {
  it.each(['refuse', 'lose the answer'] as const)(
    'that goes wrong (%s) leaves nothing twice and nothing out',
    async (trouble) => {
      const source = new IntakeUnderTest({ metrics: [requests] });
      await source.feed(T0, counter(' 10'));
      source.store.trouble.push(trouble);
      await expect(source.feed(T0 + 15 * SECOND, counter(' 13'))).rejects.toThrow();
      await source.feed(T0 + 30 * SECOND, counter(' 17'));
      expect(source.store.total('requests')).toBe(7);
      expect(source.store.observedMs('requests', 'v1')).toBe(30 * SECOND);
      expect(source.store.stateReads).toBe(2);
    },
  );

  it('of a batch that was committed before changes nothing', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 10'));
    await source.feed(T0 + 15 * SECOND, counter(' 13'));
    source.restart();
    expect(await source.feed(T0 + 15 * SECOND, counter(' 13'))).toBe('duplicate');
    await source.feed(T0 + 30 * SECOND, counter(' 14'));
    expect(source.store.total('requests')).toBe(4);
    expect(source.monitor.counts.duplicate).toBe(1);
  });

  it('is counted at the monitor only when it happened', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    source.store.trouble.push('refuse');
    await expect(source.feed(T0, counter(' NaN'))).rejects.toThrow();
    expect(source.monitor.counts).toEqual({});
  });

  it('waits for the one before it', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    let release = () => {};
    source.store.trouble.push(
      new Promise<void>((resolve) => {
        release = resolve;
      }),
    );
    const first = source.feed(T0, counter(' 10'));
    const second = source.feed(T0 + 15 * SECOND, counter(' 13'));
    release();
    await Promise.all([first, second]);
    expect(source.store.total('requests')).toBe(3);
  });

  it('with nothing in it is not made', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await expect(source.feed(T0, 'requests_total 1\n', { format: 'openmetrics' })).rejects.toThrow('# EOF');
    expect(source.store.batches).toEqual([]);
  });
});

describe('what is remembered', () => {
  it('of a target is forgotten two days after its last read', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 10'), { target: 'gone' });
    for (let hour = 0; hour <= 50; hour += 1) await source.feed(T0 + hour * HOUR, counter(' 10'));
    const state = await source.store.state('test');
    expect([...state.keys()].filter((key) => key.includes('gone'))).toEqual([]);
    await source.feed(T0 + 51 * HOUR, counter(' 500'), { target: 'gone' });
    expect(source.store.total('requests')).toBe(0);
  });

  it('of a target that only an earlier process knew is forgotten, too', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter(' 10'), { target: 'gone' });
    source.restart();
    await source.feed(T0 + 50 * HOUR, counter(' 10'));
    expect([...(await source.store.state('test')).keys()].filter((key) => key.includes('gone'))).toEqual([]);
  });

  it('of a series is forgotten a week after it was last there, and it does not come back as new', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] });
    await source.feed(T0, counter('{a="x"} 1', '{a="gone"} 10'));
    for (let day = 0; day < 20; day += 1) {
      await source.feed(T0 + MINUTE + day * 12 * HOUR, counter('{a="x"} 1'));
    }
    const state = [...(await source.store.state('test')).values()].join();
    expect(state).not.toContain('gone');
    await source.feed(T0 + 300 * HOUR, counter('{a="x"} 2', '{a="gone"} 999'));
    expect(source.store.total('requests')).toBe(1);
  });

  it('of series that come and go without end stays small, and what is there counts on', async () => {
    const source = new IntakeUnderTest({ metrics: [requests] }, { mostNewStreams: 5_000 });
    const fleeting = (read: number) => Array.from({ length: 1_300 }, (_, i) => `{id="${read}-${i}"} 7`);
    let at = T0;
    for (let read = 0; read < 9; read += 1) {
      await source.feed(at, counter(`{a="x"} ${read}`, ...fleeting(read)));
      at += 10 * SECOND;
    }
    // The first 3,900 and the next 5,200 were forgotten as soon as the others were there.
    expect(source.monitor.counts.forgotten).toBe(7 * 1_300);
    expect(source.warnings).toEqual([
      'Too many series come and go, most of them of the family requests: those that are not there any more are forgotten at once. A label with ever new values (an id, a time) makes counters that contribute nothing, and is better left out.',
    ]);
    expect(source.store.total('requests')).toBe(8);
    const state = await source.store.state('test');
    expect(state.size).toBeLessThan(5_200 / 256);
    await source.feed(at + HOUR + SECOND, counter('{a="x"} 11'));
    expect(source.warnings).toEqual([]);
    expect(source.store.total('requests')).toBe(11);
  });
});

describe('over any history', () => {
  type Step = {
    readonly add: readonly number[];
    readonly event: 'run' | 'restart' | 'kill us' | 'lose the answer' | 'refuse';
  };
  const step: fc.Arbitrary<Step> = fc.record({
    add: fc.tuple(fc.nat(50), fc.nat(50), fc.nat(5)),
    event: fc.constantFrom('run', 'run', 'run', 'restart', 'kill us', 'lose the answer', 'refuse'),
  });

  it('every increment is there once: restarts of the source, kills of ours, and commits that went wrong', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const source = new IntakeUnderTest({ metrics: [requests] });
        let totals = [0, 0, 0];
        let expected = 0;
        let unseen = 0;
        let at = T0;
        let began = T0 - SECOND;
        for (const { add, event } of [...steps, { add: [0, 0, 0], event: 'run' as const }]) {
          if (event === 'restart') {
            // What was counted since the last read that was kept cannot be known.
            unseen = 0;
            totals = [0, 0, 0];
            began = at + 2 * SECOND;
          }
          if (event === 'kill us') source.restart();
          if (event === 'refuse' || event === 'lose the answer') source.store.trouble.push(event);
          totals = totals.map((total, i) => total + (add[i] ?? 0));
          unseen += add.reduce((sum, n) => sum + n, 0);
          at += 15 * SECOND;
          const lines = totals.flatMap((total, i) => (total > 0 ? [`{route="${i}"} ${total}`] : []));
          const failed = await source.feed(at, counter(...lines) + startedAt(began)).catch(() => 'failed');
          if (failed === 'failed' && event === 'refuse') continue;
          expected += unseen;
          unseen = 0;
        }
        expect(source.store.total('requests')).toBe(expected);
      }),
      { seed: 20261123, numRuns: 200 },
    );
  });
});

describe('the creation of a series', () => {
  it.each([
    ['behind its samples', (created: string, samples: string) => samples + created],
    ['before its samples', (created: string, samples: string) => created + samples],
  ])('is known when it stands %s, for a histogram and for its count alike', async (_, order) => {
    const under = new IntakeUnderTest({
      metrics: [
        { metric: 'took_seconds', measure: 'request_duration' },
        { metric: 'took_seconds_count', measure: 'requests' },
      ],
    });
    const at = 1_795_000_000_000;
    const series = (version: string, n: number) =>
      order(
        `took_seconds_created{v="${version}"} ${(at - 60_000) / 1_000}\n`,
        `took_seconds_bucket{v="${version}",le="+Inf"} ${n}\ntook_seconds_count{v="${version}"} ${n}\n`,
      );
    await under.feed(at, `# TYPE took_seconds histogram\n${series('a', 4)}# EOF\n`, {
      format: 'openmetrics',
    });
    expect(under.store.total('requests')).toBe(4);
    expect(under.store.distribution('request_duration').cells.map(({ count }) => count)).toEqual([4]);
  });
});
