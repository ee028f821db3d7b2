/**
 * Writes large batches into a store whose InfluxDB is away, and says on standard output which were acknowledged: the process that a test
 * kills. Run with: its task, as JSON.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { InfluxStore, type InfluxStoreOptions } from '../../../server/store/influx/influx-store.ts';
import { largeBatch } from './large-batches.ts';

const task = JSON.parse(process.argv[2] ?? '') as Pick<InfluxStoreOptions, 'file' | 'influx' | 'memoryLimit'>;
const store = await InfluxStore.open({ ...task, clock: Date });
flushCompileCache();
for (let number = 0; ; number += 1) {
  await store.write(largeBatch(number));
  writeSync(1, `${number}\n`);
}
