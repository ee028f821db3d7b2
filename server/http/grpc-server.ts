import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpServer, HttpServerOptions } from './http-server.ts';
import { bind } from './http-server.ts';

/** Calls of one connection at once; a client waits with further ones. */
const CONCURRENT_CALLS = 128;
/** Bytes of one call, and of all calls of a connection, that may be under way before they were read. */
const STREAM_WINDOW_BYTES = 1024 * 1024;
const SESSION_WINDOW_BYTES = 4 * 1024 * 1024;
/** Of one connection, MB: more than its windows. */
const SESSION_MEMORY_MB = 16;
/** A connection on which nothing happens for so long is closed; clients open another. */
const IDLE_MS = 10 * 60_000;
/** A client is told so long before. */
const NOTICE_MS = 1_000;

/**
 * Listens for HTTP/2 without TLS, as gRPC speaks it behind a proxy or on the loopback.
 *
 * @throws GatelineError `address-in-use` in one sentence that says how to choose another
 */
export async function listenGrpc(
  handler: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  options: HttpServerOptions,
  idleMs = IDLE_MS,
): Promise<HttpServer> {
  const server = createServer({
    maxSessionMemory: SESSION_MEMORY_MB,
    settings: {
      maxConcurrentStreams: CONCURRENT_CALLS,
      initialWindowSize: STREAM_WINDOW_BYTES,
      enablePush: false,
    },
  });
  server.maxConnections = options.maxConnections;
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    // What does not speak HTTP/2 is no defect of ours.
    session.on('error', () => undefined);
    session.setLocalWindowSize(SESSION_WINDOW_BYTES);
    session.setTimeout(idleMs, () => letGo(session));
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('stream', handler);
  server.on('sessionError', () => undefined);
  await bind(server, options);
  const { address, port } = server.address() as AddressInfo;
  return {
    address: { host: address, port },
    close: (graceMs) => close(server, { sessions, sockets }, graceMs),
  };
}

/** A session that is closed in peace would wait for its client to end the connection, too. */
function letGo(session: ServerHttp2Session): void {
  if (session.destroyed) return;
  session.goaway();
  setTimeout(() => session.destroy(), NOTICE_MS).unref();
}

async function close(
  server: Http2Server,
  {
    sessions,
    sockets,
  }: { readonly sessions: Iterable<ServerHttp2Session>; readonly sockets: Iterable<Socket> },
  graceMs: number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  for (const session of sessions) session.close();
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  await promise;
  clearTimeout(cut);
}
