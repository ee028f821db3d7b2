import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './program.ts';

describe('gateline doctor ends', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-doctor-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function doctor(...args: string[]): Promise<{ readonly text: string; readonly code: number }> {
    let text = '';
    const take = (more: string) => {
      text += more;
    };
    const terminal = { out: take, err: take, cwd: folder, environment: {}, interactive: false };
    const code = await run(['doctor', ...args], terminal);
    return { text, code };
  }

  async function configured(roadmap: string, more = ''): Promise<void> {
    await writeFile(join(folder, 'roadmap.yaml'), roadmap);
    // A port that nobody listens on: below those that are handed out, and no service's.
    await writeFile(join(folder, 'gateline.yaml'), `listen: 127.0.0.1:9\nroadmaps: [roadmap.yaml]\n${more}`);
  }

  it('with 2 for bad input, in one sentence', async () => {
    expect((await doctor('--no-such-option')).code).toBe(2);
    expect(await doctor()).toEqual({
      code: 2,
      text: expect.stringMatching(/^There is no .*gateline\.yaml\..*\n$/),
    });
    await configured('product: desk\nname: Desk\nmodels: 7\n');
    expect(await doctor()).toEqual({ code: 2, text: expect.stringMatching(/^\S*roadmap\.yaml:3:\d+.*\n$/) });
    await configured('product: desk\nname: Desk\n', 'sources: [{ type: scrap, name: a, product: desk }]\n');
    expect(await doctor()).toEqual({ code: 2, text: expect.stringContaining('gateline.yaml') });
  });

  it('with 69 where a server that was named cannot be reached', async () => {
    expect(await doctor('--server', 'http://127.0.0.1:9')).toEqual({
      code: 69,
      text: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9 cannot be reached: .*\n$/),
    });
  });

  it('with 0 where nothing is amiss, and says what it could not see', async () => {
    const files = `sources: [{ type: evaluations, name: runs, product: desk, folder: . }]\n`;
    await configured('product: desk\nname: Desk\n', files);
    const { text, code } = await doctor();
    expect(text).toMatch(
      /^✔ nothing is amiss, 1 hint\n {2}gateline\.yaml; what is stored was told by nobody\n/,
    );
    expect(text).toContain('no server runs, and nothing has been stored yet');
    expect(code).toBe(0);
  });

  it('with 1 where a model that a source shows has no price, before anything is stored', async () => {
    const text = '# TYPE t counter\nt_total{model="known"} 5\nt_total{model="new"} 7\n';
    const page = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(text);
    });
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    const { port } = page.address() as AddressInfo;
    const prices = 'currency: USD\nper: 1000\nmodels: { known: { input: 1 } }\n';
    await writeFile(join(folder, 'prices.yaml'), prices);
    const source = `{ type: scrape, name: model, product: desk, targets: ["http://127.0.0.1:${port}/metrics"], attribution: { item: v1 }, metrics: [{ metric: t_total, measure: tokens_input }] }`;
    await configured('product: desk\nname: Desk\n', `prices: prices.yaml\nsources: [${source}]\n`);
    const found = await doctor();
    page.closeAllConnections();
    page.close();
    expect(found.text).toContain('counts tokens that have no price: new (7 tokens)');
    expect(found.code).toBe(1);
  });

  it('with 1 where something is', async () => {
    await configured('product: desk\nname: Desk\n');
    expect(await doctor()).toEqual({
      code: 1,
      text: expect.stringContaining('no source brings anything of it'),
    });
  });
});
