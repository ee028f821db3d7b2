import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { FINGERPRINT, Fingerprints, fingerprintOf } from './batch-fingerprints.ts';
import { BatchLedger, type BatchLimits, forgetting, importSource, recorded } from './batch-ledger.ts';
import { rows } from './rows-of.ts';
import { Sources } from './sources.ts';
import { appendRows } from './text-rows.ts';

describe('the batches that are remembered', () => {
  it('are the newest of each source', async () => {
    const ledger = remembering({ ofSource: 3, inAll: 100 });
    for (const id of ['1', '2', '3', '4', '5']) ledger.add({ source: 'a', id });
    ledger.add({ source: 'b', id: '1' });
    expect(await known(ledger, 'a', ['1', '2', '3', '4', '5'])).toEqual(['3', '4', '5']);
    expect(await known(ledger, 'b', ['1', '2', '3', '4', '5'])).toEqual(['1']);
    expect(ledger.forgotten).toBe(2);
  });

  it('are so many in all: the source that has most forgets first', async () => {
    const ledger = remembering({ ofSource: 100, inAll: 6 });
    for (const id of ['1', '2', '3', '4', '5']) ledger.add({ source: 'a', id });
    for (const id of ['1', '2', '3']) ledger.add({ source: 'b', id });
    expect(await known(ledger, 'a', ['1', '2', '3', '4', '5'])).toEqual(['3', '4', '5']);
    expect(await known(ledger, 'b', ['1', '2', '3'])).toEqual(['1', '2', '3']);
  });

  it('are all the parts of an import, however many there are', async () => {
    const ledger = remembering({ ofSource: 2, inAll: 3 });
    const parts = ['1', '2', '3', '4', '5'];
    for (const id of parts) ledger.add({ source: importSource('x'), id });
    ledger.add({ source: 'a', id: '1' });
    expect(await known(ledger, importSource('x'), parts)).toEqual(parts);
    expect(await known(ledger, 'a', ['1'])).toEqual(['1']);
  });

  it('are looked up in the file before one is taken for another', async () => {
    const ledger = new BatchLedger(async () => new Set());
    ledger.loading('a')(fingerprintOf('new'));
    expect(ledger.mayHave({ source: 'a', id: 'new' })).toBe(true);
    expect(await known(ledger, 'a', ['new'])).toEqual([]);
  });

  it('are found in the file by source and id, whatever the id is, many at once', async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run('CREATE TABLE batches (source INTEGER, id VARCHAR, sequence BIGINT)');
    const sources = new Sources();
    const ids = ['', "a'b", 'é\u0000', 'a\ud800', ...Array.from({ length: 1_200 }, (_, i) => `id ${i}`)];
    const batches = ids.flatMap((id) => ['a', 'b'].map((source) => ({ source, id })));
    const isThere = (i: number) => i % 3 === 0;
    const written = batches.filter((_, i) => isThere(i));
    await appendRows(
      connection,
      'batches',
      written.map(({ source, id }, i) => [sources.id(source), id, i]),
    );
    const asked = [...batches, { source: 'never', id: 'id 1' }];
    const expected = [...batches.keys()].filter(isThere);
    expect([...(await recorded(connection, sources, asked))].toSorted((a, b) => a - b)).toEqual(expected);
  });

  it('are those that are left in the file', async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run('CREATE TABLE batches (source INTEGER, id VARCHAR, sequence BIGINT)');
    const sources = new Sources();
    const ledger = remembering({ ofSource: 3, inAll: 100 });
    for (let i = 1; i <= 10; i += 1) {
      for (const source of i % 4 === 0 ? ['a', 'b'] : ['a']) {
        await connection.run(`INSERT INTO batches VALUES (${sources.id(source)}, '${i}', ${i})`);
        ledger.add({ source, id: String(i) });
      }
    }
    await connection.run((await forgetting(connection, sources, ledger)) as string);
    expect(await rows(connection, 'SELECT source, id FROM batches ORDER BY source, sequence')).toEqual([
      [1, '8'],
      [1, '9'],
      [1, '10'],
      [2, '4'],
      [2, '8'],
    ]);
  });
});

describe('a fingerprint', () => {
  it('is the same in SQL', async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    for (const id of ['', 'a', 'é', '💡 3', 'x'.repeat(300)]) {
      const found = await rows(connection, `SELECT ${FINGERPRINT} FROM (SELECT '${id}' AS id)`);
      expect(found).toEqual([[fingerprintOf(id)]]);
    }
  });

  it('is there as often as it was added and not taken away', () => {
    const fingerprints = new Fingerprints();
    const counts = new Map<number, number>();
    let random = 1;
    for (let i = 0; i < 40_000; i += 1) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      // Many share their last bits, so that searches run into each other.
      const one = 2 + (((random >>> 24) << 10) | (random & 7));
      const count = counts.get(one) ?? 0;
      if ((random >>> 12) % 5 < 3) {
        fingerprints.add(one);
        counts.set(one, count + 1);
      } else if (count > 0) {
        fingerprints.delete(one);
        counts.set(one, count - 1);
      }
    }
    for (const [one, count] of counts) expect([one, fingerprints.has(one)]).toEqual([one, count > 0]);
    expect(fingerprints.size).toBe([...counts.values()].reduce((sum, count) => sum + count, 0));
  });
});

function remembering(limits: BatchLimits): BatchLedger {
  return new BatchLedger(async (batches) => new Set(batches.keys()), limits);
}

async function known(ledger: BatchLedger, source: string, ids: readonly string[]): Promise<string[]> {
  const found = await ledger.known(ids.map((id) => ({ source, id })));
  return [...found].map(({ id }) => id);
}
