import { STATUS_CODES } from 'node:http';
import { type ErrorCode, GatelineError } from '../../core/errors.ts';
import type { ProblemDetails } from './contract/common.ts';

/** The one place where a code becomes an HTTP status. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  'config-missing': 500,
  'config-invalid': 500,
  'file-exists': 409,
  'roadmap-invalid': 422,
  'document-invalid': 422,
  'edit-conflict': 412,
  'edit-impossible': 409,
  'precondition-required': 428,
  'allowance-refused': 409,
  'decision-refused': 409,
  'address-in-use': 500,
  'folder-not-writable': 500,
  'store-locked': 503,
  'store-unavailable': 503,
  'store-full': 503,
  'store-busy': 503,
  'store-schema-newer': 503,
  'tokens-required': 503,
  'tokens-invalid': 503,
  unauthenticated: 401,
  forbidden: 403,
  'host-not-allowed': 421,
  'not-found': 404,
  'method-not-allowed': 405,
  'pages-missing': 503,
  'bad-request': 400,
  'body-too-slow': 503,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'too-many-requests': 429,
  'exposition-invalid': 400,
  'evaluation-invalid': 400,
  'evaluation-conflict': 409,
  'evaluation-retracted': 409,
  'import-invalid': 400,
  'otlp-invalid': 400,
  'source-unreachable': 502,
  'server-unreachable': 502,
  'source-refused': 502,
  'source-answer-invalid': 502,
  'limit-exceeded': 400,
  internal: 500,
};

export function statusOf(code: ErrorCode): number {
  return STATUS[code];
}

/**
 * An error as RFC 9457 problem details. What is not a {@link GatelineError} is a defect: its message stays in the log.
 *
 * @param requestId names the request in the log
 */
export function problemOf(error: GatelineError, requestId: string): ProblemDetails {
  const status = statusOf(error.code);
  const errors = error.details.errors as ProblemDetails['errors'];
  return {
    type: `urn:gateline:error:${error.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(errors === undefined ? {} : { errors }),
  };
}

/** What was thrown anywhere below a request, as an error with a code. */
export function asGatelineError(thrown: unknown): GatelineError {
  if (thrown instanceof GatelineError) return thrown;
  const { type, status } = (thrown ?? {}) as { type?: unknown; status?: unknown };
  const known = typeof type === 'string' ? BODY_ERRORS[type] : undefined;
  // The parser's own message quotes the body, which may hold a token.
  if (known !== undefined) return new GatelineError(known.code, known.message, { cause: thrown });
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new GatelineError('bad-request', 'This request cannot be understood.', { cause: thrown });
  }
  return new GatelineError('internal', 'Something went wrong in the server; its log says what.', {
    cause: thrown,
  });
}

/** Types of body-parser's errors (its README, "Errors"). */
const BODY_ERRORS: Readonly<Record<string, { code: ErrorCode; message: string }>> = {
  'entity.parse.failed': { code: 'bad-request', message: 'The body is not valid JSON.' },
  'entity.too.large': { code: 'payload-too-large', message: 'The body is larger than this server takes.' },
  'parameters.too.many': {
    code: 'payload-too-large',
    message: 'The body has more fields than this server takes.',
  },
  'request.aborted': { code: 'bad-request', message: 'The request ended before its body did.' },
  'request.size.invalid': {
    code: 'bad-request',
    message: 'The body is not as long as its Content-Length says.',
  },
  'encoding.unsupported': {
    code: 'unsupported-media-type',
    message: 'The body comes in an encoding that is not understood.',
  },
  'charset.unsupported': {
    code: 'unsupported-media-type',
    message: 'The body comes in a character set that is not understood.',
  },
};
