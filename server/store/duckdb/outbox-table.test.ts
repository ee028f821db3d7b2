import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from './database.ts';
import { OutboxTable } from './outbox-table.ts';
import { rows } from './rows-of.ts';
import { migrate } from './schema.ts';

let folder: string;
let database: Database;
let outbox: OutboxTable;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateline-outbox-'));
  const file = join(folder, 'data.duckdb');
  database = await Database.open({ file, memoryLimit: '96MB', threads: 1 });
  await migrate(database.writer, file);
  outbox = await loaded();
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

it('gives back out of the file what was put in, however long and in whatever script, in requests of about so many points', async () => {
  const bodies = [
    'short',
    `${'🚦 über '.repeat(3_000)}end`,
    '',
    'x'.repeat(5_000_000),
    'y'.repeat(1_000),
    'last',
  ];
  await append(bodies.slice(0, 4));
  await append(bodies.slice(4));
  outbox = await loaded();
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  expect(outbox).toMatchObject({ points: 60, bytes, first: 1, next: 7 });
  const found: string[] = [];
  for (let some = await outbox.oldest(20); some.length > 0; some = await outbox.oldest(20)) {
    expect(some.length).toBeLessThanOrEqual(2);
    found.push(...some.map(({ body }) => body));
    outbox.arrived(some);
  }
  expect(found).toEqual(bodies);
  expect(outbox).toMatchObject({ points: 0, bytes: 0, first: 7, next: 7 });
});

it('begins a new table when one is large, and drops it when all of it has arrived', async () => {
  for (let i = 0; i < 5; i += 1) await append(['z'.repeat(9_000_000)]);
  expect(await tables()).toEqual(['outbox_1', 'outbox_3', 'outbox_5']);
  outbox.arrived(await outbox.oldest(30));
  await forget();
  expect(await tables()).toEqual(['outbox_3', 'outbox_5']);
  outbox = await loaded();
  expect(outbox).toMatchObject({ points: 20, first: 4, next: 6 });
  outbox.arrived(await outbox.oldest(10));
  outbox.arrived(await outbox.oldest(10));
  await forget();
  expect(await tables()).toEqual(['outbox_5']);
  outbox = await loaded();
  expect(outbox).toMatchObject({ points: 0, bytes: 0 });
  expect(await outbox.oldest(10)).toEqual([]);
  await append(['next']);
  expect((await outbox.oldest(10)).map(({ body }) => body)).toEqual(['next']);
});

it('keeps no more in memory than some megabytes, however few points are large', async () => {
  let reads = 0;
  const reading = database.reading.bind(database);
  database.reading = async (work) => {
    reads += 1;
    return await reading(work);
  };
  const take = async () => {
    const some = await outbox.oldest(10);
    outbox.arrived(some);
    return some.map(({ body }) => body[0]).join('');
  };
  const bodies = [...'abcdefgh'].map((letter) => letter.repeat(8_000_000));
  await append(bodies.slice(0, 2));
  expect([await take(), await take(), reads]).toEqual(['a', 'b', 0]);
  for (const body of bodies) await append([body]);
  const found: string[] = [];
  for (let some = await take(); some !== ''; some = await take()) found.push(some);
  expect(found).toEqual([...'abcdefgh']);
  expect(reads).toBeGreaterThan(0);
  // Once all has arrived, what comes is at hand again.
  reads = 0;
  await append(['next']);
  expect([await take(), reads]).toEqual(['n', 0]);
});

it('knows nothing of what was rolled back', async () => {
  await append(['first']);
  const failing = database.transaction(async (connection) => {
    await outbox.append(connection, [{ points: 1, body: 'never' }]);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await append(['second']);
  outbox = await loaded();
  expect((await outbox.oldest(100)).map(({ body }) => body)).toEqual(['first', 'second']);
});

async function loaded(): Promise<OutboxTable> {
  const table = new OutboxTable(database);
  await table.load(database.writer);
  return table;
}

async function append(bodies: readonly string[]): Promise<void> {
  const entries = bodies.map((body) => ({ points: 10, body }));
  const known = await database.transaction((connection) => outbox.append(connection, entries));
  known();
}

async function forget(): Promise<void> {
  const known = await database.transaction((connection) => outbox.forget(connection));
  known();
}

async function tables(): Promise<readonly string[]> {
  const found = await rows<[string]>(
    database.writer,
    "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'outbox') ORDER BY ALL",
  );
  return found.map(([name]) => name);
}
