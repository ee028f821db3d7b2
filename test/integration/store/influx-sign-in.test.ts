import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InfluxStore, type InfluxStoreOptions } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';

const T0 = Date.UTC(2026, 9, 1);
const DAY_MS = 86_400_000;
const PASSWORD = 'pass:word with spaces and ümlauts';

describe('an InfluxDB that asks who we are', () => {
  let influxd: Influxd;
  let folder: string;
  let store: InfluxStore | undefined;
  let databases = 0;

  beforeAll(async () => {
    influxd = await Influxd.start({ INFLUXDB_HTTP_AUTH_ENABLED: 'true' });
    await ask(`CREATE USER admin WITH PASSWORD '${PASSWORD}' WITH ALL PRIVILEGES`, undefined);
    await ask(`CREATE USER gateline WITH PASSWORD '${PASSWORD}'`);
  });

  afterAll(() => influxd.remove());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-sign-in-'));
    databases += 1;
  });

  afterEach(async () => {
    await store?.close();
    store = undefined;
    rmSync(folder, { recursive: true });
  });

  it('makes database and retention policy at the first start where that is allowed', async () => {
    await open('admin', { retentionPolicy: 'kept for "ever"' });
    await store?.write(batch(1));
    expect(await total()).toBe(1);
    const policies = JSON.stringify(await ask(`SHOW RETENTION POLICIES ON ${database()}`));
    expect(policies).toContain(`["kept for \\"ever\\"","0s"`);
    // What is read is what lies there, not in the default policy.
    const lines = await ask(`SELECT "value" FROM ${database()}."kept for \\"ever\\"".raw_counter`);
    expect(JSON.stringify(lines)).toContain('raw_counter');
  });

  it('says who may make them where it may not, and never the password', async () => {
    const failed = await open('gateline').catch((error: Error) => error);
    expect(failed).toMatchObject({ code: 'config-invalid' });
    expect((failed as Error).message).toMatch(
      new RegExp(
        `^InfluxDB at http://127.0.0.1:\\d+ does not let us use the database ${database()}, nor make it`,
      ),
    );
    expect((failed as Error).message).toContain(`CREATE DATABASE "${database()}"`);
    expect((failed as Error).message).not.toContain('pass:word');

    await ask(`CREATE DATABASE ${database()}`);
    await ask(`GRANT ALL ON ${database()} TO gateline`);
    await expect(open('gateline', { retentionPolicy: 'long' })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/has no retention policy long, .*CREATE RETENTION POLICY "long"/),
    });
  });

  it.each([
    ['of a database', 'a/b', 'gateline'],
    ['of a retention policy', 'fine', 'back\\slash'],
  ])('says at the start that it takes no such name %s', async (_, database, retentionPolicy) => {
    const failed = await open('admin', { database, retentionPolicy }).catch((error: Error) => error);
    expect(failed).toMatchObject({ code: 'config-invalid' });
    expect((failed as Error).message).toContain('(invalid name)');
  });

  it('works with the rights to one database that is there, through roll-ups and deletions', async () => {
    await ask(`CREATE DATABASE ${database()}`);
    await ask(`GRANT ALL ON ${database()} TO gateline`);
    await open('gateline');
    const days = Array.from({ length: 201 }, (_, i) => batch(i, T0 + i * DAY_MS));
    await Promise.all(days.map((one) => store?.write(one)));
    await store?.maintain(T0 + 201 * DAY_MS, new AbortController().signal);
    expect(await total()).toBe(201);
    const raw = JSON.stringify(await ask(`SELECT count("value") FROM ${database()}..raw_counter`));
    // Those of the last four spans of four weeks, which 90 days reach into.
    expect(raw).toContain(',96]');
  });

  it.each(['admin', 'nobody'])('says so when it does not know %s', async (user) => {
    const wrong = async () => basic(user, 'guess');
    await expect(open(user, { authorization: wrong })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(
        /does not know who we are \(authorization failed\)\. See to store\.username/,
      ),
    });
  });

  it('keeps what is written while a password is changed, and goes on with the new one', async () => {
    let password: string = PASSWORD;
    await open('admin', { authorization: async () => basic('admin', password) });
    await store?.write(batch(1));
    expect(await total()).toBe(1);
    await ask(`SET PASSWORD FOR admin = 'another'`);
    await store?.write(batch(2));
    await expect
      .poll(() => store?.status(), { timeout: 10_000 })
      .toMatchObject({
        state: 'write-only',
        reason: expect.stringMatching(/authorization failed\. 1 points wait/),
      });
    password = 'another';
    await expect.poll(() => store?.status().state, { timeout: 10_000 }).toBe('ready');
    expect(await total()).toBe(2);
    await ask(`SET PASSWORD FOR admin = '${PASSWORD}'`, basic('admin', password));
  });

  it('is told a token in the way of the v1 API of InfluxDB 2 and 3, with every request', async () => {
    const front = await tokenFront(influxd.url, 'my-token', basic('admin', PASSWORD));
    try {
      const token = async () => 'Token my-token';
      await open('', { url: front.url, authorization: token });
      await store?.write(batch(1));
      expect(await total()).toBe(1);
      expect(front.refused()).toBe(0);
    } finally {
      await store?.close();
      store = undefined;
      await front.close();
    }
  });

  it('does not begin where the policy drops what is to be kept for ever', async () => {
    await ask(`CREATE DATABASE ${database()} WITH DURATION 200d`);
    await expect(open('admin')).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/drops data of the retention policy autogen after 200 days/),
    });
    store = await InfluxStore.open(options('admin', {}, { rollUpRetentionMs: 100 * DAY_MS }));
    expect(store.status().state).toBe('ready');
  });

  function database(): string {
    return `gateline_${databases}`;
  }

  function options(
    user: string,
    influx: Partial<InfluxStoreOptions['influx']> = {},
    more: Partial<InfluxStoreOptions> = {},
  ): InfluxStoreOptions {
    return {
      file: join(folder, 'ledger.duckdb'),
      influx: {
        url: influxd.url,
        database: database(),
        authorization: async () => basic(user, PASSWORD),
        ...influx,
      },
      clock: Date,
      ...more,
    };
  }

  async function open(user: string, influx: Partial<InfluxStoreOptions['influx']> = {}): Promise<void> {
    store = await InfluxStore.open(options(user, influx));
  }

  async function total(): Promise<number | undefined> {
    const answer = await store?.read({
      product: PRODUCT,
      from: T0,
      to: T0 + 365 * DAY_MS,
      select: [{ measure: 'requests', kind: 'counter' }],
    });
    const group = answer?.selections[0]?.groups[0];
    return group?.kind === 'counter' ? group.totals[0] : undefined;
  }

  async function ask(
    q: string,
    authorization: string | undefined = basic('admin', PASSWORD),
  ): Promise<unknown> {
    const answer = await fetch(`${influxd.url}/query`, {
      method: 'POST',
      headers: authorization === undefined ? {} : { authorization },
      body: new URLSearchParams({ q }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return await answer.json();
  }
});

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function batch(number: number, at = T0) {
  return { source: 'a', id: `${number}`, counters: [{ series: series('requests'), at, value: 1 }] };
}

/** Asks for a token as InfluxDB 2 does, and passes on what has it. */
async function tokenFront(target: string, token: string, authorization: string) {
  let refused = 0;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (request.headers.authorization !== `Token ${token}`) {
      refused += 1;
      response.writeHead(401).end('{"code":"unauthorized","message":"unauthorized access"}');
      return;
    }
    const headers: Record<string, string> = { authorization };
    for (const name of ['content-type', 'content-encoding'])
      if (typeof request.headers[name] === 'string') headers[name] = request.headers[name];
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
      ...(parts.length === 0 ? {} : { body: Buffer.concat(parts) }),
    });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: () => refused,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
