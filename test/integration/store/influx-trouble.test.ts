import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { series } from '../../contract/history.ts';

const T0 = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;

it('an InfluxDB whose own data are damaged says nothing about the ledger: writes go on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-trouble-'));
  const influxdb = createServer((request, response) => {
    request.resume();
    if (request.url?.startsWith('/write')) response.writeHead(204).end();
    else
      response.end(JSON.stringify({ results: [{ error: 'shard 3: read x.tsm: corrupt block, checksum' }] }));
  });
  await new Promise<void>((resolve) => influxdb.listen(0, '127.0.0.1', resolve));
  const store = await InfluxStore.open({
    file: join(folder, 'ledger.duckdb'),
    influx: { url: `http://127.0.0.1:${(influxdb.address() as AddressInfo).port}`, database: 'gateline' },
    clock: Date,
    rawRetentionMs: HOUR,
  });
  try {
    const write = (at: number) =>
      store.write({ source: 'a', id: `${at}`, counters: [{ series: series('requests'), at, value: 1 }] });
    await write(T0);
    await write(T0 + HOUR);
    await expect(store.maintain(T0 + 2 * HOUR, new AbortController().signal)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(/^InfluxDB at .* does not answer: shard 3/),
    });
    expect(store.status()).toEqual({ state: 'ready' });
    expect(await write(T0 + 2 * HOUR)).toBe('written');
  } finally {
    // A disk that is full then is no reason not to end in order.
    store.ledger.database.transaction = () => Promise.reject(new Error('No space left on device'));
    await store.close();
    influxdb.closeAllConnections();
    await new Promise((resolve) => influxdb.close(resolve));
    rmSync(folder, { recursive: true });
  }
});
