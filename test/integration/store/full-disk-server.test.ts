import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadyResponse } from '../../../server/http/contract/health.ts';
import { freePort } from '../../setup/free-port.ts';
import { Child } from '../child-process.ts';
import { eventually } from '../prometheus-server.ts';

const LAUNCHER = resolve('server/cli/gateline.js');
/** A store that the first version wrote. */
const EARLIER = resolve('test/integration/store/schema/schema-1.duckdb.gz');
const BALLAST_BYTES = 220 * 2 ** 20;
const FULL = {
  status: 200,
  store: { state: 'degraded', reason: expect.stringMatching(/nothing is written until there is room again/) },
};

describe('a server on a small disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-small-disk-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says so, sends senders away until there is room, answers readers, and goes on by itself', async () => {
    await using server = await start();
    const { ready, send, gates, disk } = server;
    expect(await ready()).toEqual({ status: 200, store: { name: 'store', state: 'ok' } });
    expect((await send(1)).status).toBe(200);

    writeFileSync(join(disk, 'ballast'), Buffer.alloc(BALLAST_BYTES, 1));
    await eventually(
      'it says that the disk is full',
      async () => (await ready()).store?.state === 'degraded',
    );
    expect(await ready()).toMatchObject(FULL);
    const refused = await send(2);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await gates()).toBe(200);

    rmSync(join(disk, 'ballast'));
    await eventually('it is ready again', async () => (await ready()).store?.state === 'ok');
    expect((await send(2)).status).toBe(200);
    expect(await server.child.kill('SIGTERM')).toBe(0);
  });

  it('starts where there is no room, says so, answers readers, and goes on by itself', async () => {
    await using server = await start(`head -c ${BALLAST_BYTES} /dev/zero > data/ballast`);
    const { ready, send, gates, disk } = server;
    expect(await ready()).toMatchObject(FULL);
    expect((await send(1)).status).toBe(503);
    expect(await gates()).toBe(200);

    rmSync(join(disk, 'ballast'));
    await eventually('it is ready', async () => (await ready()).store?.state === 'ok');
    expect((await send(1)).status).toBe(200);
    expect(await server.child.kill('SIGTERM')).toBe(0);
  });

  it.each([
    ['there is nothing yet', 'true'],
    ['there is a file of an earlier schema', `gunzip -c ${EARLIER} > data/gateline.duckdb`],
  ])(
    'starts on a disk that is full to the last byte where %s, says so, and goes on by itself',
    async (_, begun) => {
      await using server = await start(`${begun}; cat /dev/zero > data/ballast 2> /dev/null || true`);
      const { ready, send, disk } = server;
      expect(await ready()).toEqual({
        status: 503,
        store: {
          name: 'store',
          state: 'failing',
          reason: expect.stringMatching(
            /is full: the store cannot be opened, and is as soon as there is room again/,
          ),
        },
      });
      const refused = await send(1);
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

      rmSync(join(disk, 'ballast'));
      await eventually('it is ready', async () => (await ready()).store?.state === 'ok');
      expect((await send(1)).status).toBe(200);
      expect(await server.child.kill('SIGTERM')).toBe(0);
    },
  );

  /** @param before is done on the small disk, before the server starts */
  async function start(before = 'true') {
    const [pages, otlp] = [await freePort(), await freePort()];
    writeFileSync(join(folder, 'gateline.yaml'), configuration(pages, otlp));
    writeFileSync(join(folder, 'roadmap.yaml'), ROADMAP);
    // The small disk is in a mount namespace of the server's own, and gone with it.
    const script = `mkdir -p data && mount -t tmpfs -o size=300m tmpfs data && ${before} && exec "$@"`;
    const child = new Child(['-rm', 'sh', '-c', script, 'sh', process.execPath, LAUNCHER, 'serve'], {
      program: 'unshare',
      cwd: folder,
    });
    await child.said(/is on http/);
    return {
      child,
      disk: `/proc/${child.pid}/root${join(folder, 'data')}`,
      ready: async () => {
        const answer = await fetch(`http://127.0.0.1:${pages}/readyz`);
        const { checks } = (await answer.json()) as ReadyResponse;
        return { status: answer.status, store: checks.find(({ name }) => name === 'store') };
      },
      send: (n: number) =>
        fetch(`http://127.0.0.1:${otlp}/v1/metrics`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(oneRequest(n)),
        }),
      gates: async () => (await fetch(`http://127.0.0.1:${pages}/api/v1/products/desk/gates`)).status,
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    };
  }
});

function configuration(pages: number, otlp: number): string {
  return `
listen: 127.0.0.1:${pages}
otlp: { listen: "127.0.0.1:${otlp}", grpc_listen: off }
roadmaps: [roadmap.yaml]
sources:
  - type: otlp
    name: telemetry
    product: desk
    attribution: { item: { label: version } }
    metrics: [{ metric: desk.requests, measure: requests }]
  - type: alertmanager
    name: alerts
    product: desk
    webhook: true
    attribution: { item: { label: item } }
`;
}

const ROADMAP = `
product: desk
name: Desk
models:
  - id: v1
    title: First
    lifecycle: live
    gate: { criteria: [latency_p99 < 2s] }
`;

function oneRequest(n: number): object {
  const nanoseconds = (at: number) => `${BigInt(at) * 1_000_000n}`;
  const dataPoints = [
    {
      asInt: '1',
      startTimeUnixNano: nanoseconds(Date.now() - 20_000 + n * 1_000),
      timeUnixNano: nanoseconds(Date.now() - 19_000 + n * 1_000),
      attributes: [{ key: 'version', value: { stringValue: 'v1' } }],
    },
  ];
  const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints };
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'desk.requests', sum }] }] }] };
}
