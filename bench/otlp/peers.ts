import { VictoriaMetricsServer } from '../../test/integration/victoria-metrics-server.ts';
import { Influxd } from '../../test/setup/influxd.ts';
import { findService, SERVICES, servicePath } from '../../test/setup/service-paths.ts';
import { versionOf } from '../store/peers/server-process.ts';

/** A server that takes the same points by line protocol. */
export interface Peer {
  readonly name: string;
  readonly writeUrl: string;
  readonly version: string;
  remove(): Promise<void>;
}

export const VICTORIA_METRICS = 'VictoriaMetrics';
export const INFLUXDB = 'InfluxDB';

/** Starts a peer with the settings that it comes with; `undefined` when it is not installed. */
export const PEERS: Readonly<Record<string, () => Promise<Peer | undefined>>> = {
  [VICTORIA_METRICS]: async () => {
    if (findService(SERVICES.victoriaMetrics) === undefined) return undefined;
    const server = await VictoriaMetricsServer.start([]);
    return {
      name: VICTORIA_METRICS,
      writeUrl: `${server.url}/write?precision=ms`,
      version: versionOf(
        servicePath(SERVICES.victoriaMetrics),
        ['-version'],
        SERVICES.victoriaMetrics.debianPackage,
      ),
      remove: () => server.remove(),
    };
  },
  [INFLUXDB]: async () => {
    if (findService(SERVICES.influxdb) === undefined) return undefined;
    const server = await Influxd.start();
    await fetch(`${server.url}/query?q=${encodeURIComponent('CREATE DATABASE bench')}`, { method: 'POST' });
    const version = (await fetch(`${server.url}/ping`)).headers.get('x-influxdb-version');
    return {
      name: INFLUXDB,
      writeUrl: `${server.url}/write?db=bench&precision=ms`,
      version: version ?? 'of unknown version',
      remove: () => server.remove(),
    };
  },
};
