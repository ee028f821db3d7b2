import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { appendChunks, chunkRow } from '../chunks/chunk-rows.ts';
import { Marks } from '../marks.ts';
import { dumpNumbers } from './dump.ts';
import { DAY_MS, INCREMENT_CHUNKS } from './families.ts';
import { creation, Partitions } from './partitions.ts';

const MIB = 2 ** 20;
const T0 = Date.UTC(2026, 2, 2);
const CELLS = Array.from({ length: 120 }, (_, i) => i + 1);
const POINTS = DAY_MS / 5_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('packed points are given out as they are unpacked: no more than a block is in memory', async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const partitions = new Partitions();
  const packed = partitions.fresh(INCREMENT_CHUNKS, T0);
  await connection.run(creation(packed));
  partitions.put(packed);
  const points = {
    times: Float64Array.from({ length: POINTS }, (_, i) => T0 + i * 5_000),
    values: new Float64Array(POINTS).fill(1),
  };
  const chunks = CELLS.map((cell) => chunkRow(cell, T0 / DAY_MS, points));
  await appendChunks(connection, packed.table, chunks, 0);

  const before = buffers();
  const counts = new Map<number, number>();
  let most = 0;
  await dumpNumbers(connection, { partitions, marks: new Marks() }, CELLS, {
    kind: 'increments',
    from: T0,
    to: T0 + DAY_MS,
    signal: new AbortController().signal,
    take: async (rows) => {
      most = Math.max(most, buffers() - before);
      for (let row = 0; row < rows.length; row += 1) {
        const cell = rows.at(row, 0);
        counts.set(cell, (counts.get(cell) ?? 0) + rows.at(row, 2));
      }
    },
  });
  expect([...counts]).toEqual(CELLS.map((cell) => [cell, POINTS]));
  // Two million rows of three numbers are 48 MB.
  expect(most / MIB).toBeLessThan(20);
});

function buffers(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}
