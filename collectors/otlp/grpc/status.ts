import protobuf from 'protobufjs/minimal.js';
import { GatelineError } from '../../../core/errors.ts';
import { failureOf } from '../answers.ts';

/** How a call ended, in the words of gRPC. */
export interface GrpcStatus {
  /** google.rpc.Code */
  readonly code: number;
  /** What HTTP would say. */
  readonly httpStatus: number;
  readonly message: string;
  /** Seconds after which it may be tried again; absent: never, or whenever the code says so. */
  readonly retryAfter?: number;
}

/** What a sender is told about an error. The innards of ours stay inside. */
export function statusOf(error: unknown): GrpcStatus {
  const known = error instanceof GatelineError ? error : undefined;
  const { status, code, retryAfter } = failureOf(known?.code);
  const message =
    status === 500 ? 'Gateline failed on this request; its log says why.' : (known?.message ?? '');
  return { code, httpStatus: status, message, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** The trailers that end a call. */
export function trailersOf({ code, message, retryAfter }: GrpcStatus): Record<string, string> {
  return {
    'grpc-status': String(code),
    ...(message === '' ? {} : { 'grpc-message': percentEncoded(message) }),
    ...(retryAfter === undefined
      ? {}
      : { 'grpc-status-details-bin': retryDetails(code, message, retryAfter) }),
  };
}

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/**
 * google.rpc.Status { code = 1; message = 2; repeated Any details = 3 } with a RetryInfo { Duration retry_delay = 1 }: without it a client
 * does not try again after RESOURCE_EXHAUSTED (OTLP specification, "OTLP/gRPC Throttling").
 */
function retryDetails(code: number, message: string, seconds: number): string {
  const w = protobuf.Writer.create();
  w.uint32(0x08).int32(code).uint32(0x12).string(message);
  w.uint32(0x1a).fork();
  w.uint32(0x0a).string(RETRY_INFO);
  w.uint32(0x12).fork().uint32(0x0a).fork().uint32(0x08).int64(seconds).ldelim().ldelim();
  return Buffer.from(w.ldelim().finish()).toString('base64');
}

/** gRPC over HTTP/2, "Status-Message": printable ASCII but for `%`, everything else as its UTF-8 bytes. */
function percentEncoded(message: string): string {
  let encoded = '';
  for (const byte of Buffer.from(message, 'utf8')) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
