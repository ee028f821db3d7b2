import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from './database.ts';
import { migrate } from './schema.ts';
import { SetAsideTable } from './set-aside-table.ts';

const LIMIT_BYTES = 100;

describe('what is set aside', () => {
  let database: Database;

  beforeEach(async () => {
    database = await Database.open({ file: ':memory:', memoryLimit: '64MB', threads: 1 });
    await migrate(database.writer, ':memory:');
  });

  afterEach(() => database.close());

  it('keeps the newest points within its bound, and counts what it dropped, over a restart too', async () => {
    const table = new SetAsideTable(database, LIMIT_BYTES);
    for (let i = 0; i < 20; i += 1) {
      // Nine bytes each, two at a time.
      const refused = [0, 1].map((k) => ({ point: `p${10 + i}-${k}`, reason: 'text' }));
      const known = await database.transaction((connection) => table.add(connection, i, refused));
      known();
      const { points, bytes, dropped } = await table.told();
      expect(bytes).toBe(points * 9);
      expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
      expect(points + dropped).toBe(2 * (i + 1));
      expect(points).toBeGreaterThanOrEqual(Math.min(5, 2 * (i + 1)));
    }
    const told = await table.told();
    expect(told.newest.map(({ point }) => point).slice(0, 3)).toEqual(['p29-1', 'p29-0', 'p28-1']);
    const opened = new SetAsideTable(database, LIMIT_BYTES);
    await opened.load(database.writer);
    expect(await opened.told()).toEqual(told);
  });

  it('is none to begin with', async () => {
    const table = new SetAsideTable(database);
    await table.load(database.writer);
    expect(await table.told()).toEqual({ points: 0, bytes: 0, dropped: 0, newest: [] });
  });
});
