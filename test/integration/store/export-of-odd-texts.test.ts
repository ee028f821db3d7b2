import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import type { WriteBatch } from '../../../core/ports.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { exportData } from '../../../server/store/duckdb/transfer/export-data.ts';
import { importData } from '../../../server/store/duckdb/transfer/import-data.ts';
import { PRODUCT, series } from '../../contract/history.ts';

/** Exports of what is rare and allowed: sources that remember nothing, texts with characters of code 0 and halves of surrogate pairs. */

const AT = Date.UTC(2026, 2, 2);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateline-odd-export-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('batches of a source that remembers nothing are known where they are taken in', async () => {
  const batch = { source: 'pushed', id: '1', counters: [{ series: series('requests'), at: AT, value: 7 }] };
  const store = await carried([batch]);
  expect(await store.write(batch)).toBe('duplicate');
  await store.close();
});

it('the name of a source may hold any character', async () => {
  const batch = { source: "o'dd\0\nname", id: 'a\0', cursor: '\0', state: [{ key: 'k\0', value: '\0' }] };
  const store = await carried([batch]);
  expect(await store.cursor(batch.source)).toBe('\0');
  expect(await store.state(batch.source)).toEqual(new Map([['k\0', '\0']]));
  expect(await store.write(batch)).toBe('duplicate');
  await store.close();
});

it('runs whose texts were cut in the middle of a character are carried over with all others', async () => {
  const evaluations = [evaluationRun('whole', AT), evaluationRun('cut \ud83d', AT + 1)];
  const store = await carried([{ source: 'ci', id: '1', evaluations }]);
  const runs = await store.evaluationRuns({ product: PRODUCT });
  expect(runs.map(({ id, author }) => [id, author])).toEqual([
    ['cut \ud83d', 'cut \ud83d'],
    ['whole', 'whole'],
  ]);
  expect(await store.evaluationItems(PRODUCT, 'cut \ud83d')).toEqual(evaluations[1]?.items);
  await store.close();
});

/** A store that has taken in the export of one that was written to. */
async function carried(batches: readonly WriteBatch[]): Promise<DuckdbStore> {
  const signal = new AbortController().signal;
  const options = { folder: join(folder, 'export'), signal, now: AT };
  await mkdir(options.folder);
  const from = await DuckdbStore.open({ file: join(folder, 'from.duckdb') });
  for (const batch of batches) await from.write(batch);
  await from.withLedger((opened) =>
    exportData(opened, { ...options, scope: {}, gateline: 'test', store: 'duckdb', onProgress() {} }),
  );
  await from.close();
  const to = await DuckdbStore.open({ file: join(folder, 'to.duckdb') });
  await to.withLedger((opened) => importData(opened, { ...options, onProgress() {} }));
  return to;
}

function evaluationRun(text: string, at: number): EvaluationRun {
  return {
    id: text,
    product: PRODUCT,
    item: 'v2',
    build: '',
    environment: 'ci',
    dataset: 'golden-set',
    revision: '',
    judge: '',
    judgeVersion: '',
    author: text,
    at,
    metrics: { accuracy: 'outcome' },
    items: [{ id: 'a', cluster: 'a', values: { accuracy: 1 } }],
  };
}
