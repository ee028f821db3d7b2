import { formatListenAddress } from '../config/scalars.ts';
import type { Config } from '../config.ts';

/** Where a server with this configuration can be reached from this machine. */
export function ownAddress({ listen: { host, port } }: Pick<Config, 'listen'>): string {
  const here = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${formatListenAddress({ host: here, port })}`;
}
