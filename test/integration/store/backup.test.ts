import { closeSync, copyFileSync, openSync, truncateSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../server/cli/program.ts';
import { TokenFile } from '../../../server/http/auth/token-file.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { lookInto } from '../../../server/store/duckdb/store-file.ts';
import { freePort } from '../../setup/free-port.ts';
import { Child } from '../child-process.ts';

const GATELINE = resolve(import.meta.dirname, '../../../server/cli/gateline.js');
const ROADMAP = 'product: desk\nname: Desk\nmodels: [{ id: v1, title: First, lifecycle: live }]\n';

describe('gateline backup and restore', () => {
  let folder: string;
  let port: number;
  let otlp: number;
  let server: Child;
  let sent = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-backup-'));
    port = await freePort();
    otlp = await freePort();
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
    await configure('gateline.yaml', './data');
    await configure('other.yaml', './other-data');
    server = await serve();
    for (let i = 0; i < 20; i += 1) await push();
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  afterEach(async () => {
    const left = await readdir(folder, { recursive: true });
    expect(left.filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('copies the store of a running server, with all that it acknowledged before, and stops nothing', async () => {
    let pushing = true;
    const load = (async () => {
      while (pushing) await push();
    })();
    const before = sent;
    const { code, out, err } = await gateline('backup', 'running.duckdb');
    const after = sent;
    pushing = false;
    await load;
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^Asking the server http:\/\/127/) });
    expect(out).toContain(`${join(folder, 'running.duckdb')} (`);
    const held = await total(join(folder, 'running.duckdb'));
    expect(held).toBeGreaterThanOrEqual(before);
    expect(held).toBeLessThanOrEqual(after + 1);
    expect(sent).toBeGreaterThan(before);
  });

  it('leaves a file alone that is there already, unless it is told to replace it', async () => {
    await writeFile(join(folder, 'mine.txt'), 'mine');
    const refused = await gateline('backup', 'mine.txt');
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/mine\.txt is there already.*--overwrite\.\n$/),
    });
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
    expect((await gateline('backup', 'mine.txt', '--overwrite')).code).toBe(0);
    expect(await total(join(folder, 'mine.txt'))).toBe(sent);
    expect(await gateline('backup', 'no/such/folder/b.duckdb')).toMatchObject({
      code: 69,
      err: expect.stringMatching(/^There is no folder .*no\/such\/folder; make it first\.\n$/),
    });
    expect((await gateline('backup', '.')).err).toMatch(/is a folder; name a file in it/);
  });

  it('puts nothing in the place of a store that a server has open', async () => {
    expect((await gateline('backup', 'here.duckdb')).code).toBe(0);
    const refused = await gateline('restore', 'here.duckdb');
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/There is a store already/) });
    const locked = await gateline('restore', 'here.duckdb', '--replace');
    expect(locked.code).toBe(69);
    expect(locked.err).toBe(
      `${join(folder, 'data/gateline.duckdb')} is in use by process ${server.pid}. Stop that Gateline first, or give this one another data folder.\n`,
    );
  });

  it('is restored into an empty folder, and the server there goes on from it', async () => {
    const made = sent;
    expect((await gateline('backup', 'moved.duckdb')).code).toBe(0);
    await push();
    // What is left of a store that somebody removed.
    await mkdir(join(folder, 'other-data'), { recursive: true });
    await writeFile(join(folder, 'other-data/gateline.duckdb.wal'), 'of another');
    const restored = await gateline('restore', 'moved.duckdb', '--config', 'other.yaml');
    expect(restored).toMatchObject({ code: 0, err: '' });
    const place = join(folder, 'other-data/gateline.duckdb');
    expect(restored.out).toMatch(`${place} is what ${join(folder, 'moved.duckdb')} holds (`);
    expect(await total(place)).toBe(made);
    expect(await readdir(join(folder, 'other-data'))).toContainEqual(
      expect.stringMatching(/^gateline\.duckdb\.before-.*\.wal$/),
    );
    const again = await gateline('restore', 'moved.duckdb', '--config', 'other.yaml', '--replace');
    const aside = /What was there before is (\S+);/.exec(again.out)?.[1] ?? '';
    expect(await total(aside)).toBe(made);
    expect(await total(place)).toBe(made);
  });

  it('asks for a token of the role admin where the server asks for tokens', async () => {
    const tokens = TokenFile.in(join(folder, 'data'), Date);
    const viewer = await tokens.create({ role: 'viewer' });
    const admin = await tokens.create({ role: 'admin' });
    try {
      const hint = 'Set GATELINE_TOKEN to a token of the role admin';
      const nobody = await gateline('backup', 'token.duckdb');
      expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining(hint) });
      const looking = await command({ GATELINE_TOKEN: viewer.token }, 'backup', 'token.duckdb');
      expect(looking.err).toContain('The role viewer may not do this; it needs admin.');
      expect(looking.err).not.toContain(viewer.token);
      const address = ['--server', `http://127.0.0.1:${port}/`];
      expect(
        await command({ GATELINE_TOKEN: admin.token }, 'backup', 'token.duckdb', ...address),
      ).toMatchObject({
        code: 0,
      });
      expect(await total(join(folder, 'token.duckdb'))).toBe(sent);
    } finally {
      await rm(join(folder, 'data/tokens.json'));
    }
  });

  it('says in one sentence why a server gives none', async () => {
    const nobody = await freePort();
    expect(await gateline('backup', 'x.duckdb', '--server', `http://127.0.0.1:${nobody}`)).toMatchObject({
      code: 69,
      err: expect.stringMatching(
        /No backup came from the server http:\/\/127\.0\.0\.1:\d+: ECONNREFUSED\.\n$/,
      ),
    });
    expect(await gateline('backup', 'x.duckdb', '--server', 'http://me:pw@x')).toMatchObject({
      code: 64,
      err: 'A password does not belong into an address; set $GATELINE_TOKEN instead.\n',
    });
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/backup`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('copies the file itself when no server runs, also after one was killed, with all that it acknowledged', async () => {
    await push();
    await server.kill('SIGKILL');
    expect((await stat(join(folder, 'data/gateline.duckdb.wal'))).size).toBeGreaterThan(0);
    const { code, out, err } = await gateline('backup', 'killed.duckdb');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('holds the store as it was just now');
    expect(await total(join(folder, 'killed.duckdb'))).toBe(sent);

    // And back again, over what the kill left, log and all.
    const restored = await gateline('restore', 'killed.duckdb', '--replace');
    expect(restored.code).toBe(0);
    expect(await total(join(folder, 'data/gateline.duckdb'))).toBe(sent);
    const aside = /What was there before is (\S+);/.exec(restored.out)?.[1] ?? '';
    expect(await total(aside)).toBe(sent);
    server = await serve();
    await push();
    const state = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(state.status).toBe(200);
  });

  describe('restore refuses', () => {
    const refusal = async (name: string, ...options: string[]) => {
      const { code, err, out } = await gateline('restore', name, '--config', 'third.yaml', ...options);
      expect(out).toBe('');
      expect(code).not.toBe(0);
      expect(await readdir(join(folder, 'third-data')).catch(() => [])).toEqual([]);
      return err;
    };

    beforeAll(async () => {
      await configure('third.yaml', './third-data');
      expect((await gateline('backup', 'good.duckdb')).code).toBe(0);
    });

    it('what is not there, or is something else', async () => {
      expect(await refusal('nothing.duckdb')).toMatch(/^There is no file .*nothing\.duckdb\.\n$/);
      await writeFile(join(folder, 'text.duckdb'), 'some text '.repeat(5000));
      expect(await refusal('text.duckdb')).toMatch(
        /text\.duckdb cannot be opened: .*not a valid DuckDB database/,
      );
      const store = await DuckdbStore.open({ file: join(folder, 'foreign.duckdb') });
      await store.ledger.database.writer.run('DROP TABLE schema_version');
      await store.close();
      expect(await refusal('foreign.duckdb')).toMatch(/is a DuckDB file, but not one of Gateline's/);
    });

    it('what a newer Gateline wrote', async () => {
      copyFileSync(join(folder, 'good.duckdb'), join(folder, 'newer.duckdb'));
      const store = await DuckdbStore.open({ file: join(folder, 'newer.duckdb') });
      await store.ledger.database.writer.run('INSERT INTO schema_version VALUES (1000)');
      await store.close();
      expect(await refusal('newer.duckdb')).toMatch(
        /was written by a newer Gateline \(schema 1000; this one knows \d+\)/,
      );
    });

    it('what was damaged on its way', async () => {
      const bytes = (await stat(join(folder, 'good.duckdb'))).size;
      copyFileSync(join(folder, 'good.duckdb'), join(folder, 'cut.duckdb'));
      truncateSync(join(folder, 'cut.duckdb'), Math.floor(bytes / 2));
      await refusal('cut.duckdb');
      for (const share of [0.02, 0.3, 0.6, 0.9]) {
        copyFileSync(join(folder, 'good.duckdb'), join(folder, 'hurt.duckdb'));
        const handle = openSync(join(folder, 'hurt.duckdb'), 'r+');
        writeSync(handle, Buffer.alloc(300_000, 0xa5), 0, 300_000, Math.floor(bytes * share));
        closeSync(handle);
        expect(await refusal('hurt.duckdb')).toMatch(/hurt\.duckdb/);
      }
    });

    it('a store whose numbers lie elsewhere', async () => {
      copyFileSync(join(folder, 'good.duckdb'), join(folder, 'ledger.duckdb'));
      const store = await DuckdbStore.open({ file: join(folder, 'ledger.duckdb') });
      await store.ledger.database.writer.run(`INSERT INTO facts VALUES ('influx-database', 'telegraf')`);
      await store.close();
      expect((await lookInto(join(folder, 'ledger.duckdb'))).influxDatabase).toBe('telegraf');
      expect(await refusal('ledger.duckdb')).toMatch(
        /is of a store of the kind influxdb, but the configuration says duckdb/,
      );
    });

    it('to put a file in its own place', async () => {
      await mkdir(join(folder, 'own'), { recursive: true });
      await configure('own.yaml', './own');
      copyFileSync(join(folder, 'good.duckdb'), join(folder, 'own/gateline.duckdb'));
      const { err } = await gateline('restore', 'own/gateline.duckdb', '--config', 'own.yaml', '--replace');
      expect(err).toMatch(/own\/gateline\.duckdb is the store itself\.\n$/);
    });
  });

  async function configure(name: string, data: string): Promise<void> {
    const source =
      'sources: [{ type: otlp, name: t, product: desk, metrics: [{ metric: requests, measure: requests }] }]';
    await writeFile(
      join(folder, name),
      `listen: 127.0.0.1:${port}\notlp: { listen: "127.0.0.1:${otlp}" }\ndata: ${data}\n${source}\n`,
    );
  }

  async function serve(): Promise<Child> {
    const child = new Child([GATELINE, 'serve'], { cwd: folder });
    await child.said(/Gateline \S+ is on http/);
    return child;
  }

  /** One request that counts one, acknowledged. */
  async function push(): Promise<void> {
    const at = `${Date.now() + sent}000000`;
    const point = { startTimeUnixNano: `${Number(at) - 1e9}`, timeUnixNano: at, asDouble: 1 };
    const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point] };
    const scopeMetrics = [{ metrics: [{ name: 'requests', sum }] }];
    const answer = await fetch(`http://127.0.0.1:${otlp}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics: [{ resource: { attributes: [] }, scopeMetrics }] }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    sent += 1;
  }

  function gateline(...args: string[]) {
    return command({}, ...args);
  }

  async function command(environment: Record<string, string>, ...args: string[]) {
    const told = { out: '', err: '' };
    const code = await run(args, {
      cwd: folder,
      environment,
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

/** The requests that a file of a store holds. */
async function total(file: string): Promise<number> {
  const store = await DuckdbStore.open({ file });
  try {
    const answer = await store.read({
      product: 'desk',
      from: Date.now() - 86_400_000,
      to: Date.now() + 86_400_000,
      select: [{ measure: 'requests', kind: 'counter' }],
    });
    const group = answer.selections[0]?.groups[0];
    return group?.kind === 'counter' ? (group.totals[0] ?? 0) : 0;
  } finally {
    await store.close();
  }
}
