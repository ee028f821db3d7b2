import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { GatelineError } from '../../../core/errors.ts';
import type { Clock, MeasurementStore, SourceMonitor } from '../../../core/ports.ts';
import { successBody } from '../answers.ts';
import { type BodyLimits, collect, decompress, Reservation } from '../body.ts';
import type { InFlight } from '../in-flight.ts';
import { checkStore, reportRefusal } from '../intake-gate.ts';
import { OTLP_RECEIVER, type OtlpReceiver } from '../receiver.ts';
import type { OtlpSignal } from '../signal.ts';
import { framed, PREFIX_BYTES, unframed } from './framing.ts';
import { type GrpcStatus, statusOf, trailersOf } from './status.ts';

export interface OtlpGrpcDeps {
  readonly receiver: OtlpReceiver;
  readonly store: Pick<MeasurementStore, 'status'>;
  readonly clock: Clock;
  readonly monitor: SourceMonitor;
  readonly limits: BodyLimits;
  /** Room that is shared with OTLP over HTTP. */
  readonly inFlight: InFlight;
  /** Whether the caller may send. @throws GatelineError `unauthenticated`, `forbidden` */
  admit(authorization: string | undefined): void;
  /** Told how each call ended. @param path of the method, or `unknown` */
  ended?(path: string, status: GrpcStatus, startedAt: number): void;
}

/** The methods that are served; their paths are the same in every version of OTLP 1.x. */
const METHODS: ReadonlyMap<string, OtlpSignal> = new Map([
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
]);

const OK: GrpcStatus = { code: 0, httpStatus: 200, message: '' };
const CONTENT_TYPE = 'application/grpc';

/**
 * OTLP over gRPC: the three Export methods, each unary, on streams of HTTP/2. Written on node:http2 because @grpc/grpc-js puts a whole
 * message together before it asks anybody: so many connections with messages of 64 MiB under way would be so much memory. Here every chunk
 * is counted against the room that all requests share, as over HTTP.
 */
export function otlpGrpc(
  deps: OtlpGrpcDeps,
): (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void {
  return (stream, headers) => {
    // A sender that goes away is no defect.
    stream.on('error', () => undefined);
    void serve(deps, stream, headers);
  };
}

async function serve(
  deps: OtlpGrpcDeps,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  const startedAt = performance.now();
  const path = headers[':path'] ?? '';
  const signal = METHODS.get(path);
  const reservation = new Reservation(deps.inFlight);
  let status = OK;
  try {
    if (!isGrpc(headers)) {
      refuseOther(stream);
      return;
    }
    const answer = await call(deps, stream, headers, signal, reservation);
    succeed(stream, answer);
  } catch (error) {
    reportRefusal(deps, error);
    status = statusOf(error);
    fail(stream, status);
  } finally {
    reservation.release();
    deps.ended?.(signal === undefined ? 'unknown' : path, status, startedAt);
  }
}

async function call(
  deps: OtlpGrpcDeps,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  signal: OtlpSignal | undefined,
  reservation: Reservation,
): Promise<Uint8Array> {
  deps.admit(headers.authorization);
  if (signal === undefined || headers[':method'] !== 'POST') {
    throw new GatelineError(
      'not-found',
      'There is no such method; OTLP has Export of metrics, traces and logs.',
    );
  }
  const compression = compressionOf(headers);
  checkStore(deps.store);
  const { limits } = deps;
  const data = await collect(stream, reservation, { ...limits, maxBytes: limits.maxBytes + PREFIX_BYTES });
  const { compressed, bytes } = unframed(data);
  if (compressed && compression === 'identity') {
    throw new GatelineError(
      'otlp-invalid',
      'The message says that it is compressed, and grpc-encoding does not say how.',
    );
  }
  const body = compressed ? await decompress(Buffer.from(bytes), reservation, limits) : bytes;
  const accepted = await deps.receiver.accept(signal, body, 'protobuf');
  deps.monitor.succeeded(OTLP_RECEIVER, deps.clock.now());
  return successBody(signal, 'protobuf', accepted);
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type'] ?? '';
  return /^application\/grpc(?:\+proto)?(?:;|$)/.test(type);
}

/** @throws GatelineError `not-found`: gRPC calls it unimplemented */
function compressionOf(headers: IncomingHttpHeaders): 'identity' | 'gzip' {
  const encoding = String(headers['grpc-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity' || encoding === 'gzip') return encoding;
  throw new GatelineError(
    'not-found',
    `grpc-encoding ${encoding.slice(0, 40)} is not supported; send gzip or identity.`,
  );
}

const ANSWER_HEADERS = {
  ':status': 200,
  'content-type': CONTENT_TYPE,
  'grpc-accept-encoding': 'identity,gzip',
} as const;

function succeed(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond(ANSWER_HEADERS, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailersOf(OK)));
  stream.end(framed(message));
}

/** Headers alone say that the call failed; what is left of the request is not asked for any more. */
function fail(stream: ServerHttp2Stream, status: GrpcStatus): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond({ ...ANSWER_HEADERS, ...trailersOf(status) }, { endStream: true });
  letGo(stream);
}

/** gRPC over HTTP/2: what is no gRPC is answered as HTTP does. */
function refuseOther(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 415, 'content-type': 'text/plain' });
  stream.end(
    'This port takes OTLP over gRPC; OTLP over HTTP is taken at otlp.listen, port 4318 by default.\n',
  );
  letGo(stream);
}

const LINGER_MS = 2_000;

/** What is left of a request is read into nothing for a moment, so that the answer is seen; then the stream is reset. */
function letGo(stream: ServerHttp2Stream): void {
  stream.resume();
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), LINGER_MS);
  stream.once('end', () => clearTimeout(timer));
  stream.once('close', () => clearTimeout(timer));
}
