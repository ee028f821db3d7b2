import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../config.ts';
import type { SourcesResponse } from '../http/contract/operations.ts';
import { type RunningGateline, startGateline } from '../main.ts';
import { SOURCE_TYPES } from '../source-types.ts';

const ROADMAP = `
product: desk
name: Ticket desk
models:
  - id: v1
    title: First
    gate: { criteria: [cost_per_request < 1] }
`;
const prices = (input: number) => `currency: USD\nper: 1\nmodels: { house-1: { input: ${input} } }\n`;

describe('a server with prices', () => {
  let folder: string;
  let service: Server;
  let running: RunningGateline | undefined;
  let log = '';
  let tokens = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-priced-'));
    tokens = 0;
    log = '';
    service = createServer((_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
      const line = (model: string) => `tokens_total{version="v1",model="${model}"} ${tokens}\n`;
      answer.end(`# TYPE tokens_total counter\n${line('house-1')}${line('stranger')}`);
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
    await writeFile(join(folder, 'prices.yaml'), prices(2));
  });
  afterEach(async () => {
    await running?.close();
    running = undefined;
    await new Promise((resolve) => service.close(resolve));
    await rm(folder, { recursive: true });
  });

  async function start(more = '') {
    const { port } = service.address() as AddressInfo;
    const config = `
listen: 127.0.0.1:0
store: { kind: memory }
prices: prices.yaml
sources:
  - type: scrape
    name: model
    product: desk
    interval: 24h
    targets: [http://127.0.0.1:${port}/metrics]
    attribution: { item: { label: version } }
    metrics: [{ metric: tokens_total, measure: tokens_input }]
${more}`;
    const file = join(folder, 'gateline.yaml');
    await writeFile(file, config);
    const read = await loadConfig({ file, cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES });
    const logSink = {
      write: (line: string) => {
        log += line;
      },
    };
    running = await startGateline(read, { logSink });
    await running.collectNow();
    return running;
  }

  async function total(measure: string): Promise<number> {
    const select = [{ measure, kind: 'counter' }] as const;
    const now = Date.now();
    const read = await running?.store.read({ product: 'desk', from: now - 3_600_000, to: now + 1, select });
    const [group] = read?.selections[0]?.groups ?? [];
    return group?.kind === 'counter' ? (group.totals[0] ?? 0) : 0;
  }

  it('prices what a source counts, from an edit on by the new price, and names models without one', async () => {
    const gateline = await start();
    tokens = 10;
    await gateline.collectNow();
    expect(await total('cost_usd')).toBe(20);
    await writeFile(join(folder, 'prices.yaml'), prices(5));
    await vi.waitFor(() => expect(log).toContain('other prices hold from now on'), 30_000);
    tokens = 20;
    await gateline.collectNow();
    expect(await total('cost_usd')).toBe(20 + 50);
    expect([await total('tokens_priced'), await total('tokens_unpriced')]).toEqual([20, 20]);
    const { host, port } = gateline.address;
    const answer = await fetch(`http://${host}:${port}/api/v1/sources`);
    const { sources } = (await answer.json()) as SourcesResponse;
    expect(sources[0]?.unpricedModels).toEqual({ stranger: 20 });
  });

  it('goes on with the last good prices after a bad edit, and says what is wrong with it', async () => {
    const gateline = await start();
    await writeFile(
      join(folder, 'prices.yaml'),
      'currency: USD\nper: 1\nmodels: { house-1: { inptu: 2 } }\n',
    );
    await vi.waitFor(() => expect(log).toMatch(/prices\.yaml:3:\d+: error: `inptu` is no key/), 30_000);
    tokens = 10;
    await gateline.collectNow();
    expect(await total('cost_usd')).toBe(20);
  });

  it('does not price in another currency than the roadmap counts in', async () => {
    await writeFile(
      join(folder, 'roadmap.yaml'),
      ROADMAP.replace('product: desk', 'product: desk\ncurrency: EUR'),
    );
    const gateline = await start();
    tokens = 10;
    await gateline.collectNow();
    expect([await total('cost_usd'), await total('tokens_unpriced')]).toEqual([0, 20]);
  });
});
