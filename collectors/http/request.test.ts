import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpRequest, request } from './request.ts';

const servers: { close(): unknown; closeAllConnections?(): void }[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const limits = { timeoutMs: 5_000, maxBytes: 100_000, maxRedirects: 3 };

function ask(url: string, more: Partial<HttpRequest> = {}) {
  return request({ url, limits, signal: new AbortController().signal, ...more });
}

describe('a body', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ] as const)('is read in %s', async (encoding, compress) => {
    const { url } = await serve((_, answer) => {
      answer.writeHead(200, { 'content-encoding': encoding, 'content-type': 'text/plain' });
      answer.end(compress('requests_total 1 # 東京\n'));
    });
    expect(await ask(url)).toEqual({
      status: 200,
      contentType: 'text/plain',
      body: 'requests_total 1 # 東京\n',
      delimited: true,
    });
  });

  it.each([
    ['cut short', (whole: Buffer) => whole.subarray(0, -20)],
    [
      'damaged',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 12), Buffer.from('rubbish'), whole.subarray(19)]),
    ],
    ['not compressed at all', () => Buffer.from('requests_total 1\n')],
  ])('whose gzip is %s is refused', async (_, spoil) => {
    const { url } = await serve((_, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip' });
      answer.end(spoil(gzipSync('requests_total 1\n'.repeat(200))));
    });
    await expect(ask(url)).rejects.toMatchObject({
      code: 'source-answer-invalid',
      message: `${url}/ answers with damaged or truncated compression.`,
    });
  });

  it('that unpacks beyond the limit is given up at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const { url } = await serve((_, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip' });
      answer.end(bomb);
    });
    const before = process.memoryUsage().arrayBuffers;
    await expect(ask(url)).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: `${url}/ answers with more than 100000 bytes.`,
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it('without end is given up at the limit', async () => {
    const { url } = await serve((_, answer) => {
      const timer = setInterval(() => answer.write('x'.repeat(10_000)), 1);
      answer.on('close', () => clearInterval(timer));
    });
    await expect(ask(url)).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('that breaks off is an error, never half an answer', async () => {
    const { url } = await serve((_, answer) => {
      answer.writeHead(200, { 'content-length': '1000' });
      answer.write('requests_total 12');
      setTimeout(() => answer.destroy(), 20);
    });
    await expect(ask(url)).rejects.toMatchObject({ code: 'source-unreachable' });
  });

  it('in an encoding that nobody asked for is refused', async () => {
    const { url } = await serve((_, answer) => {
      answer.writeHead(200, { 'content-encoding': 'compress' });
      answer.end('x');
    });
    await expect(ask(url)).rejects.toMatchObject({ code: 'source-answer-invalid' });
  });
});

describe('the end of a body', () => {
  it('is known from its length or its chunks, but not from the end of the connection', async () => {
    const { url } = await serve((question, answer) => {
      if (question.url === '/open') {
        answer.socket?.end('HTTP/1.0 200 OK\r\n\r\nrequests_total 12');
        return;
      }
      if (question.url === '/length') answer.setHeader('content-length', '16');
      answer.end('requests_total 1');
    });
    expect((await ask(`${url}/length`)).delimited).toBe(true);
    expect((await ask(`${url}/chunked`)).delimited).toBe(true);
    expect(await ask(`${url}/open`)).toMatchObject({ delimited: false, body: 'requests_total 12' });
  });
});

describe('a source that', () => {
  it('never answers is given up after the time limit', async () => {
    const { url } = await serve(() => {});
    await expect(ask(url, { limits: { ...limits, timeoutMs: 100 } })).rejects.toMatchObject({
      code: 'source-unreachable',
      message: `${url}/ gave no whole answer within 0.1 s.`,
    });
  });

  it('drips its body is given up after the time limit', async () => {
    const { url } = await serve((_, answer) => {
      const timer = setInterval(() => answer.write('x'), 10);
      answer.on('close', () => clearInterval(timer));
    });
    await expect(ask(url, { limits: { ...limits, timeoutMs: 150 } })).rejects.toMatchObject({
      message: `${url}/ gave no whole answer within 0.15 s.`,
    });
  });

  it('is being read while we stop is let go', async () => {
    const { url } = await serve(() => {});
    const stop = new AbortController();
    const answer = ask(url, { signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(answer).rejects.toMatchObject({ message: `Reading ${url}/ was stopped.` });
  });

  it('is not there is named with what to look for', async () => {
    const { url, server } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    await expect(ask(`${url}/metrics?token=abc123456`)).rejects.toMatchObject({
      code: 'source-unreachable',
      message: `${url}/metrics cannot be read: the connection was refused (is it running?).`,
    });
  });

  it('does not speak HTTP is named so', async () => {
    const server = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(ask(url)).rejects.toMatchObject({
      message: `${url}/ cannot be read: it does not speak HTTP.`,
    });
  });

  it('wants to go on in another protocol is let go', async () => {
    const upgrade = ['HTTP/1.1 101 Switching Protocols', 'Connection: upgrade', 'Upgrade: websocket', '', ''];
    const server = createTcpServer((socket) => {
      socket.once('data', () => socket.write(upgrade.join('\r\n')));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(ask(url)).rejects.toMatchObject({
      code: 'source-answer-invalid',
      message: `${url}/ answers that it goes on in another protocol than HTTP.`,
    });
  });

  it('closes a kept connection just when it is used again is asked again', async () => {
    let asked = 0;
    const { url, server } = await serve((_, answer) => {
      asked += 1;
      answer.end(`${asked}`);
    });
    server.keepAliveTimeout = 60_000;
    let connections = 0;
    server.on('connection', (socket) => {
      connections += 1;
      if (connections > 1) return;
      // The first connection answers once, then resets whatever comes next.
      socket.on('data', () => {
        if (asked > 0) socket.resetAndDestroy();
      });
    });
    expect((await ask(url)).body).toBe('1');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await ask(url)).status).toBe(200);
    expect(connections).toBe(2);
  });
});

describe('redirects', () => {
  it('are followed up to the limit', async () => {
    const { url } = await serve((question, answer) => {
      const step = Number(question.url?.slice(1));
      if (step >= 3) answer.end('there');
      else answer.writeHead(302, { location: `/${step + 1}` }).end();
    });
    expect((await ask(`${url}/0`)).body).toBe('there');
  });

  it('without end are given up', async () => {
    const { url } = await serve((_, answer) => answer.writeHead(302, { location: '/again' }).end());
    await expect(ask(url)).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: `${url}/again redirects more than 3 times.`,
    });
  });

  it('to what is no http address are refused', async () => {
    const { url } = await serve((_, answer) =>
      answer.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    await expect(ask(url)).rejects.toMatchObject({ code: 'source-answer-invalid' });
  });

  it('carry credentials to the same origin only', async () => {
    const seen: unknown[] = [];
    const note = ({ headers }: IncomingMessage) =>
      seen.push([headers.authorization, headers['x-scope-orgid']]);
    const other = await serve((question, answer) => {
      note(question);
      answer.end('other');
    });
    const { url } = await serve((question, answer) => {
      note(question);
      const location = question.url === '/' ? '/second' : other.url;
      answer.writeHead(307, { location }).end();
    });
    expect(
      (await ask(url, { credentials: { authorization: 'Bearer sesame', headers: { 'x-scope-orgid': 'a' } } }))
        .body,
    ).toBe('other');
    expect(seen).toEqual([
      ['Bearer sesame', 'a'],
      ['Bearer sesame', 'a'],
      [undefined, undefined],
    ]);
  });
});

describe('a form', () => {
  it.each([
    [301, 'POST', 'query=up'],
    [308, 'POST', 'query=up'],
    [303, 'GET', ''],
  ])('is posted again after a redirect, but for 303 (status %i)', async (status, method, form) => {
    const { url } = await serve((question, answer) => {
      if (question.url === '/') {
        answer.writeHead(status, { location: '/moved' }).end();
        return;
      }
      let body = '';
      question.on('data', (chunk) => {
        body += chunk;
      });
      question.on('end', () => answer.end(`${question.method} ${body}`));
    });
    const answer = await ask(url, { form: new URLSearchParams({ query: 'up' }) });
    expect(answer.body).toBe(`${method} ${form}`);
  });

  it('is posted', async () => {
    const { url } = await serve((question, answer) => {
      let body = '';
      question.on('data', (chunk) => {
        body += chunk;
      });
      question.on('end', () => answer.end(`${question.method} ${question.headers['content-type']} ${body}`));
    });
    const answer = await ask(url, { form: new URLSearchParams({ query: 'a{b="c"}' }) });
    expect(answer.body).toBe('POST application/x-www-form-urlencoded query=a%7Bb%3D%22c%22%7D');
  });
});
