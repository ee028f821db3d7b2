/**
 * Writes a data file of the schema that the code of this checkout has, what that code answers from it, and a file whose spool waits for
 * InfluxDB:
 *
 *     node test/integration/store/schema/make.ts
 *
 * A file is made once, when a version of the schema is released, and never again: it is what users of that version have. schema-1 and
 * schema-2 were made by the code of their time, with this file and past.ts put into it; they have no spool.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckdbStore } from '../../../../server/store/duckdb/duckdb-store.ts';
import { SCHEMA_VERSION } from '../../../../server/store/duckdb/schema.ts';
import { InfluxStore } from '../../../../server/store/influx/influx-store.ts';
import { answersOf, RAW_RETENTION_MS, writePast } from './past.ts';
import { writeWaiting } from './waiting.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateline-fixture-'));
const file = join(folder, 'gateline.duckdb');
const store = await DuckdbStore.open({ file, rawRetentionMs: RAW_RETENTION_MS });
await writePast(store, store.events);
const answers = await answersOf(store, store.events);
await store.close();
const at = (name: string) => join(import.meta.dirname, `schema-${SCHEMA_VERSION}.${name}`);
writeFileSync(at('duckdb.gz'), gzipSync(readFileSync(file), { level: 9 }));
writeFileSync(at('answers.json.gz'), gzipSync(JSON.stringify(answers), { level: 9 }));

const spooled = join(folder, 'gateline-influxdb.duckdb');
// Nobody listens there.
const influx = { url: 'http://127.0.0.1:1', database: 'gateline' };
const away = await InfluxStore.open({ file: spooled, influx, clock: Date });
await writeWaiting(away);
await away.close();
writeFileSync(at('spool.duckdb.gz'), gzipSync(readFileSync(spooled), { level: 9 }));
rmSync(folder, { recursive: true });
