import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../server/config.ts';
import type { SourcesResponse } from '../../server/http/contract/operations.ts';
import type { GatesResponse } from '../../server/http/contract/verdict.ts';
import { SOURCE_TYPES } from '../../server/source-types.ts';
import { freePort } from '../setup/free-port.ts';
import { Influxd } from '../setup/influxd.ts';
import { Child } from './child-process.ts';
import { eventually } from './prometheus-server.ts';

const LAUNCHER = resolve('server/cli/gateline.js');
const README = readFileSync('README.md', 'utf8');
const FOLDER = mkdtempSync(join(tmpdir(), 'gateline-readme-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Blocks of YAML by what stands behind the word that opens them. */
function blocks(what: string): string[] {
  return [...README.matchAll(/^```yaml (.+)\n([\s\S]*?)^```/gm)].flatMap(([, title, text = '']) =>
    title === what ? [text] : [],
  );
}

describe('the README', () => {
  it('gives sources that are accepted', () => {
    const examples = blocks('sources');
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      expect(
        parseConfig('README.md', example, { environment: {}, sourceTypes: SOURCE_TYPES }).problems,
      ).toEqual([]);
    }
  });

  it('shows the files of examples/first-gate', () => {
    for (const file of ['gateline.yaml', 'roadmap.yaml']) {
      expect(blocks(`my-product/${file}`)).toEqual([readFileSync(`examples/first-gate/${file}`, 'utf8')]);
    }
  });

  it('leads from nothing to a gate of one’s own', async () => {
    const [metrics, pages] = [await freePort(), await freePort()];
    await using service = new Child([resolve('examples/first-gate/service.js'), String(metrics)]);
    await service.said(/metrics on/);
    await gateline('init', 'my-product');
    for (const file of ['gateline.yaml', 'roadmap.yaml']) {
      const [text = ''] = blocks(`my-product/${file}`);
      const here = text.replace('4600', String(pages)).replace('9464', String(metrics));
      writeFileSync(join(FOLDER, 'my-product', file), here);
    }
    await gateline('validate', 'my-product/gateline.yaml', 'my-product/roadmap.yaml');
    await using server = new Child([LAUNCHER, 'serve', '--config', 'my-product/gateline.yaml'], {
      cwd: FOLDER,
    });
    await server.said(/is on http/);
    const verdicts = async () => {
      const answer = await fetch(`http://127.0.0.1:${pages}/api/v1/products/my-product/gates`);
      return ((await answer.json()) as GatesResponse).gates[0]?.criteria ?? [];
    };
    await eventually(
      'both criteria have an actual',
      async () => (await verdicts()).every(({ actual }) => (actual?.n ?? 0) >= 100),
      60_000,
    );
    const [wrong, latency] = await verdicts();
    expect(wrong?.actual?.value).toBeGreaterThan(0);
    expect(wrong?.actual?.value).toBeLessThan(0.02);
    expect(latency?.actual?.value).toBeLessThan(2);
  });

  // With what the test before has left: a product of one's own, with its data.
  it('leads from there to InfluxDB, and every number is what it was', async () => {
    const config = join(FOLDER, 'my-product/gateline.yaml');
    const pages = /listen: 127.0.0.1:(\d+)/.exec(readFileSync(config, 'utf8'))?.[1];
    const served = async () => {
      await using server = new Child([LAUNCHER, 'serve', '--config', config], { cwd: FOLDER });
      await server.said(/is on http/);
      const read = async <T>(path: string) =>
        (await (await fetch(`http://127.0.0.1:${pages}/api/v1/${path}`)).json()) as T;
      const told = async () =>
        (await read<GatesResponse>('products/my-product/gates')).gates[0]?.criteria.map(
          ({ actual }) => actual,
        );
      await eventually(
        'the criteria have an actual',
        async () => (await told())?.every((one) => one?.n) === true,
      );
      const { store } = await read<SourcesResponse>('sources');
      const actuals = (await told())?.map((one) => ({ n: one?.n, value: one?.value }));
      expect(await server.kill('SIGTERM')).toBe(0);
      return { kind: store.kind, actuals };
    };
    const before = await served();
    expect(before.kind).toBe('duckdb');

    const influxd = await Influxd.start();
    try {
      const [out = [], taken = [], serve = []] = commandsOf('Moving to InfluxDB');
      expect([out, taken, serve].map(([verb]) => verb)).toEqual(['export', 'import', 'serve']);
      await gateline(...out);
      const [store = ''] = blocks('influxdb');
      appendFileSync(config, store.replace('http://127.0.0.1:8086', influxd.url));
      await gateline(...taken);
      const after = await served();
      expect(after).toEqual({ kind: 'influxdb', actuals: before.actuals });
      expect(serve).toEqual(['serve', '--config', 'my-product/gateline.yaml']);
    } finally {
      await influxd.remove();
    }
  });
});

/** What a section says to run, as arguments of Gateline's. */
function commandsOf(section: string): string[][] {
  const [, text = ''] = README.split(`## ${section}\n`);
  const own = text.split(/^## /m)[0] ?? '';
  return [...own.matchAll(/^ {4}npx gateline (.+)$/gm)].map(([, args = '']) => args.split(' '));
}

async function gateline(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await new Promise((done) => child.once('exit', done))).toBe(0);
}
