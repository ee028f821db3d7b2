import { appendFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReadRequest } from '../../../core/ports.ts';
import { openStoreOf } from '../../../server/cli/opened-store.ts';
import { run } from '../../../server/cli/program.ts';
import { loadConfig } from '../../../server/config.ts';
import { SOURCE_TYPES } from '../../../server/source-types.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import type { Manifest } from '../../../server/store/duckdb/transfer/manifest.ts';
import type { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { batches, PRODUCT, series, writeAll } from '../../contract/history.ts';
import { compareRead, expectedRead } from '../../contract/oracle.ts';
import { freePort } from '../../setup/free-port.ts';
import { Influxd } from '../../setup/influxd.ts';
import { Child } from '../child-process.ts';
import { answersOf, RAW_RETENTION_MS, sentAgain, writePast } from './schema/past.ts';

const GATELINE = resolve(import.meta.dirname, '../../../server/cli/gateline.js');
const DAY = 86_400_000;

describe('gateline export data and import data', () => {
  let folder: string;
  let influxd: Influxd;
  let answers: unknown;

  beforeAll(async () => {
    influxd = await Influxd.start();
    folder = await mkdtemp(join(tmpdir(), 'gateline-transfer-'));
    await configure('embedded');
    const store = await open('embedded');
    await writePast(store, store.events);
    answers = await answersOf(store, store.events);
    await store.close();
    expect(await gateline('export', 'data', 'everything', '--config', 'embedded.yaml')).toMatchObject({
      code: 0,
    });
  });

  afterAll(async () => {
    await influxd.remove();
    await rm(folder, { recursive: true });
  });

  it('move everything from the embedded store to InfluxDB and back: every answer stays what it was', async () => {
    await configure('influx', true);
    const there = await gateline('import', 'data', 'everything', '--config', 'influx.yaml');
    expect(there).toMatchObject({ code: 0, err: '' });
    expect(there.out).toMatch(/The store holds the export of [\d-]+ [\d:]+ UTC now: [\d,]+ rows\.\n$/);
    expect(await answersIn('influx')).toEqual(answers);

    expect(await gateline('export', 'data', 'back', '--config', 'influx.yaml')).toMatchObject({ code: 0 });
    await configure('embedded-again');
    expect(await gateline('import', 'data', 'back', '--config', 'embedded-again.yaml')).toMatchObject({
      code: 0,
    });
    expect(await answersIn('embedded-again')).toEqual(answers);

    // A sender that was not answered sends again: the batch is known wherever the data went.
    for (const name of ['influx', 'embedded-again']) {
      const store = await open(name);
      expect(await store.write(sentAgain())).toBe('duplicate');
      await store.close();
    }
  });

  it('write nothing of a product that nothing is known of, and say which there are', async () => {
    const of = (product: string) =>
      gateline('export', 'data', 'part', '--product', product, '--config', 'embedded.yaml');
    expect(await of('elsewhere')).toMatchObject({
      code: 64,
      err: expect.stringMatching(/holds nothing of the product "elsewhere"\. It holds .*desk/),
    });
    expect(await of('desc')).toMatchObject({ code: 64, err: expect.stringMatching(/Is it desk\?/) });
    await expect(readdir(join(folder, 'part'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each(['embedded', 'InfluxDB'])('change nothing when an export is taken in twice: %s', async (kind) => {
    const name = `twice-${kind}`;
    await configure(name, kind === 'InfluxDB');
    expect((await gateline('import', 'data', 'everything', '--config', `${name}.yaml`)).code).toBe(0);
    const again = await gateline('import', 'data', 'everything', '--config', `${name}.yaml`);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/All of the export of .* was here already; nothing was changed\.\n$/);
    expect(await answersIn(name)).toEqual(answers);
  });

  it.each(['embedded', 'InfluxDB'])('go on when they were killed: %s', async (kind) => {
    const name = `killed-${kind}`;
    await configure(name, kind === 'InfluxDB');
    const args = [GATELINE, 'import', 'data', 'everything', '--config', `${name}.yaml`];
    let kills = 0;
    for (const afterMs of [0, 100]) {
      await using child = new Child(args, { cwd: folder });
      await child.said(/Importing: /).catch(() => undefined);
      await new Promise((done) => setTimeout(done, afterMs));
      if ((await child.kill('SIGKILL')) === 'SIGKILL') kills += 1;
    }
    expect(kills).toBeGreaterThan(0);
    const last = await gateline('import', 'data', 'everything', '--config', `${name}.yaml`);
    expect(last).toMatchObject({ code: 0, err: '' });
    expect(await answersIn(name)).toEqual(answers);
  });

  it('stop in order when they are told to, and say that they can go on', async () => {
    await configure('stopped');
    const child = new Child([GATELINE, 'import', 'data', 'everything', '--config', 'stopped.yaml'], {
      cwd: folder,
    });
    await child.said(/Importing: /);
    const code = await child.kill('SIGINT');
    if (code === 130) expect(child.err).toBe('Interrupted; the same command goes on from here.\n');
    else expect(code).toBe(0);
    expect((await gateline('import', 'data', 'everything', '--config', 'stopped.yaml')).code).toBe(0);
    expect(await answersIn('stopped')).toEqual(answers);
  });

  it('never count the same data twice', async () => {
    const own = await gateline('import', 'data', 'everything', '--config', 'embedded.yaml');
    expect(own).toMatchObject({
      code: 1,
      err: expect.stringMatching(/holds what this very store had, which would count twice/),
    });
    await gateline('export', 'data', 'second-export', '--config', 'embedded.yaml');
    await configure('doubled');
    await gateline('import', 'data', 'everything', '--config', 'doubled.yaml');
    const second = await gateline('import', 'data', 'second-export', '--config', 'doubled.yaml');
    expect(second).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /This store took in another export of the same data on \d{4}-\d\d-\d\d; .*second-export would count them twice/,
      ),
    });
    expect(await answersIn('doubled')).toEqual(answers);
    // Nor by way of a third store.
    await gateline('export', 'data', 'third-hand', '--config', 'doubled.yaml');
    const home = await gateline('import', 'data', 'third-hand', '--config', 'embedded.yaml');
    expect(home.err).toMatch(/holds what this very store had/);
  });

  it('add to a store that is in use: its own data stay, collectors keep their newer memory, events stand in order', async () => {
    await configure('in-use', true);
    const before = await open('in-use');
    const at = Date.UTC(2026, 8, 1);
    const own = { series: series('requests'), at, value: 5 };
    await before.write({
      source: 'service',
      id: 'own',
      counters: [own],
      cursor: 'newer',
      state: [{ key: 'mine', value: '1' }],
    });
    await before.events.append([
      { at: at - 200 * DAY, product: 'desk', item: 'v1', type: 'verdict', data: { own: 'old' } },
      { at, product: 'desk', item: 'v1', type: 'verdict', data: { own: 'new' } },
    ]);
    await before.maintain(at + DAY, new AbortController().signal);
    await before.close();
    expect((await gateline('import', 'data', 'everything', '--config', 'in-use.yaml')).code).toBe(0);

    const store = await open('in-use');
    const all = (await answersOf(store, store.events)) as Record<string, unknown>;
    const expected = answers as Record<string, unknown>;
    expect({ ...all, events: 0, state: 0, cursor: 0 }).toEqual({
      ...expected,
      events: 0,
      state: 0,
      cursor: 0,
    });
    expect(await store.cursor('service')).toBe('newer');
    expect(await store.state('service')).toEqual(new Map([['mine', '1']]));
    const answer = await store.read({
      product: PRODUCT,
      from: at - DAY,
      to: at + DAY,
      select: [{ measure: 'requests', kind: 'counter' }],
    });
    expect(answer.selections[0]?.groups[0]).toMatchObject({ totals: Float64Array.of(5) });
    const events = await store.events.events({ product: 'desk', limit: 100 });
    expect(events).toHaveLength(32);
    expect(events[0]?.data).toEqual({ own: 'new' });
    expect(events.at(-1)?.data).toEqual({ own: 'old' });
    expect(events.map((event) => event.at)).toEqual(
      events.map((event) => event.at).toSorted((a, b) => b - a),
    );
    await store.close();
  });

  it('take a product and a time of it', async () => {
    const [from, to] = ['2026-08-01', '2026-09-15T06:30:00Z'];
    const part = ['--product', 'desk', '--from', from, '--to', to];
    const made = await gateline('export', 'data', 'part', '--config', 'embedded.yaml', ...part);
    expect(made.out).toMatch(/It is a part of the store: what collectors remember is not in it\.\n$/);
    await configure('part-taken');
    await gateline('import', 'data', 'part', '--config', 'part-taken.yaml');
    const [whole, taken] = [await open('embedded'), await open('part-taken')];
    const request = { product: 'desk', from: Date.parse(from), to: Date.parse(to), select: SELECT };
    expect(await taken.read(request)).toEqual(await whole.read(request));
    const more = { ...request, from: request.from - 60 * DAY, to: request.to + 60 * DAY };
    expect((await taken.read(more)).selections).toMatchObject(
      (await whole.read(request)).selections.map(({ groups }) => ({ groups })),
    );
    expect(await taken.cursor('service')).toBeUndefined();
    const runs = await taken.evaluationRuns({ product: 'desk', includeRetracted: true });
    expect(runs.map((one) => one.id)).toEqual(['run-2', 'run-1']);
    await Promise.all([whole.close(), taken.close()]);

    const before = ['--product', 'desk', '--from', '2020-01-01', '--to', '2020-02-01'];
    const none = await gateline('export', 'data', 'none', '--config', 'embedded.yaml', ...before);
    expect(none.code).toBe(0);
    const { files } = JSON.parse(await readFile(join(folder, 'none/manifest.json'), 'utf8')) as Manifest;
    const numbers = files.filter(({ name }) => /^(increment|sample)/.test(name));
    expect(numbers.reduce((sum, file) => sum + file.rows, 0)).toBe(0);
  });

  it.each([
    [['--from', 'soon'], /A time is written such as 2026-07-01, or/],
    [['--from', '2026-07-01T00:07:00Z'], /A time is on a whole quarter of an hour/],
    [['--from', '2026-07-02', '--to', '2026-07-01'], /--from must be before --to/],
  ])('refuse %j with one sentence', async (options, sentence) => {
    const { code, err } = await gateline('export', 'data', 'x', '--config', 'embedded.yaml', ...options);
    expect(code).toBe(64);
    expect(err).toMatch(sentence);
  });

  it('write over nothing', async () => {
    await mkdir(join(folder, 'taken'));
    await writeFile(join(folder, 'taken/mine.txt'), 'mine');
    expect(await gateline('export', 'data', 'taken', '--config', 'embedded.yaml')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/taken is there already and is left alone; choose another name\.\n$/),
    });
    await mkdir(join(folder, 'empty'));
    expect((await gateline('export', 'data', 'empty', '--config', 'embedded.yaml')).code).toBe(0);
    const left = await readdir(folder);
    expect(left.filter((name) => name.includes('partial'))).toEqual([]);
  });

  describe('take in nothing of a folder that', () => {
    // None of them leaves anything in it.
    beforeAll(() => configure('refusing'));

    const refusal = async (name: string) => {
      const { code, err, out } = await gateline('import', 'data', name, '--config', 'refusing.yaml');
      expect(code).toBe(1);
      expect(out.replace(/^Importing: .*\n/gm, '')).toBe('');
      const store = await open('refusing');
      expect(await store.series('desk')).toEqual([]);
      await store.close();
      return err;
    };
    const copied = async (name: string) => {
      await cp(join(folder, 'everything'), join(folder, name), { recursive: true });
      return join(folder, name);
    };

    it('is no export', async () => {
      expect(await refusal('nowhere')).toMatch(
        /^There is no manifest\.json in .*nowhere: it is no folder of gateline export data/,
      );
    });

    it('was changed on its way', async () => {
      const path = await copied('changed');
      const [file = ''] = await readdir(join(path, 'increments'));
      appendFileSync(join(path, 'increments', file), 'x');
      expect(await refusal('changed')).toMatch(
        /increments\/.*\.parquet is not what was written: it was cut off or changed/,
      );
    });

    it('lost a file', async () => {
      const path = await copied('lost');
      await rm(join(path, 'events.parquet'));
      expect(await refusal('lost')).toMatch(/lost\/events\.parquet is missing\.\n$/);
    });

    it('a newer Gateline wrote', async () => {
      await rewritten(await copied('newer'), (manifest) => ({ ...manifest, version: 9 }));
      expect(await refusal('newer')).toMatch(
        /was written by a newer Gateline \(format 9; this one knows 1\)\. Upgrade Gateline first\.\n$/,
      );
    });

    it('names files outside of itself', async () => {
      const evil = { name: '../../etc/passwd', rows: 1, bytes: 1, sha256: '0'.repeat(64) };
      await rewritten(await copied('evil'), (manifest) => ({
        ...manifest,
        files: [evil] as Manifest['files'],
      }));
      expect(await refusal('evil')).toMatch(
        /manifest\.json is not as gateline export data writes it \(files\.0\.name: /,
      );
    });

    async function rewritten(path: string, change: (manifest: Manifest) => Manifest): Promise<void> {
      const file = join(path, 'manifest.json');
      const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
      await writeFile(file, JSON.stringify(change(manifest)));
    }
  });

  it('leave a running server alone: an export is made of a copy, an import waits until it is stopped', async () => {
    await configure('served');
    await writeFile(
      join(folder, 'roadmap.yaml'),
      'product: desk\nname: Desk\nmodels: [{ id: v1, title: First, lifecycle: live }]\n',
    );
    await cp(join(folder, 'embedded'), join(folder, 'served'), { recursive: true });
    await using server = new Child([GATELINE, 'serve', '--config', 'served.yaml'], { cwd: folder });
    await server.said(/Gateline \S+ is on http/);
    const made = await gateline('export', 'data', 'of-a-server', '--config', 'served.yaml');
    expect(made).toMatchObject({ code: 0, err: expect.stringMatching(/^Asking the server http/) });
    await gateline('export', 'data', 'of-a-server-again', '--config', 'served.yaml');
    expect(await ledgersOf('of-a-server-again')).toEqual(await ledgersOf('of-a-server'));
    const taken = await gateline('import', 'data', 'of-a-server', '--config', 'served.yaml');
    expect(taken).toMatchObject({
      code: 69,
      err: expect.stringMatching(/gateline\.duckdb is in use by process \d+\. Stop that Gateline first/),
    });
    await server.kill('SIGTERM');
    await configure('of-a-server');
    await gateline('import', 'data', 'of-a-server', '--config', 'of-a-server.yaml');
    const store = await open('of-a-server');
    const reads = ((await answersOf(store, store.events)) as { reads: unknown }).reads;
    await store.close();
    expect(reads).toEqual((answers as { reads: unknown }).reads);
  });

  it('can be read by anything that knows Parquet', async () => {
    const store = await DuckdbStore.open({ file: join(folder, 'reader.duckdb') });
    const file = (name: string) => `read_parquet('${join(folder, 'everything', name)}')`;
    const answer = await store.ledger.database.writer.runAndReadAll(
      `SELECT item, sum(value) FROM ${file('increments/*.parquet')} JOIN ${file('cells.parquet')} AS cells ON cells.id = cell
         JOIN ${file('series.parquet')} AS series ON series.id = cells.series
       WHERE measure = 'cost_usd' AND part = 'value' GROUP BY item ORDER BY item`,
    );
    expect(answer.getRows()).toEqual([
      ['v1', expect.any(Number)],
      ['v2', expect.any(Number)],
    ]);
    await store.close();
  });

  it('carry random histories from each kind of store into the other', async () => {
    const window = { from: 737 * 28 * DAY, to: 737 * 28 * DAY + 30 * DAY };
    let count = 0;
    await fc.assert(
      fc.asyncProperty(batches(window.from, window.to), fc.boolean(), async (history, toInflux) => {
        count += 1;
        const [from, to] = toInflux ? (['duckdb', 'influx'] as const) : (['influx', 'duckdb'] as const);
        const source = await openKind(from, `from-${count}`);
        const kept = await writeAll(source, history, window.to);
        await source.close();
        await configureKind(from, `from-${count}`);
        await configureKind(to, `to-${count}`);
        await gateline('export', 'data', `random-${count}`, '--config', `from-${count}.yaml`);
        const taken = await gateline('import', 'data', `random-${count}`, '--config', `to-${count}.yaml`);
        expect(taken).toMatchObject({ code: 0, err: '' });
        const store = await openKind(to, `to-${count}`);
        const request: ReadRequest = {
          product: PRODUCT,
          ...window,
          boundaries: quarters(window),
          select: SELECT,
        };
        compareRead(await store.read(request), expectedRead(kept, request));
        await store.close();
      }),
      { numRuns: 3, seed: 20_261_123 },
    );
  });

  async function ledgersOf(name: string): Promise<readonly string[]> {
    return (JSON.parse(await readFile(join(folder, name, 'manifest.json'), 'utf8')) as Manifest).ledgers;
  }

  async function openKind(kind: 'duckdb' | 'influx', name: string): Promise<DuckdbStore | InfluxStore> {
    await configureKind(kind, name);
    return await open(name);
  }

  async function configureKind(kind: 'duckdb' | 'influx', name: string): Promise<void> {
    await configure(name, kind === 'influx');
  }

  /** A configuration with a data folder of its own, and a database of its own. */
  async function configure(name: string, influx = false): Promise<void> {
    const [port, otlp] = [await freePort(), await freePort()];
    const kind = influx ? `kind: influxdb, url: "${influxd.url}", database: "${name}", ` : '';
    await writeFile(
      join(folder, `${name}.yaml`),
      `listen: 127.0.0.1:${port}\notlp: { listen: "127.0.0.1:${otlp}" }\ndata: ./${name}\nstore: { ${kind}retention: { raw: ${RAW_RETENTION_MS / DAY}d } }\n`,
    );
    await mkdir(join(folder, name), { recursive: true });
  }

  async function open(name: string): Promise<DuckdbStore | InfluxStore> {
    const options = { cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES };
    return await openStoreOf(await loadConfig({ ...options, file: `${name}.yaml` }));
  }

  async function answersIn(name: string): Promise<unknown> {
    const store = await open(name);
    try {
      return await answersOf(store, store.events);
    } finally {
      await store.close();
    }
  }

  async function gateline(...args: string[]) {
    const told = { out: '', err: '' };
    const code = await run(args, {
      cwd: folder,
      environment: {},
      interactive: false,
      out: (text) => {
        told.out += text;
      },
      err: (text) => {
        told.err += text;
      },
    });
    return { code, ...told };
  }
});

const SELECT = [
  { measure: 'requests', kind: 'counter', by: ['item', 'environment', 'label:route'] },
  { measure: 'request_duration', kind: 'distribution', by: ['build'] },
  { measure: 'labeled_examples', kind: 'gauge', by: ['item'] },
] as const;

/** Uneven steps, with an edge inside raw data. */
function quarters({ from, to }: { from: number; to: number }): number[] {
  return [from, from + DAY, from + 9 * DAY + 12_345, from + 20 * DAY, to];
}
