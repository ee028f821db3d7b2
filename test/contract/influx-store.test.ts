import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { InfluxStore } from '../../server/store/influx/influx-store.ts';
import { Influxd } from '../setup/influxd.ts';
import { anyTextContract } from './any-text.ts';
import { calendarReadsContract } from './calendar-reads.ts';
import { eventLogContract } from './event-log.ts';
import { keptReadsContract } from './kept-reads.ts';
import { measurementStoreContract, type StoreUnderTest } from './measurement-store.ts';
import { severalProductsContract } from './several-products.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateline-influx-'));
const numbers = new WeakMap<object, number>();
let influxd: Influxd;
let count = 0;

beforeAll(async () => {
  influxd = await Influxd.start();
});

afterAll(async () => {
  await influxd.remove();
  rmSync(folder, { recursive: true });
});

async function open(number: number): Promise<InfluxStore> {
  const store = await InfluxStore.open({
    file: join(folder, `${number}.duckdb`),
    influx: { url: influxd.url, database: `gateline_${number}` },
    clock: Date,
    rawRetentionMs: Number.MAX_SAFE_INTEGER,
  });
  numbers.set(store, number);
  return store;
}

const underTest: StoreUnderTest = {
  name: 'InfluxDB',
  runs: 7,
  open: async () => {
    count += 1;
    return await open(count);
  },
  reopen: async (store) => {
    await store.close();
    return await open(numbers.get(store) as number);
  },
};

measurementStoreContract(underTest);

keptReadsContract({ ...underTest, runs: 12 });

severalProductsContract({ ...underTest, runs: 5 });

anyTextContract({
  name: 'InfluxDB',
  runs: 7,
  open: async () => {
    count += 1;
    return await open(count);
  },
});

calendarReadsContract({
  name: 'InfluxDB',
  open: async () => {
    count += 1;
    return await open(count);
  },
});

eventLogContract({
  name: 'InfluxDB',
  open: async () => {
    count += 1;
    const store = await open(count);
    return { log: store.events, close: () => store.close() };
  },
});
