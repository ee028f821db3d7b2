import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { InfluxClient, type SendOutcome } from './influx-client.ts';

describe('a body that is sent to InfluxDB', () => {
  it.each([
    [204, {}, '', { kind: 'taken' }],
    [200, {}, '', { kind: 'taken' }],
    [200, {}, '<html>Please sign in', { kind: 'away', reason: 'it answers a write with status 200' }],
    [302, { Location: '/elsewhere' }, '', { kind: 'away', reason: 'it answers a write with status 302' }],
    [400, {}, '{"error":"partial write"}', { kind: 'refused', reason: 'partial write' }],
    [413, {}, '', { kind: 'too-large' }],
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
