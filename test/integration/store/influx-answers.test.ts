import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WriteBatch } from '../../../core/ports.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';

const T0 = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;
const CERTIFICATE = join(import.meta.dirname, '../../../collectors/http/fixtures');

describe('what answers a store', () => {
  let folder: string;
  let influxd: Influxd;
  let store: InfluxStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-answers-'));
  });

  afterEach(async () => {
    await store.close();
    await influxd.remove();
    rmSync(folder, { recursive: true });
  });

  const open = async (url = influxd.url) => {
    const influx = { url, database: 'gateline' };
    return await InfluxStore.open({ file: join(folder, 'ledger.duckdb'), influx, clock: Date });
  };

  it('is not InfluxDB where it speaks TLS and is spoken to in plain text: everything waits until it is spoken to rightly', async () => {
    influxd = await Influxd.start();
    store = await open();
    await store.write(hours(0, 2));
    expect(await total(store)).toBe(2);
    await influxd.down();
    await influxd.up({
      INFLUXDB_HTTP_HTTPS_ENABLED: 'true',
      INFLUXDB_HTTP_HTTPS_CERTIFICATE: join(CERTIFICATE, 'server.pem'),
      INFLUXDB_HTTP_HTTPS_PRIVATE_KEY: join(CERTIFICATE, 'server.key.pem'),
    });
    await store.write(hours(2, 5));
    await expect
      .poll(() => store.status(), { timeout: 30_000 })
      .toMatchObject({
        state: 'write-only',
        reason: expect.stringContaining(
          'what answers (status 400: Client sent an HTTP request to an HTTPS server.) is not InfluxDB: is store.url right, http or https?',
        ),
      });
    await store.close();
    store = await open();
    expect(await store.usage()).toMatchObject({ spool: { points: 3 }, setAside: { points: 0 } });
    await influxd.down();
    await influxd.up();
    expect(await total(store)).toBe(5);
  });

  it('is asked again about its retention policy when it did not answer at the start, until nothing is wrong with it', async () => {
    influxd = await Influxd.start();
    await ask('CREATE DATABASE "gateline" WITH DURATION 30d');
    const front = await frontOf(influxd.url);
    try {
      // One start that finds it out at once, and one whose question is answered by nobody.
      await expect(open(front.url)).rejects.toMatchObject({ code: 'config-invalid' });
      front.answersQuestions(false);
      store = await open(front.url);
      const silence = expect.stringMatching(/has answered no question since/);
      expect(store.status()).toEqual({ state: 'write-only', reason: silence });
      front.answersQuestions(true);
      await store.write(hours(0, 3));
      const reason = expect.stringMatching(/drops data of the retention policy autogen after 30 days/);
      await expect.poll(() => store.status(), { timeout: 30_000 }).toEqual({ state: 'ready', reason });
      await ask('ALTER RETENTION POLICY "autogen" ON "gateline" DURATION INF');
      await expect.poll(() => store.status(), { timeout: 60_000 }).toEqual({ state: 'ready' });
    } finally {
      await front.close();
    }
  });

  it('is looked at by housekeeping: what is changed about it while it runs, or that it has gone, is said though nobody asks it', async () => {
    influxd = await Influxd.start();
    store = await open();
    const says = (status: object) =>
      expect
        .poll(
          async () => {
            await store.maintain(T0, new AbortController().signal);
            return store.status();
          },
          { timeout: 60_000 },
        )
        .toEqual(status);
    await says({ state: 'ready' });
    await ask('ALTER RETENTION POLICY "autogen" ON "gateline" DURATION 60d');
    const reason = expect.stringMatching(/drops data of the retention policy autogen after 60 days/);
    await says({ state: 'ready', reason });
    await ask('ALTER RETENTION POLICY "autogen" ON "gateline" DURATION INF');
    await says({ state: 'ready' });
    await influxd.down();
    const silence = expect.stringMatching(/has answered no question since/);
    await says({ state: 'write-only', reason: silence });
    await influxd.up();
    await says({ state: 'ready' });
  });

  const ask = async (q: string) => {
    const answer = await fetch(`${influxd.url}/query`, { method: 'POST', body: new URLSearchParams({ q }) });
    expect(await answer.json()).toEqual({ results: [{ statement_id: 0 }] });
  };

  it('says nothing where InfluxDB cuts it short: no read, and no roll-up, takes a part for all', async () => {
    influxd = await Influxd.start({ INFLUXDB_HTTP_MAX_ROW_LIMIT: '5' });
    store = await open();
    await store.write(hours(0, 60));
    const cut = { code: 'store-unavailable', message: expect.stringMatching(/is cut short.*max-row-limit/) };
    const boundaries = Array.from({ length: 61 }, (_, i) => T0 + i * HOUR);
    await expect(total(store, boundaries)).rejects.toMatchObject(cut);
    await expect(store.maintain(T0 + 60 * HOUR, new AbortController().signal)).rejects.toMatchObject(cut);
    expect(await total(store)).toBe(60);
  });

  it('says why it refuses one of several questions', async () => {
    influxd = await Influxd.start({ INFLUXDB_COORDINATOR_MAX_SELECT_SERIES: '1' });
    store = await open();
    const labels = [{ route: 'a' }, { route: 'b' }];
    const counters = labels.map((one) => ({ series: series('requests', { labels: one }), at: T0, value: 1 }));
    const distributions = [{ series: series('seconds'), at: T0, cells: [{ lower: 0, upper: 1, count: 1 }] }];
    await store.write({ source: 'two', id: '1', counters, distributions });
    const select = [
      { measure: 'requests', kind: 'counter' },
      { measure: 'seconds', kind: 'distribution' },
    ] as const;
    await expect(store.read({ product: PRODUCT, from: T0, to: T0 + HOUR, select })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(/max-select-series limit exceeded/),
    });
  });
});

function hours(from: number, to: number): WriteBatch {
  return {
    source: 'hours',
    id: `${from}`,
    counters: Array.from({ length: to - from }, (_, i) => ({
      series: series('requests'),
      at: T0 + (from + i) * HOUR,
      value: 1,
    })),
  };
}

async function total(store: InfluxStore, boundaries?: readonly number[]): Promise<number | undefined> {
  const answer = await store.read({
    product: PRODUCT,
    from: T0,
    to: T0 + 60 * HOUR,
    ...(boundaries === undefined ? {} : { boundaries }),
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  const group = answer.selections[0]?.groups[0];
  return group?.kind === 'counter' ? group.totals.reduce((sum: number, one) => sum + one, 0) : undefined;
}

/** Passes requests on to InfluxDB, questions only when they are to be answered: else the connection ends. */
async function frontOf(target: string) {
  let answers = true;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (!answers && request.url?.startsWith('/query')) throw new Error('no answer');
    const headers = new Headers();
    for (const name of ['content-type', 'content-encoding']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const body = { method: request.method ?? 'GET', body: Buffer.concat(parts) };
    const answer = await fetch(`${target}${request.url}`, { ...body, headers });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answersQuestions: (yes: boolean) => {
      answers = yes;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
