import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tellPast } from '../../server/cli/demo/past.ts';
import { type Story, storySchema } from '../../server/cli/demo/story.ts';
import { run } from '../../server/cli/program.ts';
import type { ProductsResponse } from '../../server/http/contract/common.ts';
import type { SourcesResponse } from '../../server/http/contract/operations.ts';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import type { GatesResponse } from '../../server/http/contract/verdict.ts';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { Demo, isRunning } from './demo-process.ts';
import { type Books, booksIn, booksOf, differences, excesses, together } from './exactness/books.ts';
import { eventually } from './prometheus-server.ts';

const PRODUCT = 'ticket-routing';
const ROOT = mkdtempSync(join(tmpdir(), 'gateline-demo-'));
const FOLDER = join(ROOT, 'demo');

/** Half a day of history: 721 readings, in some batches. */
const SHORT = historyOf(0.5);

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

function historyOf(days: number): string[] {
  return ['--port', '0', '--history-days', String(days)];
}

const get = async <T>(origin: string, path: string) => (await (await fetch(`${origin}${path}`)).json()) as T;
const sourceOf = async (origin: string, name: string) =>
  (await get<SourcesResponse>(origin, '/api/v1/sources')).sources.find((source) => source.name === name);

function story(): Story {
  return storySchema.parse(JSON.parse(readFileSync(join(FOLDER, 'demo.json'), 'utf8')));
}

/** What the demo's file has of the first stretch of its past, and in all. */
async function keptBooks(): Promise<{ past: Books; whole: Books }> {
  const { from, until } = story().past[0]!;
  const store = await DuckdbStore.open({ file: join(FOLDER, 'gateline.duckdb') });
  try {
    return {
      past: await booksIn(store, PRODUCT, { from, to: until + 1 }),
      whole: await booksIn(store, PRODUCT, { from, to: Date.now() + 60_000 }),
    };
  } finally {
    await store.close();
  }
}

/** The same past, told without a break. */
async function toldBooks(): Promise<Books> {
  const told = story();
  const { from, until } = told.past[0]!;
  const store = new MemoryStore();
  await tellPast(store, told, told.past, { signal: new AbortController().signal, onProgress() {} });
  return await booksIn(store, PRODUCT, { from, to: until + 1 });
}

describe('the demo', () => {
  it('tells how far its history is, and survives being killed in the middle of it', async () => {
    await using demo = new Demo(FOLDER, ...SHORT);
    await demo.said(/^Making the history: \d+ % \(20\d\d-\d\d-\d\d\)$/m);
    expect(await demo.kill('SIGKILL')).toBe('SIGKILL');
    expect(demo.out).not.toContain('100 %');
  });

  it('goes on with its history, shows it live, and loses nothing when it is stopped', async () => {
    await using demo = new Demo(FOLDER, ...SHORT);
    const origin = await demo.ready();
    const { service } = demo;
    expect((await fetch(`${origin}/${PRODUCT}`)).status).toBe(200);
    expect(await get(origin, '/api/v1/dashboards')).toMatchObject({
      dashboards: [{ id: 'on-call' }, { id: 'review' }, { id: 'office' }],
      problems: [],
    });
    const { products } = await get<ProductsResponse>(origin, '/api/v1/products');
    expect(products).toMatchObject([{ id: PRODUCT }]);
    const { gates } = await get<GatesResponse>(origin, `/api/v1/products/${PRODUCT}/gates`);
    // Its evaluations alone say so.
    expect(gates.find(({ item }) => item === 'v4')).toMatchObject({ state: 'fail' });
    expect(await sourceOf(origin, 'service')).toMatchObject({ state: 'ok' });
    await service.post('flush');
    await eventually('OTLP has come in', async () => (await sourceOf(origin, 'telemetry'))?.state === 'ok');
    // In the small hours of a Sunday one comes in every five seconds.
    await eventually('tickets have come in', async () => (await service.requests()) > 2, 90_000);

    await service.post('pause');
    const truth = booksOf([await service.totals()]);
    expect(await demo.kill('SIGINT')).toBe(0);
    expect(demo.out).toContain('Stopped. The next start goes on from here');
    expect(demo.err).toBe('');
    expect(isRunning(service.pid)).toBe(false);
    await expect(fetch(origin)).rejects.toThrow();

    const kept = await keptBooks();
    const told = await toldBooks();
    expect(told.counters.size).toBeGreaterThan(40);
    // What is pushed counts from the begin of its 10 s: the first of it may stand just before the end of the past.
    expect(differences(kept.whole, together(told, truth))).toEqual([]);
    expect(excesses(told, kept.past)).toEqual([]);
  });

  it('has the same past after a second start, says what is in its way, and follows its roadmap', async () => {
    const before = await keptBooks();
    await using demo = new Demo(FOLDER, ...SHORT);
    const origin = await demo.ready();
    const { service } = demo;
    await refuses(['--fresh'], /gateline\.duckdb is in use by process \d+\. .*\.$/);
    await refuses([], /gateline\.duckdb is in use by process \d+\. .*\.$/);
    await refuses(
      ['--port', new URL(origin).port, '--data', join(ROOT, 'other')],
      /^Port \d+ on 127\.0\.0\.1 is taken by another program; choose another with --port.*\.$/,
    );

    const file = join(FOLDER, 'roadmap.yaml');
    const text = readFileSync(file, 'utf8');
    const nameNow = async () =>
      (await get<RoadmapResponse>(origin, `/api/v1/products/${PRODUCT}/roadmap`)).name;
    const problems = async () =>
      (await get<RoadmapResponse>(origin, `/api/v1/products/${PRODUCT}/roadmap`)).problems.length;
    writeFileSync(file, text.replace(/^name: .*$/m, 'name: Renamed while it runs'));
    await eventually('the edit is seen', async () => (await nameNow()) === 'Renamed while it runs');
    writeFileSync(file, text.replace('latency_p99 < 2s', 'latency_p99 < 2 parsecs'));
    await eventually('the bad edit is told', async () => (await problems()) > 0);
    expect(await nameNow()).toBe('Renamed while it runs');
    writeFileSync(file, text);
    await eventually('it is well again', async () => (await problems()) === 0);
    expect(demo.out).toContain('parsecs');

    process.kill(service.pid, 'SIGKILL');
    await demo.said(/The example service has ended by itself \(SIGKILL\)\./);
    await eventually(
      'its source fails',
      async () => (await sourceOf(origin, 'service'))?.state === 'failing',
    );
    expect(await demo.kill('SIGTERM')).toBe(0);

    const after = await keptBooks();
    expect(differences(after.past, before.past)).toEqual([]);
  });

  it('begins anew with --fresh, and leaves nothing running when it is killed outright', async () => {
    const before = story();
    await using demo = new Demo(FOLDER, '--fresh', ...historyOf(0.1));
    await demo.ready();
    const { service } = demo;
    expect(story().past[0]!.until).toBeGreaterThan(before.past[0]!.until);
    expect(isRunning(service.pid)).toBe(true);
    await demo.kill('SIGKILL');
    await eventually('the service has ended too', async () => !isRunning(service.pid));
  });

  it('says in one sentence what keeps it from its folder', async () => {
    const file = join(ROOT, 'a-file');
    writeFileSync(file, 'not a folder');
    const readOnly = /^Cannot write to the data folder .*; choose another with --data, or .*\.$/;
    await refuses(['--data', file], readOnly);
    await refuses(['--data', '/proc/gateline'], readOnly);
    const foreign = mkdtempSync(join(ROOT, 'foreign-'));
    writeFileSync(join(foreign, 'gateline.duckdb'), 'the measurements of somebody');
    for (const fresh of [[], ['--fresh']]) {
      await refuses(
        ['--data', foreign, ...fresh],
        /^.*gateline\.duckdb is not of a demo, and is left alone; .*\.$/,
        1,
      );
    }
    expect(readFileSync(join(foreign, 'gateline.duckdb'), 'utf8')).toBe('the measurements of somebody');
  });

  it('says that a port is taken before it makes anything', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await refuses(['--data', join(ROOT, 'never'), '--port', String(port)], /is taken by another program/);
    server.close();
  });
});

/** It ends by itself, with one sentence on standard error. */
async function refuses(args: readonly string[], sentence: RegExp, code = 69): Promise<void> {
  const told = { out: '', err: '' };
  const ended = await run(['demo', '--data', FOLDER, ...SHORT, ...args], {
    cwd: ROOT,
    environment: {},
    interactive: false,
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
  });
  expect({ code: ended, out: told.out }).toEqual({ code, out: '' });
  expect(told.err.trimEnd()).toMatch(sentence);
  expect(told.err.trimEnd()).not.toContain('\n');
}
