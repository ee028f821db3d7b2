import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { GatelineError } from '../../../core/errors.ts';
import { listenError } from '../../http/http-server.ts';

const HOST = '127.0.0.1';

/** The ports that OpenTelemetry's exporters use unless they are told otherwise. */
const OTLP_PORT = 4318;
const OTLP_GRPC_PORT = 4317;

/** Says early that a port cannot be had, before anything is made. @throws GatelineError `address-in-use` */
export async function requirePort(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, { host: HOST, port }, '--port');
  }
}

/** The usual port for OTLP, or a free one when somebody has it. */
export async function otlpPort(): Promise<number> {
  return await listenOnce(OTLP_PORT).catch(() => listenOnce(0));
}

/** The usual port for OTLP over gRPC, or a free one when somebody has it. */
export async function otlpGrpcPort(): Promise<number> {
  return await listenOnce(OTLP_GRPC_PORT).catch(() => listenOnce(0));
}

/** How often others may be quicker. */
const MOST_TRIES = 4;

/** Work on ports that were free a moment ago: when somebody was quicker, it is done again, and chooses others. */
export async function onFreePorts<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isTaken = error instanceof GatelineError && error.code === 'address-in-use';
      if (!isTaken || tries === MOST_TRIES) throw error;
    }
  }
}

/** @returns the port, which was free a moment ago */
async function listenOnce(port: number): Promise<number> {
  const server = createServer().listen(port, HOST);
  await once(server, 'listening');
  const chosen = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
  return chosen;
}
