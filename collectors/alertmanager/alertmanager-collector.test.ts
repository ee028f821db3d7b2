import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeAlert, FakeAlertmanager, fakeSilence } from '../testing/fake-alertmanager.ts';
import { RecordingAlertBook } from '../testing/recording-alert-book.ts';
import { RecordingMonitor, RecordingStore } from '../testing/recording-store.ts';
import { TestServers } from '../testing/serve.ts';
import { createAlertmanagerCollector } from './alertmanager-collector.ts';
import { alertmanagerSourceSchema } from './schema.ts';

const servers = new TestServers();
afterEach(() => servers.close());

const NOW = Date.UTC(2026, 10, 23, 13);

async function setUp(config: object = {}, listener?: RequestListener) {
  const alertmanager = new FakeAlertmanager();
  const url = await servers.serve(listener ?? alertmanager.listener);
  const book = new RecordingAlertBook();
  const monitor = new RecordingMonitor();
  const source = alertmanagerSourceSchema.parse({
    name: 'am',
    product: 'p',
    url,
    timeout: '500ms',
    ...config,
  });
  const secrets = { env: (name: string) => (name === 'TOKEN' ? 'sesame' : undefined), file: async () => '' };
  const deps = { store: new RecordingStore(), monitor, clock: { now: () => NOW }, secrets };
  const collector = createAlertmanagerCollector(source, deps, book);
  return {
    alertmanager,
    url,
    book,
    monitor,
    collect: () => collector.collect(new AbortController().signal),
    /** What the last read brought. */
    reading: () => book.readings.at(-1)?.reading,
  };
}

function fake(
  fingerprint: string,
  labels: FakeAlert['labels'] = {},
  more: Partial<FakeAlert> = {},
): FakeAlert {
  return { fingerprint, labels: { alertname: fingerprint, ...labels }, ...more };
}

describe('a reader of an Alertmanager', () => {
  it('brings what fires, with who keeps it quiet and what to do', async () => {
    const { alertmanager, book, monitor, collect, reading } = await setUp({
      attribution: { item: { label: 'version', map: { '3\\..*': 'v3' } }, environment: { label: 'env' } },
    });
    alertmanager.alerts = [
      fake(
        'a1',
        { severity: 'page', version: '3.1', env: 'eu' },
        {
          annotations: {
            summary: ' Half of the answers are wrong. ',
            description: 'More of it.',
            runbook_url: 'https://example.org/runbook#a',
          },
          silencedBy: ['s1'],
        },
      ),
      fake('a2', {}, { inhibitedBy: ['a1'] }),
    ];
    alertmanager.silences = [fakeSilence('s1')];
    await collect();
    expect(book.readings[0]).toMatchObject({ source: 'am', begunAt: NOW });
    const silence = {
      id: 's1',
      by: 'Ada',
      comment: 'known since Monday',
      startsAt: Date.UTC(2026, 10, 23, 10),
      endsAt: Date.UTC(2026, 10, 23, 18),
      matchers: [{ label: 'service', operator: '=', value: 'router' }],
    };
    expect(reading()).toEqual({
      alerts: [
        {
          source: 'am',
          fingerprint: 'a1',
          name: 'a1',
          severity: 'page',
          summary: 'Half of the answers are wrong.',
          description: 'More of it.',
          runbook: 'https://example.org/runbook#a',
          origin: 'http://prometheus/graph?g0.expr=up',
          item: 'v3',
          environment: 'eu',
          labels: { alertname: 'a1', severity: 'page', version: '3.1', env: 'eu' },
          startsAt: Date.UTC(2026, 10, 23, 12, 0, 0, 123),
          silences: [silence],
          inhibited: false,
        },
        expect.objectContaining({ fingerprint: 'a2', inhibited: true, item: '', environment: 'production' }),
      ],
      silences: [silence],
      leftOut: 0,
      isSettling: false,
    });
    expect(monitor.counts).toEqual({ accepted: 2 });
  });

  it('brings only what is the product’s, and asks for nothing else', async () => {
    const { alertmanager, collect, reading } = await setUp({
      match: { service: 'router|desk', env: '!test' },
    });
    alertmanager.alerts = [
      fake('a', { service: 'router' }),
      fake('b', { service: 'routers' }),
      fake('c', { service: 'desk', env: 'test' }),
      fake('d'),
    ];
    alertmanager.silences = [
      fakeSilence('mine'),
      fakeSilence('other', { matchers: [{ name: 'service', value: 'chat', isRegex: false }] }),
      fakeSilence('any', { matchers: [{ name: 'severity', value: 'info|none', isRegex: true }] }),
      fakeSilence('over', { status: { state: 'expired' } }),
      fakeSilence('soon', { status: { state: 'pending' } }),
    ];
    await collect();
    expect(reading()?.alerts.map(({ fingerprint }) => fingerprint)).toEqual(['a']);
    expect(reading()?.silences.map(({ id }) => id)).toEqual(['mine', 'any']);
    const asked = new URL(alertmanager.asked.find((path) => path.includes('/alerts')) ?? '', 'http://x');
    expect(asked.pathname).toBe('/api/v2/alerts');
    expect(asked.searchParams.getAll('filter')).toEqual(['service=~"router|desk"', 'env!~"test"']);
  });

  it.each([
    ['javascript:alert(1)', undefined],
    ['file:///etc/passwd', undefined],
    ['https://me:secret@example.org/', undefined],
    ['no address', undefined],
    ['HTTPS://example.org/a b', 'https://example.org/a%20b'],
  ])('makes a link of nothing but an address (%s)', async (text, runbook) => {
    const { alertmanager, collect, reading } = await setUp();
    alertmanager.alerts = [fake('a', {}, { annotations: { runbook: text } })];
    await collect();
    expect(reading()?.alerts[0]?.runbook).toBe(runbook);
  });

  it('counts what cannot be read, and keeps the rest', async () => {
    const { alertmanager, monitor, collect, reading } = await setUp();
    alertmanager.alerts = [
      fake('a'),
      fake(''),
      fake('b', {}, { startsAt: 'yesterday' }),
      { fingerprint: 'c', labels: { alertname: 3 } } as unknown as FakeAlert,
      null as unknown as FakeAlert,
    ];
    alertmanager.silences = [fakeSilence('s'), fakeSilence('t', { endsAt: 5 }), { id: 'u' }];
    // What is no alert at all cannot be written down by the fake either.
    alertmanager.alerts.pop();
    await collect();
    expect(reading()?.alerts.map(({ fingerprint }) => fingerprint)).toEqual(['a']);
    expect(monitor.counts).toMatchObject({
      'rejected: an alert that cannot be read': 3,
      'rejected: a silence that cannot be read': 2,
    });
  });

  it('keeps the most urgent ones when there are too many, and counts the others', async () => {
    const { alertmanager, collect, reading } = await setUp({ max_alerts: 2 });
    alertmanager.alerts = [
      fake('a', { severity: 'info' }),
      fake('b', { severity: 'critical' }),
      fake('c', { severity: 'warning' }),
    ];
    await collect();
    expect(reading()?.alerts.map(({ fingerprint }) => fingerprint)).toEqual(['b', 'c']);
    expect(reading()?.leftOut).toBe(1);
  });

  it('names a silence that its list does not have yet', async () => {
    const { alertmanager, collect, reading } = await setUp();
    alertmanager.alerts = [fake('a', {}, { silencedBy: ['s9'] })];
    await collect();
    expect(reading()?.alerts[0]?.silences).toMatchObject([{ id: 's9', by: '' }]);
  });

  it('says that one which began a moment ago may not know all its alerts', async () => {
    const { alertmanager, monitor, collect, reading } = await setUp();
    alertmanager.startedAt = new Date(NOW - 119_000).toISOString();
    await collect();
    expect(reading()?.isSettling).toBe(true);
    expect(monitor.warnings).toEqual([
      'It began a moment ago and may not have been told all its alerts again yet.',
    ]);
    alertmanager.startedAt = new Date(NOW - 120_000).toISOString();
    await collect();
    expect(reading()?.isSettling).toBe(false);
    expect(monitor.warnings).toEqual([]);
  });

  it('signs in', async () => {
    const { alertmanager, collect } = await setUp({ authorization: { type: 'bearer', token_env: 'TOKEN' } });
    await collect();
    expect(alertmanager.authorization).toBe('Bearer sesame');
  });

  it('reads another member of the cluster when the first one is away, and says so', async () => {
    const [first, second] = [new FakeAlertmanager(), new FakeAlertmanager()];
    const urls = [await servers.serve(first.listener), await servers.serve(second.listener)];
    const { monitor, collect, reading } = await setUp({ url: undefined, urls });
    first.isAway = true;
    second.alerts = [fake('a')];
    await collect();
    expect(reading()?.alerts).toHaveLength(1);
    expect(monitor.warnings).toEqual([`${urls[0]}/api/v2/alerts cannot be read: the connection was lost.`]);
    first.isAway = false;
    await collect();
    expect(monitor.warnings).toEqual([]);
    for (const member of [first, second]) member.isAway = true;
    await expect(collect()).rejects.toMatchObject({ code: 'source-unreachable' });
  });

  it.each([
    [
      'a login page',
      200,
      '<html>',
      'source-answer-invalid',
      'something that is not the API of an Alertmanager',
    ],
    ['something else', 200, '{"status":"success"}', 'source-answer-invalid', 'something else than a list of'],
    ['a refusal', 401, '{}', 'source-refused', 'answered with status 401: it wants authorization'],
    ['nothing there', 404, '', 'source-refused', 'answered with status 404: there is nothing at this path'],
  ])('(%s) is one clear sentence', async (_, status, body, code, message) => {
    const { book, collect } = await setUp({}, (_question, answer) => answer.writeHead(status).end(body));
    await expect(collect()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(book.readings).toEqual([]);
  });
});

describe('the configuration of an Alertmanager', () => {
  it.each([
    [{}, 'needs url, or webhook: true'],
    [{ url: 'http://a', urls: ['http://b'] }, 'needs one of url and urls'],
    [{ url: 'http://a', match: { a: '(' } }, 'is not a regular expression'],
    [{ url: 'http://a', metrics: [] }, 'Unrecognized key'],
    [{ url: 'http://a', max_alerts: 0 }, 'Too small'],
  ])('%j is refused', (change, message) => {
    const result = alertmanagerSourceSchema.safeParse({ name: 'a', product: 'p', ...change });
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });
});
