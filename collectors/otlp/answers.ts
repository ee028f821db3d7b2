import protobuf from 'protobufjs/minimal.js';
import type { ErrorCode } from '../../core/errors.ts';
import type { Accepted } from './receiver.ts';
import type { OtlpEncoding, OtlpSignal } from './signal.ts';

/** The media types of OTLP/HTTP; answers are in the request's. */
export const MEDIA_TYPES: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** What an exporter is told: the HTTP status decides whether it tries again (429 and 503 of these). */
export interface Failure {
  readonly status: number;
  /** google.rpc.Code */
  readonly code: number;
  /** Seconds. */
  readonly retryAfter?: number;
}

const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** OTLP specification, "OTLP/HTTP Response": bad data are never sent again, what may work later is. */
const FAILURES: Partial<Record<ErrorCode, Failure>> = {
  'otlp-invalid': { status: 400, code: INVALID_ARGUMENT },
  'bad-request': { status: 400, code: INVALID_ARGUMENT },
  // Not 408, which exporters take for final: of HTTP's codes they try again after 429, 502, 503 and 504 alone.
  'body-too-slow': { status: 503, code: UNAVAILABLE, retryAfter: 1 },
  unauthenticated: { status: 401, code: UNAUTHENTICATED },
  'tokens-invalid': { status: 503, code: UNAVAILABLE, retryAfter: 30 },
  forbidden: { status: 403, code: PERMISSION_DENIED },
  'host-not-allowed': { status: 421, code: PERMISSION_DENIED },
  'not-found': { status: 404, code: UNIMPLEMENTED },
  'method-not-allowed': { status: 405, code: UNIMPLEMENTED },
  'payload-too-large': { status: 413, code: RESOURCE_EXHAUSTED },
  'unsupported-media-type': { status: 415, code: INVALID_ARGUMENT },
  'too-many-requests': { status: 429, code: RESOURCE_EXHAUSTED, retryAfter: 1 },
  'store-busy': { status: 503, code: UNAVAILABLE, retryAfter: 1 },
  'store-unavailable': { status: 503, code: UNAVAILABLE, retryAfter: 5 },
  'store-full': { status: 503, code: UNAVAILABLE, retryAfter: 30 },
};

/** How an error of this code is answered; a code that no sender can cause is a defect of ours. */
export function failureOf(code: ErrorCode | undefined): Failure {
  return (code && FAILURES[code]) ?? { status: 500, code: INTERNAL };
}

/** What the refused are called in JSON; in protobuf it is field 1 of each. */
const REJECTED: Readonly<Record<OtlpSignal, string>> = {
  metrics: 'rejectedDataPoints',
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
};

/** An Export…ServiceResponse; `partial_success` is left out when there is nothing to say. */
export function successBody(
  signal: OtlpSignal,
  encoding: OtlpEncoding,
  { refused, message }: Accepted,
): Uint8Array {
  const partial = refused > 0 || message !== '';
  if (encoding === 'json') {
    const partialSuccess = { [REJECTED[signal]]: String(refused), errorMessage: message };
    return Buffer.from(JSON.stringify(partial ? { partialSuccess } : {}));
  }
  const writer = protobuf.Writer.create();
  if (!partial) return writer.finish();
  writer.uint32(0x0a).fork();
  if (refused > 0) writer.uint32(0x08).int64(refused);
  if (message !== '') writer.uint32(0x12).string(message);
  return writer.ldelim().finish();
}

/** A google.rpc.Status. */
export function statusBody(encoding: OtlpEncoding, code: number, message: string): Uint8Array {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return protobuf.Writer.create().uint32(0x08).int32(code).uint32(0x12).string(message).finish();
}
