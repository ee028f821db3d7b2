import { describe, expect, it } from 'vitest';
import { RecordingAlertBook } from '../testing/recording-alert-book.ts';
import { RecordingMonitor } from '../testing/recording-store.ts';
import { alertmanagerSourceSchema } from './schema.ts';
import { AlertmanagerWebhook } from './webhook.ts';

const NOW = Date.UTC(2026, 10, 23, 13);

function setUp(...sources: readonly object[]) {
  const book = new RecordingAlertBook();
  const monitor = new RecordingMonitor();
  const configs = sources.map((source) =>
    alertmanagerSourceSchema.parse({ product: 'p', webhook: true, ...source }),
  );
  const webhook = new AlertmanagerWebhook(configs, { book, monitor, clock: { now: () => NOW } });
  return { book, monitor, webhook };
}

function alert(fingerprint: string, status: string, labels: object = {}) {
  return {
    status,
    labels: { alertname: fingerprint, ...labels },
    annotations: { summary: 'It hurts.' },
    startsAt: '2026-11-23T12:00:00Z',
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-23T12:30:00Z',
    generatorURL: '',
    fingerprint,
  };
}

function notification(alerts: readonly unknown[], more: object = {}) {
  return {
    version: '4',
    groupKey: '{}:{}',
    status: 'firing',
    receiver: 'gateline',
    truncatedAlerts: 0,
    alerts,
    ...more,
  };
}

describe('a notification', () => {
  it('tells what fires and what is over', async () => {
    const { book, monitor, webhook } = setUp({ name: 'am' });
    const body = notification([alert('a', 'firing'), alert('b', 'resolved')]);
    expect(await webhook.take(body)).toEqual({ taken: 2, unmatched: 0, unreadable: 0 });
    expect(book.news).toMatchObject([
      {
        source: 'am',
        at: NOW,
        news: {
          firing: [{ fingerprint: 'a', summary: 'It hurts.' }],
          resolved: ['b'],
          group: '{}:{}',
          leftOut: 0,
        },
      },
    ]);
    expect(monitor.successes).toBe(1);
  });

  it('goes to the sources that its alerts match', async () => {
    const { book, webhook } = setUp(
      { name: 'router', match: { service: 'router' } },
      { name: 'chat', match: { service: 'chat' } },
      { name: 'read', webhook: false, url: 'http://a' },
    );
    const body = notification([
      alert('a', 'firing', { service: 'router' }),
      alert('b', 'firing', { service: 'chat' }),
      alert('c', 'firing', { service: 'other' }),
    ]);
    expect(await webhook.take(body)).toEqual({ taken: 2, unmatched: 1, unreadable: 0 });
    expect(book.news.map(({ source, news }) => [source, news.firing.map(({ name }) => name)])).toEqual([
      ['router', ['a']],
      ['chat', ['b']],
    ]);
    expect(await webhook.take(body, 'chat')).toEqual({ taken: 1, unmatched: 2, unreadable: 0 });
  });

  it('says how many alerts were left out, and how many cannot be read', async () => {
    const { book, monitor, webhook } = setUp({ name: 'am' });
    const body = notification([alert('a', 'firing'), { status: 'firing' }, alert('b', 'sleeping')], {
      truncatedAlerts: 7,
    });
    expect(await webhook.take(body)).toEqual({ taken: 1, unmatched: 0, unreadable: 2 });
    expect(book.news[0]?.news.leftOut).toBe(7);
    expect(monitor.counts).toMatchObject({
      accepted: 1,
      'rejected: an alert that cannot be read': 2,
      'rejected: left out by the Alertmanager (max_alerts of its receiver)': 7,
    });
  });

  it.each([
    [undefined, 'body.version: expected "4"'],
    [[], 'body.version: expected "4"'],
    [{ text: 'a template of somebody’s own' }, 'body.version: expected "4"'],
    [notification([], { version: '3' }), 'body.version: expected "4"'],
    [notification([], { status: 'ok' }), 'body.status: expected firing or resolved'],
    [{ ...notification([]), alerts: {} }, 'body.alerts: expected a list of alerts'],
    [notification([], { truncatedAlerts: -1 }), 'body.truncatedAlerts: expected a number of alerts'],
    [notification([], { groupKey: 5 }), 'body.groupKey: expected a text'],
  ])('that is none (%j) is refused with its place', async (body, message) => {
    const { book, webhook } = setUp({ name: 'am' });
    await expect(webhook.take(body)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining(message),
    });
    expect(book.news).toEqual([]);
  });

  it('with far too many alerts is refused', async () => {
    const { webhook } = setUp({ name: 'am' });
    const body = notification(Array.from({ length: 10_001 }, () => alert('a', 'firing')));
    await expect(webhook.take(body)).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('for nobody is told so', async () => {
    const body = notification([alert('a', 'firing')]);
    await expect(setUp().webhook.take(body)).rejects.toMatchObject({
      code: 'not-found',
      message: 'No source takes notifications: give a source of type alertmanager the key webhook: true.',
    });
    await expect(setUp({ name: 'alertmanager' }).webhook.take(body, 'alertmanger')).rejects.toMatchObject({
      message: 'No source "alertmanger" takes notifications. Is it alertmanager?',
    });
  });
});
