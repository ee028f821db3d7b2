import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CounterGroup, GaugeGroup } from '../../core/ports.ts';
import { run } from '../../server/cli/program.ts';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { PrometheusServer } from './prometheus-server.ts';
import { promtool } from './promtool.ts';
import { VictoriaMetricsServer } from './victoria-metrics-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A reading a minute for five hours, which ended three hours ago. */
const READINGS = 300;
const BEGIN = Math.floor(Date.now() / MINUTE) * MINUTE - 8 * HOUR;
/** With this reading another process has begun. */
const RESTART = 170;

/** What two versions have counted at a reading. */
function totals(n: number): Readonly<Record<string, number>> {
  const since = n < RESTART ? n : n - RESTART;
  return { v1: 100 + 3 * since + (n < RESTART ? 900 : 0), v2: 7 * since };
}

/** What is counted by readings from one on: what began with a process counts in full. */
function counted(from: number): Record<string, number> {
  const sums: Record<string, number> = { v1: 0, v2: 0 };
  for (let n = Math.max(1, from); n < READINGS; n += 1) {
    for (const item of ['v1', 'v2']) {
      const before = n === RESTART ? 0 : (totals(n - 1)[item] ?? 0);
      sums[item] = (sums[item] ?? 0) + (totals(n)[item] ?? 0) - before;
    }
  }
  return sums;
}

/** Minutes that are watched by so many intervals between readings: what a process did before it ended is hidden. */
const watchedIn = (intervals: number) => expect.closeTo(intervals - 40 / 60, 6);

const labels = 'job="service",instance="one"';

/** The readings in OpenMetrics, series after series. */
function openMetrics(): string {
  const times = Array.from({ length: READINGS }, (_, n) => BEGIN + n * MINUTE);
  const series = (name: string, more: string, value: (n: number) => number) =>
    times.map((at, n) => `${name}{${labels}${more}} ${value(n)} ${at / 1_000}\n`).join('');
  const start = (n: number) => (n < RESTART ? BEGIN - 9 * HOUR : BEGIN + RESTART * MINUTE - 20_000) / 1_000;
  return [
    '# TYPE requests counter\n',
    ...['v1', 'v2'].map((version) =>
      series('requests_total', `,version="${version}"`, (n) => totals(n)[version] ?? 0),
    ),
    '# TYPE lag_seconds gauge\n# UNIT lag_seconds seconds\n',
    series('lag_seconds', '', (n) => n),
    '# TYPE process_start_time_seconds gauge\n# UNIT process_start_time_seconds seconds\n',
    series('process_start_time_seconds', '', start),
    '# EOF\n',
  ].join('');
}

let folder: string;
let prometheus: PrometheusServer;
let victoria: VictoriaMetricsServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateline-history-'));
  writeFileSync(join(folder, 'past.om'), openMetrics());
  const fill = (data: string) => {
    mkdirSync(data);
    promtool(folder, 'tsdb', 'create-blocks-from', 'openmetrics', 'past.om', data);
  };
  [prometheus, victoria] = await Promise.all([
    PrometheusServer.start([], { fill }),
    VictoriaMetricsServer.start([]),
  ]);
  const inMilliseconds = openMetrics()
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/ (\d+)$/gm, ' $1000');
  await fetch(`${victoria.url}/api/v1/import/prometheus`, { method: 'POST', body: inMilliseconds });
  await fetch(`${victoria.url}/internal/force_flush`);
});

afterAll(async () => {
  await Promise.all([prometheus?.remove(), victoria?.remove()]);
  rmSync(folder, { recursive: true, force: true });
});

const MAPPING = `
    product: p
    attribution: { item: { label: version, default: v1 } }
    metrics:
      - { metric: requests_total, measure: requests }
      - { metric: lag_seconds, measure: pipeline_lag, kind: gauge }`;

/** A Gateline of its own that has never run. */
function house() {
  const cwd = mkdtempSync(join(folder, 'house-'));
  const text = [
    'data: data',
    'sources:',
    `  - type: prometheus\n    name: prom\n    url: ${prometheus.url}${MAPPING}`,
    `    expressions: [{ query: sum(lag_seconds), measure: lag_now }]`,
    `  - type: prometheus\n    name: victoria\n    url: ${victoria.url}${MAPPING.replace('product: p', 'product: q')}`,
    `  - type: scrape\n    name: service\n    targets: ["http://127.0.0.1:1/metrics"]${MAPPING.replace('product: p', 'product: r')}`,
    `  - type: prometheus\n    name: ours\n    url: ${prometheus.url}\n    match: { job: "serv.*", instance: "!two" }${MAPPING.replace('product: p', 'product: s')}`,
    '',
  ].join('\n');
  writeFileSync(join(cwd, 'gateline.yaml'), text);
  const gateline = async (...args: string[]) => {
    const told = { out: '', err: '' };
    const code = await run(args, {
      cwd,
      environment: {},
      interactive: false,
      out: (line) => {
        told.out += line;
      },
      err: (line) => {
        told.err += line;
      },
    });
    return { code, ...told };
  };
  const history = (...args: string[]) => gateline('import', 'history', ...args);
  return { cwd, history, read: (product: string) => readAll(join(cwd, 'data/gateline.duckdb'), product) };
}

/** Requests of each version, readings of the gauge, and how long each was watched, in minutes. */
async function readAll(file: string, product: string) {
  const store = await DuckdbStore.open({ file });
  try {
    const { selections } = await store.read({
      ...{ product, from: BEGIN - 24 * HOUR, to: Date.now() + HOUR },
      select: [
        { measure: 'requests', kind: 'counter', by: ['item'] },
        { measure: 'pipeline_lag', kind: 'gauge' },
        { measure: 'lag_now', kind: 'gauge' },
      ],
    });
    const [requests, lag, expression] = selections;
    const groups = (requests?.groups ?? []) as readonly CounterGroup[];
    const readings = (groups?: readonly unknown[]) =>
      (groups?.[0] as GaugeGroup | undefined)?.steps[0]?.samples ?? 0;
    return {
      requests: Object.fromEntries(groups.map(({ key, totals }) => [key[0], totals[0]])),
      lag: readings(lag?.groups),
      expression: readings(expression?.groups),
      watched: (requests?.observedMs[0] ?? 0) / MINUTE,
    };
  } finally {
    await store.close();
  }
}

const at = (n: number) => new Date(BEGIN + n * MINUTE - 30_000).toISOString();

describe('gateline import history', () => {
  it('takes in what a Prometheus server has; a second time changes nothing', async () => {
    const { history, read } = house();
    const done = await history('--source', 'prom', '--from', at(1), '--to', at(READINGS));
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(/^Importing: \d+ % \(\d{4}-/m);
    expect(done.out).toMatch(/^[\d,]+ points were taken in/m);
    const all = await read('p');
    expect(all).toEqual({
      requests: counted(1),
      lag: READINGS - 1,
      expression: expect.any(Number),
      watched: watchedIn(READINGS - 1),
    });
    expect(all.expression).toBeGreaterThanOrEqual(READINGS - 2);
    const again = await history('--source', 'prom', '--from', at(1), '--to', at(READINGS));
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('Nothing was new');
    expect(await read('p')).toEqual(all);
  });

  it('counts once what overlaps: with what a source has read, with an earlier import, with a file', async () => {
    const { history, read } = house();
    // What the source reads itself when it starts, and goes on from.
    await history('--source', 'prom', '--from', at(200), '--to', at(250));
    expect((await read('p')).watched).toBe(50);
    await history('--source', 'prom', '--from', at(150), '--to', at(220));
    await history('--source', 'prom', '--from', at(100), '--to', at(READINGS));
    const most = await read('p');
    expect(most).toMatchObject({
      requests: counted(100),
      lag: READINGS - 100,
      watched: watchedIn(READINGS - 100),
    });
    const file = await history('--source', 'prom', '--file', '../past.om');
    expect(file).toMatchObject({ code: 0, err: '' });
    expect(await read('p')).toMatchObject({
      requests: counted(1),
      lag: READINGS,
      watched: watchedIn(READINGS - 1),
    });
    expect((await history('--source', 'prom', '--file', '../past.om')).out).toContain('Nothing was new');
  });

  it('takes in what VictoriaMetrics has', async () => {
    const { history, read } = house();
    const done = await history('--source', 'victoria', '--from', at(1), '--to', at(READINGS));
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(await read('q')).toMatchObject({
      requests: counted(1),
      lag: READINGS - 1,
      watched: watchedIn(READINGS - 1),
    });
  });

  it('takes in a file for a source that scrapes, as promtool writes it', async () => {
    const { cwd, history, read } = house();
    // `promtool tsdb dump-openmetrics` declares nothing.
    writeFileSync(join(cwd, 'dump.om'), openMetrics().replaceAll(/^# [TU].*\n/gm, ''));
    const done = await history('--source', 'service', '--file', 'dump.om');
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(await read('r')).toMatchObject({
      requests: counted(1),
      lag: READINGS,
      watched: watchedIn(READINGS - 1),
    });
    expect(readdirSync(join(cwd, 'data')).filter((name) => name.startsWith('import-'))).toEqual([]);
    await history('--source', 'service', '--file', '../past.om');
    expect(await read('r')).toMatchObject({
      requests: counted(1),
      lag: READINGS,
      watched: watchedIn(READINGS - 1),
    });
  });

  it('takes of a file what the source asks a server for, and no other jobs and instances', async () => {
    const { cwd, history, read } = house();
    const ours = openMetrics();
    const others = [ours.replaceAll('job="service"', 'job="batch"'), ours.replaceAll('"one"', '"two"')];
    const dump = [ours, ...others].join('').replaceAll(/^#.*\n/gm, '');
    writeFileSync(join(cwd, 'dump.om'), `${dump}# EOF\n`);
    expect(await history('--source', 'ours', '--file', 'dump.om')).toMatchObject({ code: 0, err: '' });
    expect(await read('s')).toMatchObject({
      requests: counted(1),
      lag: READINGS,
      watched: watchedIn(READINGS - 1),
    });
  });

  it('takes nothing of a file with mistakes, and names their lines', async () => {
    const { cwd, history } = house();
    writeFileSync(
      join(cwd, 'bad.om'),
      openMetrics()
        .replace(/ \d+ (\d+)\n/, ' x $1\n')
        .replace('# EOF\n', ''),
    );
    expect(await history('--source', 'service', '--file', 'bad.om')).toMatchObject({
      code: 1,
      err: `bad.om:2: not a number\nbad.om:${5 + 4 * READINGS + 1}: the file does not end in # EOF: it was cut off\nNothing of bad.om was taken in.\n`,
    });
  });

  it('says who has the data file in use', async () => {
    const { cwd, history } = house();
    await history('--source', 'prom', '--from', at(290), '--to', at(291));
    const file = join(cwd, 'data/gateline.duckdb');
    const opening = `require('@duckdb/node-api').DuckDBInstance.create('${file}').then(() => console.log('open'))`;
    const holder = spawn(process.execPath, ['-e', `${opening}; setInterval(() => {}, 1_000)`], {
      stdio: 'pipe',
    });
    try {
      await once(holder.stdout, 'data');
      expect(await history('--source', 'prom', '--from', at(1))).toEqual({
        ...{ code: 69, out: '' },
        err: `${file} is in use by process ${holder.pid}. Stop that Gateline first, or give this one another data folder.\n`,
      });
    } finally {
      holder.kill();
    }
  });

  it.each([
    [
      ['--source', 'pron', '--from', '2026-01-01'],
      64,
      'The configuration has no source `pron`; did you mean prom?',
    ],
    [
      ['--source', 'service', '--from', '2026-01-01'],
      64,
      'is a source of type scrape, and only prometheus has a past that can be read; give its history in a file in OpenMetrics: --file.',
    ],
    [['--source', 'prom'], 64, "needs '--from <date>' to read from the server, or '--file <file>'"],
    [['--source', 'prom', '--from', 'June'], 64, 'A date such as 2026-06-01'],
    [
      ['--source', 'prom', '--from', '2026-06-02', '--to', '2026-06-01'],
      64,
      'There is no time between --from 2026-06-02 and --to 2026-06-01.',
    ],
    [['--source', 'prom', '--file', 'nowhere.om'], 64, 'nowhere.om is not there.'],
  ])('%j is a mistake in use', async (args, code, sentence) => {
    const done = await house().history(...args);
    expect(done.code).toBe(code);
    expect(done.err).toContain(sentence);
  });
});
