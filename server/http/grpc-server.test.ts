import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listenGrpc } from './grpc-server.ts';
import type { HttpServer } from './http-server.ts';

describe('a server for gRPC', () => {
  const clients: Socket[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });

  const start = async (idleMs?: number) =>
    await listenGrpc(
      (stream) => {
        stream.respond({ ':status': 200 });
        stream.end('answer');
      },
      { address: { host: '127.0.0.1', port: 0 }, maxConnections: 10, chosenBy: 'a test' },
      idleMs,
    );

  /** Connected, and keeps its side open whatever the server does. */
  async function silentClient({ address }: HttpServer): Promise<Socket> {
    const client = connect({ ...address, allowHalfOpen: true });
    clients.push(client);
    client.on('error', () => undefined).resume();
    await new Promise<void>((resolve) => client.once('connect', resolve));
    return client;
  }

  it.each([
    ['says nothing', ''],
    ['stops in the middle of the first words of HTTP/2', 'PRI * HTTP'],
  ])('ends although a client %s and stays', async (_, words) => {
    const server = await start();
    const client = await silentClient(server);
    if (words !== '') client.write(words);
    const gone = new Promise((resolve) => client.once('close', resolve));
    await server.close(50);
    client.end();
    await gone;
  });

  it('ends at once when nothing is under way', async () => {
    const server = await start();
    const session = connectHttp2(`http://127.0.0.1:${server.address.port}`);
    const stream = session.request({ ':path': '/' });
    stream.setEncoding('utf8');
    let answer = '';
    for await (const chunk of stream) answer += chunk;
    expect(answer).toBe('answer');
    await server.close(60_000);
  });

  it('lets a connection go on which nothing happens', async () => {
    const server = await start(100);
    const client = await silentClient(server);
    await new Promise((resolve) => client.once('end', resolve));
    const session = connectHttp2(`http://127.0.0.1:${server.address.port}`);
    await new Promise<void>((resolve) => session.once('close', resolve));
    client.end();
    await server.close(60_000);
  });
});
