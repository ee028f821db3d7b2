import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { loadConfig } from './config.ts';
import type { ReadyResponse } from './http/contract/health.ts';
import { startGateline } from './main.ts';
import { openStore } from './open-store.ts';
import { createRedaction } from './redaction.ts';
import { secretsOf } from './source-secrets.ts';
import { SOURCE_TYPES } from './source-types.ts';

const ROADMAP = 'product: desk\nname: Desk\nmodels: [{ id: v1, title: First, lifecycle: live }]\n';

const SOURCES = `
sources:
  - { type: otlp, name: telemetry, product: desk, attribution: { item: { label: version } }, metrics: [{ metric: a, measure: requests }] }
  - { type: alertmanager, name: alerts, product: desk, webhook: true, attribution: { item: { label: item } } }
`;

it.each([
  ['overwritten', () => Buffer.alloc(65_536, 0xa5)],
  ['cut off', (good: Buffer) => good.subarray(0, 5_000)],
  ['empty', () => Buffer.alloc(0)],
])(
  'says in /readyz that its data file is %s, and is ready as soon as it is out of the way',
  async (_, damaged) => {
    const folder = await mkdtemp(join(tmpdir(), 'gateline-damaged-'));
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
    await writeFile(
      join(folder, 'gateline.yaml'),
      `listen: 127.0.0.1:0\notlp: { listen: "127.0.0.1:0", grpc_listen: off }\n${SOURCES}`,
    );
    await mkdir(join(folder, 'data'));
    const file = join(folder, 'data', 'gateline.duckdb');
    const config = await loadConfig({ cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES });
    const secrets = secretsOf(config, createRedaction());
    await (await openStore({ ...config, clock: Date, secrets })).store.close();
    await writeFile(file, damaged(await readFile(file)));
    const running = await startGateline(config, { otlpPort: 0, logSink: { write: () => undefined } });
    try {
      const ready = async () => {
        const answer = await fetch(`http://127.0.0.1:${running.address.port}/readyz`);
        const { checks } = (await answer.json()) as ReadyResponse;
        return { status: answer.status, store: checks.find(({ name }) => name === 'store') };
      };
      expect(await ready()).toEqual({
        status: 503,
        store: { name: 'store', state: 'failing', reason: expect.stringMatching(/gateline backup/) },
      });
      await rm(file);
      await vi.waitFor(async () => expect(await ready()).toMatchObject({ status: 200 }), 30_000);
    } finally {
      await running.close();
      await rm(folder, { recursive: true });
    }
  },
);
