import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from './config.ts';
import { TokenFile } from './http/auth/token-file.ts';
import type { SourcesResponse } from './http/contract/operations.ts';
import type { RoadmapResponse } from './http/contract/roadmap.ts';
import type { StreamEvent } from './http/contract/stream.ts';
import { type Overrides, type RunningGateline, startGateline } from './main.ts';
import { SOURCE_TYPES } from './source-types.ts';

const CONFIG = `
listen: 127.0.0.1:0
otlp: { listen: "127.0.0.1:0" }
store: { kind: memory }
evaluation: { interval: 1s }
sources:
  - type: otlp
    name: telemetry
    product: desk
    attribution: { item: { label: version } }
    metrics: [{ metric: requests, measure: requests }]
`;

const ROADMAP = `
product: desk
name: Ticket desk
models:
  - id: v1
    title: First
    lifecycle: live
    gate: { criteria: [error_rate < 1%] }
`;

const SECRET = 'open-sesame-2026';

describe('Gateline', () => {
  let folder: string;
  const lines: string[] = [];
  const running: RunningGateline[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-main-'));
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.close();
    lines.length = 0;
    await rm(folder, { recursive: true });
  });

  it('starts, takes OTLP, tells pages, and stops in order', async () => {
    const { origin, otlp } = await start();
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    const events = await listenTo(origin);
    expect((await push(otlp, 7)).status).toBe(200);
    await vi.waitFor(() => expect(events.told.map((event) => event.type)).toContain('actuals'), 30_000);
    const { sources } = (await (await fetch(`${origin}/api/v1/sources`)).json()) as SourcesResponse;
    expect(sources.find((source) => source.name === 'telemetry')).toMatchObject({
      state: 'ok',
      product: 'desk',
    });

    await running.pop()?.close();
    await events.ended;
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
    await expect(fetch(otlp)).rejects.toThrow();
    expect(lines.at(-1)).toContain('stopped');
  });

  it('judges gates by itself and logs what changed', async () => {
    const { origin } = await start();
    await vi.waitFor(() => expect(lines.join()).toContain('"to":"no-data"'), 30_000);
    const { events } = (await (await fetch(`${origin}/api/v1/products/desk/events`)).json()) as {
      events: { type: string; text: string }[];
    };
    expect(events[0]).toMatchObject({
      type: 'verdict-changed',
      text: expect.stringContaining('v1 has no data'),
    });
  });

  it('puts a good edit of the roadmap in force, and keeps the last good one when the next is bad', async () => {
    const { origin } = await start();
    const events = await listenTo(origin);
    const file = join(folder, 'roadmap.yaml');
    await writeFile(file, ROADMAP.replace('Ticket desk', 'Help desk'));
    await vi.waitFor(() => expect(lastRoadmap(events.told)).toMatchObject({ problems: 0 }), 30_000);
    await writeFile(file, ROADMAP.replace('error_rate <', 'eror_rate <'));
    await vi.waitFor(() => expect(lastRoadmap(events.told)).toMatchObject({ problems: 1 }), 30_000);
    const roadmap = (await (await fetch(`${origin}/api/v1/products/desk/roadmap`)).json()) as RoadmapResponse;
    expect(roadmap.name).toBe('Help desk');
    expect(roadmap.problems[0]).toMatchObject({ severity: 'error', line: 8 });
    expect(lines.join()).toContain('roadmap.yaml:8:');
  });

  it('starts without a good roadmap, says so, and is ready as soon as there is one', async () => {
    await writeFile(join(folder, 'roadmap.yaml'), 'product: [');
    const { origin } = await start();
    expect((await fetch(`${origin}/readyz`)).status).toBe(503);
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
    await vi.waitFor(async () => expect((await fetch(`${origin}/readyz`)).status).toBe(200), 30_000);
  });

  it('refuses to listen where others can reach it before there is a token, in one sentence with the command', async () => {
    const config = CONFIG.replace('listen: 127.0.0.1:0', 'listen: 0.0.0.0:0');
    await expect(start({ config })).rejects.toMatchObject({
      code: 'tokens-required',
      message:
        'Others can reach 0.0.0.0:0, so this server starts only with tokens; make one with: gateline token create --role viewer (or listen on 127.0.0.1).',
    });
  });

  it('guards OTLP on an address that others can reach as well', async () => {
    const config = CONFIG.replace('listen: "127.0.0.1:0"', 'listen: "0.0.0.0:0"');
    await expect(start({ config })).rejects.toMatchObject({ code: 'tokens-required' });
    const tokens = TokenFile.in(join(folder, 'data'), { now: () => Date.now() });
    const { token } = await tokens.create({ role: 'ingest' });
    const viewer = await tokens.create({ role: 'viewer' });
    const { origin, otlp } = await start({ config });
    expect((await push(otlp, 1)).status).toBe(401);
    expect((await push(otlp, 1, viewer.token)).status).toBe(403);
    expect((await push(otlp, 1, token)).status).toBe(200);
    expect((await fetch(`${origin}/api/v1/products`, bearer(token))).status).toBe(403);
    await tokens.revoke(tokens.list()[0]?.id ?? '');
    expect((await push(otlp, 1, token)).status).toBe(401);
    for (const secret of [token, viewer.token]) expect(lines.join()).not.toContain(secret.slice(12));
  });

  it('takes OTLP for its own names only while it is open', async () => {
    const { otlp } = await start();
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    const headers = { Host: 'evil.example', 'Content-Type': 'application/json' };
    request(otlp, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode)).end('{}');
    expect(await promise).toBe(421);
  });

  it('keeps what it knows over a restart, in its data folder', async () => {
    const config = CONFIG.replace('store: { kind: memory }', 'store: { kind: duckdb }');
    const first = await start({ config });
    await push(first.otlp, 7);
    await running.pop()?.close();
    await start({ config });
    expect(await running[0]?.store.state('telemetry')).not.toEqual(new Map());
  });

  it('signs in to a source with a secret that shows up nowhere, even when the source repeats it', async () => {
    let asked: string | undefined;
    const source = createServer((request, response) => {
      asked = request.headers.authorization;
      response.writeHead(403, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ status: 'error', error: `who is ${asked}, who said ${SECRET}?` }));
    });
    await new Promise<void>((done) => source.listen(0, '127.0.0.1', done));
    const { port } = source.address() as AddressInfo;
    await writeFile(join(folder, 'secret'), `${SECRET}\n`);
    const config = CONFIG.replace(
      'sources:',
      `sources:
  - type: prometheus
    name: prometheus
    product: desk
    url: http://127.0.0.1:${port}
    authorization: { type: bearer, token_file: secret }
    metrics: [{ metric: failures_total, measure: requests_failed }]`,
    );
    const { origin } = await start({ config, logLevel: 'debug' });
    const report = await vi.waitFor(async () => {
      const { sources } = (await (await fetch(`${origin}/api/v1/sources`)).json()) as SourcesResponse;
      const found = sources.find((one) => one.name === 'prometheus');
      expect(found?.state).toBe('failing');
      return found;
    });
    await new Promise((done) => source.close(done));
    expect(asked).toBe(`Bearer ${SECRET}`);
    expect(report?.lastError?.message).toContain('403');
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    for (const shown of [JSON.stringify(report), lines.join(), metrics]) expect(shown).not.toContain(SECRET);
  });

  it('says which port is taken and how to choose another, and leaves nothing open behind', async () => {
    const config = CONFIG.replace('store: { kind: memory }', 'store: { kind: duckdb }');
    const blocker = createServer();
    await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done));
    const { port } = blocker.address() as AddressInfo;
    await expect(start({ config, port })).rejects.toMatchObject({
      code: 'address-in-use',
      message: `Port ${port} on 127.0.0.1 is taken by another program; choose another with --port, or listen: in gateline.yaml.`,
    });
    await new Promise((done) => blocker.close(done));
    await expect(start({ config, port })).resolves.toMatchObject({ origin: `http://127.0.0.1:${port}` });
  });

  it('says when its data folder cannot be one', async () => {
    await writeFile(join(folder, 'data'), 'a file');
    await expect(start()).rejects.toMatchObject({
      code: 'folder-not-writable',
      message: expect.stringMatching(
        /^Cannot write to the data folder .*\/data \(.*\); choose another with data: in gateline\.yaml/,
      ),
    });
  });

  it('holds its answers to their contracts here, and tells its own health', async () => {
    const { origin } = await start();
    for (const path of [
      'products',
      'products/desk/roadmap',
      'products/desk/gates',
      'products/desk/events',
      'sources',
      'dashboards',
      'session',
    ]) {
      expect({ path, status: (await fetch(`${origin}/api/v1/${path}`)).status }).toEqual({
        path,
        status: 200,
      });
    }
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    expect(metrics).toContain('gateline_source_up{source="telemetry",kind="otlp",product="desk"} 0');
    expect(metrics).toContain('gateline_gate_state{product="desk",item="v1"');
  });

  async function start(options: { config?: string } & Overrides = {}) {
    const { config: text = CONFIG, ...overrides } = options;
    await writeFile(join(folder, 'gateline.yaml'), text);
    const config = await loadConfig({ cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES });
    const one = await startGateline(config, {
      checkResponses: true,
      logSink: { write: (line) => lines.push(line) },
      ...overrides,
    });
    running.push(one);
    return {
      origin: `http://127.0.0.1:${one.address.port}`,
      otlp: `http://127.0.0.1:${one.otlpAddress?.port}/v1/metrics`,
    };
  }
});

function lastRoadmap(told: readonly StreamEvent[]): StreamEvent | undefined {
  return told.findLast((event) => event.type === 'roadmap');
}

function bearer(token: string): RequestInit {
  return { headers: { Authorization: `Bearer ${token}` } };
}

function push(address: string, value: number, token?: string): Promise<Response> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const point = {
    asInt: String(value),
    startTimeUnixNano: String(now - 1_000_000n),
    timeUnixNano: String(now),
    attributes: [{ key: 'version', value: { stringValue: 'v1' } }],
  };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  const body = {
    resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics: [{ name: 'requests', sum }] }] }],
  };
  const headers = new Headers(token === undefined ? {} : bearer(token).headers);
  headers.set('Content-Type', 'application/json');
  return fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Every event of the stream from now on. */
async function listenTo(origin: string): Promise<{ told: StreamEvent[]; ended: Promise<void> }> {
  const told: StreamEvent[] = [];
  const response = await fetch(`${origin}/api/v1/stream`);
  const read = async () => {
    let pending = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      pending += chunk;
      const blocks = pending.split('\n\n');
      pending = blocks.pop() ?? '';
      for (const block of blocks) if (block.startsWith('data: ')) told.push(JSON.parse(block.slice(6)));
    }
  };
  return { told, ended: read() };
}
