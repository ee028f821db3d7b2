import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type SlowProxy = Awaited<ReturnType<typeof slowProxy>>;

/** Passes requests on to InfluxDB, questions about numbers when they are to be answered. */
export async function slowProxy(target: string) {
  let gate = Promise.withResolvers<void>();
  let asked = Promise.withResolvers<void>();
  let beforeEach = async () => {};
  let writesTakeMs = 0;
  gate.resolve();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (isAboutNumbers(`${request.url}&${Buffer.concat(parts)}`)) {
      asked.resolve();
      await gate.promise;
      await beforeEach();
    } else await sleep(writesTakeMs);
    const headers = new Headers();
    for (const name of ['content-type', 'content-encoding']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const body = { method: request.method ?? 'GET', body: Buffer.concat(parts) };
    const answer = await fetch(`${target}${request.url}`, { ...body, headers });
    const text = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(text);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Questions wait from now on. */
    hold: () => {
      gate = Promise.withResolvers<void>();
      asked = Promise.withResolvers<void>();
    },
    answer: () => gate.resolve(),
    /** From now on work is done before each question is passed on. */
    before: (work: () => Promise<void>) => {
      beforeEach = work;
    },
    /** From now on each write takes so long. */
    slowWrites: (ms: number) => {
      writesTakeMs = ms;
    },
    /** Whether a question waits; false when the work ends first. */
    askedOr: async (work: Promise<unknown>) =>
      await Promise.race([asked.promise.then(() => true), work.then(() => false)]),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Not a look at the database, which comes when it will. */
function isAboutNumbers(asked: string): boolean {
  if (!asked.startsWith('/query')) return false;
  const q = new URLSearchParams(asked.slice(asked.indexOf('?') + 1)).getAll('q').join();
  return !/^(SHOW|CREATE) |FROM "gateline_ledger"/i.test(q);
}
