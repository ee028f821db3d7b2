import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

it('what answers a question without results is not InfluxDB', async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.end('{"status":"ok"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new InfluxClient({ url, database: 'gateline' });
  await expect(client.query(['SHOW DATABASES'])).rejects.toMatchObject({
    failure: 'away',
    message: `what answers (status 200: {"status":"ok"}) ${STRANGER}`,
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function stranger(status: number, body: string) {
  return [
    status,
    {},
    body,
    { kind: 'away', reason: `what answers (status ${status}: ${body}) ${STRANGER}` },
  ] as const;
}
