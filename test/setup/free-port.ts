import { createServer } from 'node:net';

/**
 * Below where systems take a port for whoever names none, connections that go out among them (from 32768 or 49152 on): none of these is given
 * to somebody else by chance before it is used.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** A port of the loopback that nobody has. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return await promise;
}
