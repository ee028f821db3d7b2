import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { InfluxClient, type SendOutcome } from './influx-client.ts';

const STRANGER = 'is not InfluxDB: is store.url right, http or https?';

describe('a body that is sent to InfluxDB', () => {
  it.each([
    [204, {}, '', { kind: 'taken' }],
    [200, { 'X-Influxdb-Version': '1.8' }, '', { kind: 'taken' }],
    [200, {}, '', { kind: 'away', reason: `what answers (status 200) ${STRANGER}` }],
    [202, {}, '', { kind: 'away', reason: `what answers (status 202) ${STRANGER}` }],
    [
      200,
      {},
      '<html>Please sign in',
      { kind: 'away', reason: `what answers (status 200: <html>Please sign in) ${STRANGER}` },
    ],
    [302, { Location: '/elsewhere' }, '', { kind: 'away', reason: 'it answers a write with status 302' }],
    [400, {}, '{"error":"partial write"}', { kind: 'refused', reason: 'partial write' }],
    [400, {}, '{"code":"invalid","message":"no"}', { kind: 'refused', reason: 'no' }],
    [
      422,
      { 'X-Influxdb-Version': '1.8' },
      'no',
      { kind: 'refused', reason: 'it answers a write with status 422' },
    ],
    [
      400,
      { 'X-Influxdb-Error': 'no' },
      '',
      { kind: 'refused', reason: 'it answers a write with status 400' },
    ],
    [400, {}, 'Bad\nRequest', { kind: 'away', reason: `what answers (status 400: Bad Request) ${STRANGER}` }],
    stranger(422, '{"message":"no"}'),
    // Spring, a gateway of AWS, Elasticsearch, and one that takes the words of InfluxDB in its mouth.
    stranger(400, '{"status":400,"error":"Bad Request","path":"/write"}'),
    stranger(400, '{"code":"BAD_REQUEST","message":"Bad Request"}'),
    stranger(400, '{"code":"invalid"}'),
    stranger(400, '{"error":"no handler found for uri [/write?db=g] and method [POST]"}'),
    stranger(400, '{"error":"unable to parse the body as JSON: partial write"}'),
    stranger(400, 'null'),
    [
      400,
      {},
      `{"error":"unable to parse 'm v=': missing field value"}`,
      { kind: 'refused', reason: "unable to parse 'm v=': missing field value" },
    ],
    [413, {}, '', { kind: 'too-large' }],
    [413, { 'X-Influxdb-Version': '1.8' }, '', { kind: 'too-large', own: true }],
    [503, {}, '{"message":"no"}', { kind: 'away', reason: 'no' }],
    [500, {}, '{"error":"timeout"}', { kind: 'away', reason: 'timeout', slow: true }],
    [500, {}, '{"error":"no"}', { kind: 'away', reason: 'no' }],
    [504, {}, '', { kind: 'away', reason: 'it answers a write with status 504', slow: true }],
  ] as const)(
    'and answered with %i %j %j is what InfluxDB says of it',
    async (status, headers, body, outcome) => {
      const server = createServer((request, response) => {
        request.resume();
        if (request.url === '/elsewhere') response.writeHead(204).end();
        else response.writeHead(status, headers).end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const client = new InfluxClient({ url, database: 'gateline' });
      expect(await client.send('m v=1', new AbortController().signal)).toEqual(outcome satisfies SendOutcome);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  );
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === '::1'));

it.skipIf(!hasIpv6).each(['', '/', '/behind/a%20proxy', '/behind/a%20proxy/?not=used#here'])(
  'writes and questions go to the same place, at an IPv6 address and the path %j',
  async (path) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://[::1]').pathname);
      request.resume();
      response.writeHead(200, { 'X-Influxdb-Version': '1.8' }).end('{"results":[{"statement_id":0}]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
    const url = `http://[::1]:${(server.address() as AddressInfo).port}${path}`;
    const client = new InfluxClient({ url, database: 'gateline' });
    expect(await client.send('m v=1', new AbortController().signal)).toEqual({ kind: 'taken' });
    expect(await client.query(['SHOW DATABASES'])).toEqual([[]]);
    const place = path.replace(/\/?(\?.*)?$/, '');
    expect(asked).toEqual([`${place}/write`, `${place}/query`]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
);

it('what answers a question without results is not InfluxDB', async () => {
  const { client, close } = await clientOf((response) => response.end('{"status":"ok"}'));
  await expect(client.query(['SHOW DATABASES'])).rejects.toMatchObject({
    failure: 'away',
    message: `what answers (status 200: {"status":"ok"}) ${STRANGER}`,
  });
  await close();
});

describe('an answer that never comes to its end', () => {
  const half = '{"results":[{"statement_id":0,';

  it.each([
    ['falls silent', (response: ServerResponse) => response.write(half)],
    ['breaks off', (response: ServerResponse) => response.write(half, () => response.destroy())],
  ])('is none when it %s: nobody waits longer than was said', async (_, answer) => {
    const { client, close } = await clientOf(answer, 300);
    const none = { failure: 'away', message: 'no whole answer in 0.3 s' };
    await expect(client.query(['SHOW DATABASES'])).rejects.toMatchObject(none);
    await expect(client.createDatabase()).rejects.toMatchObject(none);
    await expect(client.query(['SHOW DATABASES'], { withinMs: 100 })).rejects.toMatchObject({
      message: 'no whole answer in 0.1 s',
    });
    await close();
  });

  it('is one where it comes within the time that was said, though that is longer than usual', async () => {
    const late = async (response: ServerResponse) => {
      await sleep(600);
      response.end('{"results":[{"statement_id":0}]}');
    };
    const { client, close } = await clientOf(late, 300);
    expect(await client.query(['SHOW DATABASES'], { withinMs: 20_000 })).toEqual([[]]);
    await close();
  });

  it('keeps nobody waiting who wants to know no more, or whose store is closed', async () => {
    let arrived = (): void => {};
    const { client, close } = await clientOf((response) => response.write(half, arrived));
    const asked = async (end: () => void, ...patience: [{ signal: AbortSignal }?]) => {
      const halfway = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const answer = expect(client.query(['SHOW DATABASES'], ...patience)).rejects;
      await halfway;
      await sleep(50);
      end();
      return answer;
    };
    const caller = new AbortController();
    const [signal, ended] = [caller.signal, new Error('enough')];
    await (await asked(() => caller.abort(ended), { signal })).toMatchObject({ message: 'enough' });
    await (await asked(() => client.end())).toMatchObject({ message: 'the store is closed' });
    await expect(client.query(['SHOW DATABASES'])).rejects.toMatchObject({ message: 'the store is closed' });
    await close();
  });
});

/** A client in front of a server that answers each question so. */
async function clientOf(answer: (response: ServerResponse) => void, timeoutMs = 30_000) {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    client: new InfluxClient({ url, database: 'gateline', timeoutMs }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function stranger(status: number, body: string) {
  return [
    status,
    {},
    body,
    { kind: 'away', reason: `what answers (status ${status}: ${body}) ${STRANGER}` },
  ] as const;
}
