import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '../product/metrics.ts';
import type { Totals } from './totals.ts';

/** A busy machine may take its time to start a process. */
const PATIENCE_MS = 30_000;

const MAIN = new URL('./main.ts', import.meta.url).pathname;

interface Push {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Takes whatever is pushed. */
async function receiver(): Promise<{ server: Server; address: string; pushes: Push[] }> {
  const pushes: Push[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    pushes.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pushes };
}

async function start(...args: string[]): Promise<{ process: ChildProcess; address: string; line: string }> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
  return { process: child, line, address: /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '' };
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS / 2;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the service as a process', { timeout: PATIENCE_MS }, () => {
  let otlp: Awaited<ReturnType<typeof receiver>>;
  let service: Awaited<ReturnType<typeof start>>;

  const post = (path: string) => fetch(`${service.address}/control/${path}`, { method: 'POST' });
  const totals = async () => (await (await fetch(`${service.address}/control/totals`)).json()) as Totals;
  const scrape = async (accept = 'text/plain') => {
    const response = await fetch(`${service.address}/metrics`, { headers: { accept } });
    return { contentType: response.headers.get('content-type'), body: await response.text() };
  };
  const requests = async () =>
    (await totals()).counters
      .filter(({ name }) => name === 'ticket_routing_requests_total')
      .reduce((sum, { value }) => sum + value, 0);

  beforeAll(async () => {
    otlp = await receiver();
    const rate = ['--rate', '150', '--calm', '--breaker-reset', '0.3', '--paused'];
    service = await start('--otlp', otlp.address, '--flush-interval', '0.5', ...rate);
  }, PATIENCE_MS);

  afterAll(async () => {
    await stop(service.process);
    otlp.server.close();
  });

  it('says where it listens and has every series at 0 before the first ticket', async () => {
    expect(service.line).toBe(`ticket-routing listening on ${service.address}, pushing to ${otlp.address}`);
    const { body } = await scrape();
    for (const [name, { type }] of Object.entries(METRICS)) {
      expect(body).toContain(`\n${name}${type === 'histogram' ? '_count' : ''}{`);
    }
    expect(await requests()).toBe(0);
  });

  it('answers tickets once it is resumed', async () => {
    await post('resume');
    await until(async () => (await requests()) > 50);
  });

  it('opens the breaker when the model is down, and closes it when the model is back', async () => {
    const state = async () =>
      (await totals()).gauges.find(({ labels }) => labels.breaker === 'model-capable')?.value;
    await post('fault/breaker?seconds=600');
    await until(async () => (await state()) === 2);
    expect((await scrape()).body).toMatch(
      /events_total\{environment="production",breaker="model-capable",event="open"\} [1-9]/,
    );
    await post('fault/breaker?seconds=0');
    await until(async () => (await state()) === 0);
  });

  it('refuses a fault that it does not know', async () => {
    const response = await post('fault/earthquake');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'The fault is one of cost-spike, pipeline-burst, breaker; ?seconds= is from 0 to 3600.',
    });
  });

  it('stands still when paused, with the same totals on /metrics in both formats as in its own books', async () => {
    await post('pause');
    const { counters, gauges, histograms } = await totals();
    const [text, openMetrics] = await Promise.all([
      scrape(),
      scrape('application/openmetrics-text;version=1.0.0'),
    ]);
    expect(text.contentType).toContain('text/plain; version=0.0.4');
    expect(openMetrics.contentType).toContain('application/openmetrics-text; version=1.0.0');
    expect(openMetrics.body.endsWith('# EOF\n')).toBe(true);
    const lines = [...counters, ...gauges].map(({ name, labels, value }) => [name, labels, value] as const);
    for (const { name, labels, count, sum, buckets } of histograms) {
      lines.push([`${name}_count`, labels, count], [`${name}_sum`, labels, sum]);
      for (const [le, value] of Object.entries(buckets))
        lines.push([`${name}_bucket`, { le, ...labels }, value]);
    }
    expect(lines.length).toBeGreaterThan(200);
    for (const [name, labels, value] of lines) {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
      const line = `\n${name}{${pairs.join(',')}} ${value}\n`;
      expect(text.body).toContain(line);
      expect(openMetrics.body).toContain(line);
    }
    const before = await requests();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await requests()).toBe(before);
  });

  it('pushes OTLP in protobuf, each environment with a resource of its own', async () => {
    await until(() => otlp.pushes.length >= 2);
    for (const { url, headers } of otlp.pushes) {
      expect(url).toBe('/v1/metrics');
      expect(headers['content-type']).toBe('application/x-protobuf');
    }
    const bodies = otlp.pushes.map(({ body }) => body.toString('latin1'));
    for (const environment of ['production', 'staging']) {
      const own = bodies.find(
        (body) => body.includes('deployment.environment.name') && body.includes(environment),
      );
      expect(own).toContain('ticket_routing.requests');
      expect(own).toContain('service.instance.id');
    }
  });

  it('pushes once more when it is asked to end, and exits with 0', async () => {
    await post('flush');
    const before = otlp.pushes.length;
    expect(await stop(service.process)).toBe(0);
    expect(otlp.pushes.length).toBeGreaterThan(before);
  });
});

it(
  'ends with 0 although nobody takes the last counts, and says so',
  async () => {
    const child = spawn(
      process.execPath,
      [MAIN, '--port', '0', '--otlp', 'http://127.0.0.1:1', '--flush-interval', '60'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    const flushed = await fetch(`${address}/control/flush`, { method: 'POST' });
    expect(flushed.status).toBe(502);
    const [said] = await Promise.all([once(createInterface(child.stderr), 'line'), stop(child)]);
    expect(said[0]).toContain('the last counts were not taken');
    expect(child.exitCode).toBe(0);
  },
  PATIENCE_MS,
);

it(
  'says in one sentence what is wrong and exits with another code than 0',
  async () => {
    const child = spawn(process.execPath, [MAIN, '--rate', 'fast'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [[said], [code]] = await Promise.all([
      once(createInterface(child.stderr), 'line'),
      once(child, 'exit'),
    ]);
    expect(said).toBe('ticket-routing: --rate takes a number from 0 to 10000, not "fast".');
    expect(code).toBe(64);
  },
  PATIENCE_MS,
);
