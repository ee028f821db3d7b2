import { GatelineError } from '../../core/errors.ts';
import { MEDIA_TYPES } from './answers.ts';
import type { OtlpEncoding } from './signal.ts';

/**
 * Says so when a body that could not be read looks like something else than its headers claim.
 * @returns the error to answer with; `error` itself when there is nothing to add
 */
export function explainMismatch(error: unknown, body: Uint8Array, encoding: OtlpEncoding): unknown {
  if (!(error instanceof GatelineError) || error.code !== 'otlp-invalid') return error;
  const looks = looksLike(body, encoding);
  if (looks === undefined) return error;
  return new GatelineError('otlp-invalid', `${error.message} The body looks like ${looks}.`, {
    cause: error,
    details: { ...error.details },
  });
}

function looksLike(body: Uint8Array, encoding: OtlpEncoding): string | undefined {
  if (body[0] === 0x1f && body[1] === 0x8b) return 'gzip, but Content-Encoding does not say so';
  const first = body.find((byte) => !isSpace(byte));
  const isText = first === BRACE || first === BRACKET;
  if (encoding === 'protobuf')
    return isText ? `JSON, but Content-Type says ${MEDIA_TYPES.protobuf}` : undefined;
  const isBinary = body.subarray(0, 512).some((byte) => byte < 0x20 && !isSpace(byte));
  return isBinary ? `protobuf, but Content-Type says ${MEDIA_TYPES.json}` : undefined;
}

const BRACE = 0x7b;
const BRACKET = 0x5b;

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
