import { expect, it } from 'vitest';
import type { CommitBuffer } from './commit-buffer.ts';
import { Database } from './database.ts';
import type { Ledger } from './ledger.ts';
import { PositionTable } from './position-table.ts';
import { scalar } from './rows-of.ts';
import { migrate } from './schema.ts';

it('positions that move on again and again do not fill the file, and the largest counts', async ({
  onTestFinished,
}) => {
  const database = await Database.open({ file: ':memory:', memoryLimit: '96MB', threads: 1 });
  onTestFinished(() => database.close());
  await migrate(database.writer, ':memory:');
  const table = new PositionTable();
  const known = new Map<number, number>();
  const ledger = {
    latestAt: 0,
    catalogue: { size: 1_000 },
    observedUntil: (series: number) => known.get(series),
    positions: () => ({ latestAt: ledger.latestAt, observedUntil: known }),
  };
  for (let commit = 1; commit <= 40; commit += 1) {
    const observedUntil = new Map(Array.from({ length: 1_000 }, (_, i) => [i + 1, commit * 10 + (i % 2)]));
    const buffer = { latestAt: commit * 10 + 1, observedUntil } as CommitBuffer;
    const earlier = new Map(known);
    const before = { ...ledger, observedUntil: (series: number) => earlier.get(series) };
    for (const [series, at] of observedUntil) known.set(series, at);
    const moved = await database.transaction((connection) =>
      table.append(connection, before as unknown as Ledger, buffer),
    );
    moved();
    ledger.latestAt = buffer.latestAt;
  }
  expect(await scalar(database.writer, 'SELECT count(*) FROM positions')).toBeLessThan(23_000);
  const { latestAt, observedUntil } = await new PositionTable().load(database.writer);
  expect(latestAt).toBe(401);
  expect(observedUntil).toEqual(known);
});
