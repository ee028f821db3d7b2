/** Stable codes of every error that can reach a user. Each one has a paragraph in docs/errors.md (a test holds the two together). */
export const ERROR_CODES = [
  'config-missing',
  'config-invalid',
  'file-exists',
  'roadmap-invalid',
  'document-invalid',
  'edit-conflict',
  'edit-impossible',
  'precondition-required',
  'allowance-refused',
  'decision-refused',
  'address-in-use',
  'folder-not-writable',
  'store-locked',
  'store-unavailable',
  'store-full',
  'store-busy',
  'store-schema-newer',
  'tokens-required',
  'tokens-invalid',
  'unauthenticated',
  'forbidden',
  'host-not-allowed',
  'not-found',
  'method-not-allowed',
  'pages-missing',
  'bad-request',
  'body-too-slow',
  'payload-too-large',
  'unsupported-media-type',
  'too-many-requests',
  'exposition-invalid',
  'evaluation-invalid',
  'evaluation-conflict',
  'evaluation-retracted',
  'import-invalid',
  'otlp-invalid',
  'source-unreachable',
  'server-unreachable',
  'source-refused',
  'source-answer-invalid',
  'limit-exceeded',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error that a person can act on: one clear sentence with its place and a way out, and a stable code.
 * Everything else that is thrown is a defect.
 */
export class GatelineError extends Error {
  override readonly name = 'GatelineError';
  readonly code: ErrorCode;
  /** Machine-readable particulars (a list of problems, a limit); never a secret. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
