import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WriteBatch } from '../../../core/ports.ts';
import { InfluxStore, type InfluxStoreOptions } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';

const T0 = Date.UTC(2026, 9, 1);
const SECOND = 1000;

describe('the InfluxDB store when InfluxDB fails', () => {
  let folder: string;
  let influxd: Influxd;
  let store: InfluxStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-outage-'));
    influxd = await Influxd.start();
  });

  afterEach(async () => {
    await store.close();
    await influxd.remove();
    rmSync(folder, { recursive: true });
  });

  const open = async (over: Partial<InfluxStoreOptions> = {}) =>
    await InfluxStore.open({
      file: join(folder, 'ledger.duckdb'),
      influx: { url: influxd.url, database: 'gateline' },
      clock: Date,
      ...over,
    });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'loses nothing and counts nothing twice when InfluxDB ends with %s under load and comes back',
    async (signal) => {
      store = await open();
      let written = 0;
      const load = async (until: () => boolean) => {
        for (; !until(); written += 1) await store.write(batch(written));
      };
      const first = performance.now();
      await load(() => performance.now() - first > 400);
      await influxd.down(signal);
      const second = performance.now();
      await load(() => performance.now() - second > 600);
      await expect.poll(() => store.status().state, { timeout: 10_000 }).toBe('write-only');
      expect(store.status()).toMatchObject({ reason: expect.stringMatching(/points wait in the spool/) });
      await influxd.up();
      await load(() => store.status().state === 'ready');
      expect(written).toBeGreaterThan(5);
      expect(await total(store)).toEqual(written * POINTS);
      await store.maintain(T0 + 86_400_000, new AbortController().signal);
      expect(await total(store)).toEqual(written * POINTS);
    },
  );

  it('counts nothing twice when the zone of a product changes while InfluxDB is away', async () => {
    store = await open();
    await store.alignDays(PRODUCT, 'UTC');
    const hours = (from: number, to: number): WriteBatch => ({
      source: 'hours',
      id: `${from}`,
      counters: Array.from({ length: to - from }, (_, i) => ({
        series: series('requests'),
        at: T0 + (from + i) * 3_600_000,
        value: 1,
      })),
    });
    await store.write(hours(0, 240));
    const keepHouse = () => store.maintain(T0 + 12 * 86_400_000, new AbortController().signal);
    await keepHouse();
    await influxd.down();
    await store.write(hours(240, 241));
    await store.alignDays(PRODUCT, 'America/New_York');
    await store.close();
    store = await open();
    await store.alignDays(PRODUCT, 'America/New_York');
    await influxd.up();
    for (let round = 0; round < 2; round += 1) {
      expect(await total(store, T0 + 12 * 86_400_000)).toBe(241);
      await keepHouse();
    }
    expect(await total(store, T0 + 12 * 86_400_000)).toBe(241);
  });

  it('takes writes while InfluxDB is away from the start, says so on reads, and keeps them over a restart', async () => {
    await influxd.down();
    store = await open();
    for (let i = 0; i < 30; i += 1) expect(await store.write(batch(i))).toBe('written');
    await expect(total(store)).rejects.toMatchObject({ code: 'store-unavailable' });
    await store.close();
    store = await open();
    expect(await store.write(batch(3))).toBe('duplicate');
    const { spool } = await store.usage();
    expect(spool?.points).toBeGreaterThanOrEqual(30 * POINTS);
    expect(spool?.bytes).toBeGreaterThan(30 * POINTS * 50);
    await influxd.up();
    expect(await total(store)).toBe(30 * POINTS);
  });

  it('counts once what InfluxDB took but whose answer was lost', async () => {
    const proxy = await lossyProxy(influxd.url);
    try {
      store = await open({ influx: { url: proxy.url, database: 'gateline' } });
      // One at a time, each sent by itself: how many travel together is a matter of timing.
      for (let i = 0; i < 6; i += 1) {
        await store.write(batch(i));
        expect(await total(store)).toBe((i + 1) * POINTS);
      }
      expect(proxy.lost()).toBeGreaterThan(2);
    } finally {
      await proxy.close();
    }
  });

  it('waits for an InfluxDB that is slow without holding writes up', async () => {
    const proxy = await lossyProxy(influxd.url, { delayMs: 1_500, loseEvery: 0 });
    try {
      store = await open({ influx: { url: proxy.url, database: 'gateline' } });
      const began = performance.now();
      for (let i = 0; i < 20; i += 1) await store.write(batch(i));
      // Twenty answers one after the other would be half a minute.
      expect(performance.now() - began).toBeLessThan(20_000);
      expect(await total(store)).toBe(20 * POINTS);
    } finally {
      await proxy.close();
    }
  });

  it('sets aside what InfluxDB refuses, with the reason, and goes on with the rest', async () => {
    // What is set aside takes no room in the spool.
    store = await open({ spoolBytes: 100 });
    // Somebody else's point makes the field a text in this shard: ours, a number, is refused.
    const conflict = `raw_observed,series=x observed="text" ${T0}000000`;
    const answer = await fetch(`${influxd.url}/write?db=gateline`, { method: 'POST', body: conflict });
    expect(answer.status).toBe(204);
    await store.write(batch(0));
    expect(await total(store)).toBe(POINTS);
    await store.write(batch(1));
    expect(await total(store)).toBe(2 * POINTS);
    const aside = {
      points: 2,
      bytes: expect.any(Number),
      dropped: 0,
      newest: Array(2).fill({
        at: expect.any(Number),
        point: expect.stringMatching(/^raw_observed,.*observed=/),
        reason: expect.stringMatching(/field type conflict/),
      }),
    };
    expect((await store.usage()).setAside).toEqual(aside);
    await store.close();
    store = await open();
    expect((await store.usage()).setAside).toEqual(aside);
  });

  it('sets aside a roll-up that InfluxDB refuses, and goes on keeping house', async () => {
    store = await open();
    const conflict = `quarter_counter,series=x value="text" ${T0}000000`;
    await fetch(`${influxd.url}/write?db=gateline`, { method: 'POST', body: conflict });
    await store.write(batch(0));
    const later = T0 + 3_600_000;
    await store.write({
      source: 'load',
      id: 'later',
      counters: [{ series: series('requests'), at: later, value: 1 }],
    });
    await store.maintain(later, new AbortController().signal);
    expect(store.ledger.marks.get('sealed-until')).toBeGreaterThan(T0);
    expect((await store.usage()).setAside).toMatchObject({
      points: POINTS,
      newest: expect.arrayContaining([
        {
          at: expect.any(Number),
          point: expect.stringMatching(/^quarter_counter,.*value=1 /),
          reason: expect.stringMatching(/field type conflict/),
        },
      ]),
    });
    await store.maintain(later, new AbortController().signal);
    expect(store.status()).toEqual({ state: 'ready' });
  });

  it('refuses writes when the spool is full, so that senders come back, and takes them when there is room', async () => {
    await influxd.down();
    store = await open({ spoolBytes: 50_000 });
    let written = 0;
    const fill = async () => {
      for (; written < 1000; written += 1) await store.write(batch(written));
    };
    await expect(fill()).rejects.toMatchObject({
      code: 'store-busy',
      message: expect.stringMatching(/spool is full/),
    });
    expect(written).toBeGreaterThan(3);
    await expect
      .poll(() => store.status(), { timeout: 40_000 })
      .toEqual({
        state: 'unavailable',
        reason: expect.stringMatching(/^The spool is full.*has taken nothing since/),
      });
    await influxd.up();
    await expect
      .poll(async () => await store.write(batch(written)).catch(() => 'busy'), { timeout: 40_000 })
      .toBe('written');
    expect(await total(store)).toBe((written + 1) * POINTS);
  });
});

const POINTS = 40;

/** Points of 40 series, all at times that other batches use too. */
function batch(number: number): WriteBatch {
  const at = T0 + (number % 5) * 10 * SECOND;
  return {
    source: 'load',
    id: `${number}`,
    counters: Array.from({ length: POINTS }, (_, i) => ({
      series: series('requests', { labels: { route: `${i}` } }),
      at,
      value: 1,
    })),
    observations: [
      { product: PRODUCT, measure: 'requests', item: 'v2', environment: 'production', at, durationMs: 1 },
    ],
  };
}

async function total(store: InfluxStore, to = T0 + 3_600_000): Promise<number | undefined> {
  const answer = await store.read({
    product: PRODUCT,
    from: T0,
    to,
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  const group = answer.selections[0]?.groups[0];
  return group?.kind === 'counter' ? group.totals[0] : undefined;
}

/** Passes requests on to InfluxDB; of each `loseEvery` writes the answer to one is lost after InfluxDB took it. */
async function lossyProxy(target: string, { delayMs = 0, loseEvery = 2 } = {}) {
  let writes = 0;
  let lost = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const headers = new Headers();
    for (const name of ['content-type', 'content-encoding', 'authorization']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
      ...(request.method === 'POST' ? { body: Buffer.concat(parts) } : {}),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (request.url?.startsWith('/write')) {
      writes += 1;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (loseEvery > 0 && writes % loseEvery === 1) {
        lost += 1;
        request.socket.destroy();
        return;
      }
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(body);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lost: () => lost,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
