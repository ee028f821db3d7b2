import { createServer, type RequestListener, type Server } from 'node:http';
import type { Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { GatelineError } from '../../core/errors.ts';
import { formatListenAddress, type ListenAddress } from '../config/scalars.ts';

export interface HttpServerOptions {
  readonly address: ListenAddress;
  readonly maxConnections: number;
  /** The key of gateline.yaml (or the option) that chooses the address, for the error that names it. */
  readonly chosenBy: string;
}

/** A server that listens, and knows how to stop. */
export interface HttpServer {
  /** Where it really listens: port 0 has become one. */
  readonly address: ListenAddress;
  /** Takes no more requests, lets those under way end within `graceMs`, then cuts the rest. */
  close(graceMs: number): Promise<void>;
}

/** A client has this long to send its headers, and this long for the whole request. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than the usual 60 s of proxies in front, so that they and not we end an idle connection. */
const KEEP_ALIVE_MS = 65_000;

/** @throws GatelineError `address-in-use` in one sentence that says how to choose another */
export async function listen(handler: RequestListener, options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    handler,
  );
  server.maxConnections = options.maxConnections;
  await bind(server, options);
  const { address, port } = server.address() as AddressInfo;
  return { address: { host: address, port }, close: (graceMs) => close(server, graceMs) };
}

/** @throws GatelineError `address-in-use` */
export function bind(server: Server | Http2Server, { address, chosenBy }: HttpServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, address, chosenBy)));
  server.listen(address.port, address.host, resolve);
  return promise;
}

/** What keeps us from listening, in one sentence. */
export function listenError(
  cause: NodeJS.ErrnoException,
  address: ListenAddress,
  chosenBy: string,
): GatelineError {
  const where = formatListenAddress(address);
  const message =
    cause.code === 'EADDRINUSE'
      ? `Port ${address.port} on ${address.host} is taken by another program; choose another with ${chosenBy}.`
      : cause.code === 'EACCES'
        ? `Port ${address.port} may not be opened by this user; choose one above 1023 with ${chosenBy}.`
        : `Cannot listen on ${where} (${cause.code ?? cause.message}); choose another address with ${chosenBy}.`;
  return new GatelineError('address-in-use', message, { cause, details: { address: where } });
}

async function close(server: Server, graceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await promise;
  clearTimeout(cut);
}
