import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../server/config.ts';
import type { AlertsResponse } from '../../server/http/contract/alerts.ts';
import type { OnCallResponse } from '../../server/http/contract/operations.ts';
import { type RunningGateline, startGateline } from '../../server/main.ts';
import { SOURCE_TYPES } from '../../server/source-types.ts';
import { freePort } from '../setup/free-port.ts';
import { AlertmanagerServer } from './alertmanager-server.ts';
import { eventually } from './prometheus-server.ts';

const running: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

const ROADMAP = `product: desk
name: Desk
zone: UTC
currency: USD
models:
  - id: v3
    title: Third
    lifecycle: live
`;

async function gatelineWith(port: number, sources: readonly object[]) {
  const folder = await mkdtemp(join(tmpdir(), 'gateline-alerts-'));
  running.push({ stop: () => rm(folder, { recursive: true, force: true }) });
  await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
  const text = JSON.stringify({ listen: `127.0.0.1:${port}`, sources });
  const options = { environment: {}, sourceTypes: SOURCE_TYPES };
  const { config, problems } = parseConfig(join(folder, 'gateline.yaml'), text, options);
  expect(problems).toEqual([]);
  const start = async () => {
    const gateline = await startGateline(config!, { logLevel: 'silent', checkResponses: true });
    running.push({ stop: () => gateline.close().catch(() => {}) });
    return gateline;
  };
  return { start, folder };
}

async function ask<T>(port: number, path: string): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/products/desk/${path}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

function alert(name: string, more: Record<string, string> = {}) {
  return {
    labels: { alertname: name, service: 'router', severity: 'page', version: '3.1', ...more },
    annotations: { summary: `${name} hurts.`, runbook_url: 'https://example.org/runbook' },
  };
}

const source = (more: object) => ({
  type: 'alertmanager',
  name: 'am',
  product: 'desk',
  match: { service: 'router' },
  attribution: { item: { label: 'version', map: { '3\\..*': 'v3' } } },
  interval: '1s',
  settle_time: '4s',
  ...more,
});

async function stop(gateline: RunningGateline): Promise<void> {
  await gateline.close();
}

describe('a real Alertmanager', () => {
  it('is read: what fires, who keeps it quiet, what is over; and its absence never passes for calm', async () => {
    const port = await freePort();
    const alertmanager = await AlertmanagerServer.start({ url: `http://127.0.0.1:${port}/nowhere` });
    running.push({ stop: () => alertmanager.remove() });
    const { start } = await gatelineWith(port, [source({ url: alertmanager.url })]);
    let gateline = await start();
    const alerts = () => ask<AlertsResponse>(port, 'alerts');
    const names = async () => (await alerts()).alerts.map(({ name, audible }) => `${name} ${audible}`);

    // One that began a moment ago may not know all its alerts: it is not believed at once.
    await gateline.collectNow();
    expect((await alerts()).lists).toMatchObject([{ state: 'unknown' }]);
    await eventually('it is believed', async () => {
      await gateline.collectNow();
      return (await alerts()).lists[0]?.state === 'current';
    });
    expect(await alerts()).toMatchObject({
      alerts: [],
      lists: [{ source: 'am', kind: 'read', state: 'current' }],
    });
    await alertmanager.post([alert('Burns'), alert('Hurts'), alert('Elsewhere', { service: 'chat' })]);
    await gateline.collectNow();
    expect((await names()).toSorted()).toEqual(['Burns true', 'Hurts true']);
    const [first] = (await alerts()).alerts;
    expect(first).toMatchObject({ item: 'v3', gravity: 'critical', runbook: 'https://example.org/runbook' });

    const id = await alertmanager.silence('alertname', 'Hurts', 'Ada');
    await gateline.collectNow();
    await eventually('it is silenced', async () => {
      await gateline.collectNow();
      return (await names()).includes('Hurts false');
    });
    const { alerts: now, silences } = await alerts();
    expect(now.at(-1)?.silences).toMatchObject([{ id, by: 'Ada', comment: 'known' }]);
    expect(silences).toMatchObject([{ by: 'Ada', matchers: ['alertname="Hurts"'], alerts: 1 }]);

    // Away, and restarted while it is away: what was known is shown with its age.
    await alertmanager.down();
    await stop(gateline);
    gateline = await start();
    await gateline.collectNow();
    expect(await names()).toEqual(['Burns true', 'Hurts false']);
    await eventually('its age is told', async () => (await alerts()).lists[0]?.state === 'stale');
    const { lists } = await alerts();
    expect(lists[0]?.message).toContain('the connection was refused (is it running?)');
    const onCall = await ask<OnCallResponse>(port, 'oncall');
    expect(onCall.sentence).toMatch(/^The alert Burns has fired for .*list of alerts of am is .* old/);
    expect(onCall.state).toBe('fail');

    await alertmanager.up();
    await gateline.collectNow();
    expect(await names()).toEqual(['Burns true', 'Hurts false']);
    const since = new Date(first?.since ?? 0).toISOString();
    await alertmanager.post([{ ...alert('Burns'), startsAt: since }]);
    await eventually('it is over', async () => {
      await gateline.collectNow();
      const told = await names();
      return told.length === 1 && told[0] === 'Burns true';
    });
    const { events } = await ask<{ events: { type: string; text: string; item: string }[] }>(
      port,
      'events?types=alert-fired,alert-resolved,alert-silenced',
    );
    const told = events.map(({ text }) => text);
    expect(told.filter((text) => text.startsWith('The alert Burns (page) fires'))).toHaveLength(1);
    expect(told).toContain('The alert Hurts was silenced by Ada: known.');
    expect(told).toContain('The alert Hurts is over.');
    expect(new Set(events.map(({ item }) => item))).toEqual(new Set(['v3']));
  });

  it('tells by its webhook: groups, what is over, and how many it left out', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/api/v1/alertmanager/webhook`;
    const alertmanager = await AlertmanagerServer.start({ url, max_alerts: 3 });
    running.push({ stop: () => alertmanager.remove() });
    const { start } = await gatelineWith(port, [source({ webhook: true })]);
    let gateline = await start();
    const alerts = () => ask<AlertsResponse>(port, 'alerts');
    expect((await alerts()).lists).toMatchObject([{ kind: 'told', state: 'unknown' }]);
    expect((await ask<OnCallResponse>(port, 'oncall')).sentence).toContain(
      'Which alerts fire is not known: am has not told yet',
    );

    await alertmanager.post([alert('Burns'), alert('Elsewhere', { service: 'chat' })]);
    await eventually('it is told', async () => (await alerts()).alerts.length === 1);
    expect(await alerts()).toMatchObject({
      lists: [{ state: 'told', leftOut: 0 }],
      alerts: [{ name: 'Burns', item: 'v3', audible: true }],
    });
    await stop(gateline);
    gateline = await start();
    expect((await alerts()).alerts).toMatchObject([{ name: 'Burns' }]);

    await alertmanager.post([1, 2, 3, 4].map((n) => alert(`Many${n}`)));
    await eventually('some are left out', async () => (await alerts()).lists[0]?.leftOut === 2);
    const over = new Date().toISOString();
    await alertmanager.post(
      ['Burns', 'Many1', 'Many2', 'Many3', 'Many4'].map((name) => ({ ...alert(name), endsAt: over })),
    );
    await eventually('they are over', async () => {
      const { alerts: left } = await alerts();
      return !left.some(({ name }) => name === 'Burns');
    });
    const refused = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"a template of one’s own"}',
    });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ place: 'body.version' }] });
  });
});
