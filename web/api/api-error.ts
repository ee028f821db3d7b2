import type { ProblemDetails } from '../../server/http/contract/common.ts';

/** What the pages themselves find out, beside the server's own codes. */
export type LocalErrorCode = 'unreachable' | 'too-slow' | 'answer-invalid';

/** One thing that is wrong with a request; `field` is the key that it is about, where the server knows. */
export type RequestFault = NonNullable<ProblemDetails['errors']>[number];

/** A request that did not bring what was asked for: one sentence for people, a stable code for decisions. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** A code of docs/errors.md, or a {@link LocalErrorCode}. */
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Names the request in the server's log. */
  readonly requestId: string | undefined;
  /** What exactly is wrong with the request, by place. */
  readonly faults: readonly RequestFault[];

  constructor(
    code: string,
    message: string,
    status = 0,
    requestId?: string,
    faults: readonly RequestFault[] = [],
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.faults = faults;
  }
}

/** Reads a refusal: RFC 9457 problem details where the server gave them, else the status alone. */
export async function refusal(response: Response): Promise<ApiError> {
  const problem = await problemOf(response);
  if (problem?.detail !== undefined && problem.code !== undefined) {
    const { code, detail, requestId, errors } = problem;
    return new ApiError(code, detail, response.status, requestId, errors);
  }
  const words = `${response.status} ${response.statusText}`.trim();
  return new ApiError('internal', `The server answered ${words}.`, response.status);
}

/** Turns whatever a fetch threw into an error that a person can act on; an abort stays what it is. */
export function failure(thrown: unknown): unknown {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') {
    return new ApiError('too-slow', 'The server took longer than 20 seconds to answer.');
  }
  if (thrown instanceof TypeError) {
    return new ApiError('unreachable', 'The server could not be reached. Is Gateline running?');
  }
  return thrown;
}

async function problemOf(response: Response): Promise<Partial<ProblemDetails> | undefined> {
  if (!response.headers.get('content-type')?.includes('json')) return undefined;
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}
