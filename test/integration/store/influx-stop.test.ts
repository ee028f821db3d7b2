import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../../server/config.ts';
import { startGateline } from '../../../server/main.ts';
import { SOURCE_TYPES } from '../../../server/source-types.ts';
import { series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';
import { slowProxy } from './slow-influx.ts';

const ROADMAP = `
product: desk
name: Desk
models:
  - id: v2
    title: Second
    lifecycle: live
    gate: { criteria: [error_rate < 1%] }
`;

it('a server whose gates wait for an InfluxDB that has fallen silent stops all the same, soon', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-stop-'));
  const influxd = await Influxd.start();
  const proxy = await slowProxy(influxd.url);
  writeFileSync(join(folder, 'roadmap.yaml'), ROADMAP);
  writeFileSync(
    join(folder, 'gateline.yaml'),
    `listen: 127.0.0.1:0\nstore: { kind: influxdb, url: "${proxy.url}", database: gateline }\nroadmaps: [roadmap.yaml]\n`,
  );
  const config = await loadConfig({ cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES });
  const running = await startGateline(config, { logSink: { write: () => undefined } });
  const requests = series('requests', { product: 'desk' });
  const counters = [{ series: requests, at: Date.now() - 60_000, value: 1 }];
  await running.store.write({ source: 's', id: '1', counters });
  await running.evaluation.run();
  proxy.hold();
  await running.store.write({ source: 's', id: '2', counters });
  expect(await proxy.askedOr(running.evaluation.run())).toBe(true);
  const began = performance.now();
  await running.close();
  expect(performance.now() - began).toBeLessThan(20_000);
  proxy.answer();
  await proxy.close();
  await influxd.remove();
  rmSync(folder, { recursive: true });
});
