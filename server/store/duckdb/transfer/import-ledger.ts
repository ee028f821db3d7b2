import type { BreakerState } from '../../../../core/alert/breaker.ts';
import type { EvaluationRunSummary } from '../../../../core/measure/evaluation.ts';
import type { WriteBatch } from '../../../../core/ports.ts';
import type { DuckDBConnection } from '../database.ts';
import { rows, scalar } from '../rows-of.ts';
import { quotedText } from '../sql-text.ts';
import type { ImportParts } from './import-parts.ts';

const RUNS_PER_PART = 50;
const BREAKERS_PER_PART = 20_000;

/** Takes in everything but the numbers. */
export async function importLedgerTables(parts: ImportParts): Promise<void> {
  await importMemory(parts);
  await importBreakers(parts);
  await importRuns(parts);
  await importEvents(parts);
}

/**
 * What each collector remembers, with its cursor and the batches that are known of it. A source that has been at work here has a memory of
 * its own, which is newer.
 */
async function importMemory(parts: ImportParts): Promise<void> {
  // A source may have batches and remember nothing.
  if (!parts.manifest.files.some(({ name }) => name === 'memory.parquet')) return;
  const { sources } = parts.opened.ledger;
  const memory = await read<[string, string, string, string]>(
    parts,
    `SELECT source, kind, key, value FROM ${source(parts, 'memory.parquet')} ORDER BY ALL`,
  );
  const names = await read<[string]>(
    parts,
    `SELECT DISTINCT source FROM ${source(parts, 'batches.parquet')} ORDER BY source`,
  );
  const memoryOf = Map.groupBy(memory, ([name]) => name);
  for (const name of new Set([...memoryOf.keys(), ...names.map(([one]) => one)])) {
    if (sources.find(name) !== undefined) continue;
    // There may be a hundred thousand of each source.
    const batches = await read<[string]>(
      parts,
      `SELECT id FROM ${source(parts, 'batches.parquet')} WHERE source = ${quotedText(name)} ORDER BY sequence`,
    );
    const entries = memoryOf.get(name) ?? [];
    const cursor = entries.find(([, kind]) => kind === 'cursor')?.[3];
    const state = entries.filter(([, kind]) => kind === 'state').map(([, , key, value]) => ({ key, value }));
    const batch: WriteBatch = { source: name, id: '', state, ...(cursor === undefined ? {} : { cursor }) };
    await parts.adopt(`memory of ${name}`, {
      batches: batches.map(([id]) => ({ source: name, id })),
      fill: (buffer) => buffer.add(batch),
    });
  }
}

async function importBreakers(parts: ImportParts): Promise<void> {
  if (!has(parts, 'breakers.parquet')) return;
  const found = await read<[string, string, string, string, number, BreakerState]>(
    parts,
    `SELECT product, breaker, item, environment, at_ms::DOUBLE, state FROM ${source(parts, 'breakers.parquet')}`,
  );
  const breakers = found.map(([product, breaker, item, environment, at, state]) => ({
    product,
    breaker,
    item,
    environment,
    at,
    state,
  }));
  for (let from = 0; from < breakers.length; from += BREAKERS_PER_PART) {
    const some = breakers.slice(from, from + BREAKERS_PER_PART);
    await parts.adopt(`breakers ${from}`, {
      fill: (buffer) => buffer.add({ source: '', id: '', breakers: some }),
    });
  }
}

/** A run that is known here stays as it is, but for a retraction that it has not had. */
async function importRuns(parts: ImportParts): Promise<void> {
  if (!has(parts, 'evaluation_runs.parquet')) return;
  const { evaluations } = parts.opened.ledger;
  const found = await read<[number, string, string | null]>(
    parts,
    `SELECT number, summary, retraction FROM ${source(parts, 'evaluation_runs.parquet')} ORDER BY number`,
  );
  const runs = found.map(([number, text, retraction]) => ({
    summary: JSON.parse(text) as EvaluationRunSummary,
    ...(retraction === null
      ? {}
      : { retracted: JSON.parse(retraction) as NonNullable<EvaluationRunSummary['retracted']> }),
    items: `SELECT position, id, cluster, metric_values, error FROM ${source(parts, 'evaluation_items.parquet')}
      WHERE run = ${number} ORDER BY position`,
  }));
  for (let from = 0; from < runs.length; from += RUNS_PER_PART) {
    const some = runs.slice(from, from + RUNS_PER_PART);
    await parts.adopt(`evaluation runs ${from}`, {
      rows: (connection) => evaluations.adopt(connection, some),
    });
  }
}

async function importEvents(parts: ImportParts): Promise<void> {
  if (!has(parts, 'events.parquet')) return;
  const { events } = parts.opened.ledger;
  await parts.adopt('events', {
    rows: async (connection) => {
      await mergeEvents(connection, source(parts, 'events.parquet'));
      const last = await scalar(connection, 'SELECT coalesce(max(sequence), 0) FROM events');
      return () => events.resume(last);
    },
  });
}

/**
 * Into an empty log as they are. Where there are events already the two logs become one, in the order of time, and each in its own order:
 * what is newest is asked for most.
 */
async function mergeEvents(connection: DuckDBConnection, imported: string): Promise<void> {
  const columns = 'product, item, type, data';
  if ((await scalar(connection, 'SELECT count(*) FROM events')) === 0) {
    await connection.run(
      `INSERT INTO events SELECT sequence, at_ms, ${columns} FROM ${imported} ORDER BY sequence`,
    );
    return;
  }
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE merged_events AS
       SELECT row_number() OVER (ORDER BY reached, origin, sequence) AS sequence, ts, ${columns} FROM (
         SELECT *, max(ts) OVER (PARTITION BY origin ORDER BY sequence) AS reached FROM (
           SELECT 0 AS origin, sequence, at_ms AS ts, ${columns} FROM ${imported}
           UNION ALL SELECT 1, sequence, ts, ${columns} FROM events))`,
  );
  await connection.run('DELETE FROM events');
  await connection.run('INSERT INTO events SELECT * FROM merged_events ORDER BY sequence');
  await connection.run('DROP TABLE merged_events');
}

function has({ manifest }: ImportParts, name: string): boolean {
  return manifest.files.some((file) => file.name === name && file.rows > 0);
}

function source({ path }: ImportParts, name: string): string {
  return `read_parquet(${quotedText(path(name))})`;
}

async function read<Row>({ connection }: ImportParts, sql: string): Promise<Row[]> {
  return await rows<Row>(connection, sql);
}
