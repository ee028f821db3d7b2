import { GatelineError } from '../../../core/errors.ts';

/** Why InfluxDB did not do what was asked. */
export type InfluxFailure =
  /** No answer, or one of a server in trouble: it may do it later. */
  | 'away'
  /** It does not know who asks (401). */
  | 'unauthenticated'
  /** It knows who asks, and will not (403). */
  | 'forbidden'
  /** It answered that it cannot. */
  | 'refused';

/** What InfluxDB said instead of an answer. It carries none of the request, in whose headers the secret is. */
export class InfluxError extends Error {
  override readonly name = 'InfluxError';
  readonly failure: InfluxFailure;

  constructor(failure: InfluxFailure, reason: string) {
    super(reason);
    this.failure = failure;
  }
}

/**
 * Asks InfluxDB on behalf of the store. Errors of the ledger's own file pass as they are: they say something else about the store.
 *
 * @param address for the message
 * @throws GatelineError `store-unavailable` when InfluxDB did not do it
 */
export async function asking<T>(address: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof InfluxError ? unavailable(address, error.message, error) : error;
  }
}

/** Says that InfluxDB did not do what was asked. */
export function unavailable(address: string, reason: string, cause?: InfluxError): GatelineError {
  return new GatelineError('store-unavailable', `InfluxDB at ${address} does not answer: ${reason}`, {
    cause,
  });
}

/** An error of the client library as one of ours. */
export function asInfluxError(error: unknown): InfluxError {
  if (error instanceof InfluxError) return error;
  const status = statusOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (status === undefined) return new InfluxError('away', reason || 'no answer');
  const body = reason.slice(reason.indexOf('{'));
  const told = reasonIn(body) ?? reason;
  if (status === 401) return new InfluxError('unauthenticated', told);
  if (status === 403) return new InfluxError('forbidden', told);
  if (status >= 500 || status === 429) return new InfluxError('away', told);
  const header = (name: string) => answerOf(error)?.headers?.[name];
  if (!isInfluxsOwn(header, body)) return new InfluxError('away', strangerReason(status, told));
  return new InfluxError('refused', told);
}

interface LibraryAnswer {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** The library tells the status of an answer only by the answer itself. */
function answerOf(error: unknown): LibraryAnswer | undefined {
  if (typeof error !== 'object' || error === null || !('res' in error)) return undefined;
  const { res } = error;
  return typeof res === 'object' && res !== null ? res : undefined;
}

function statusOf(error: unknown): number | undefined {
  const status = answerOf(error)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/**
 * Whether an answer carries InfluxDB's own header, as each of 1.x and 2.x does.
 *
 * @param header value of a header, by its name in small letters
 */
export function isFromInflux(header: (name: string) => unknown): boolean {
  return Boolean(header('x-influxdb-version') || header('x-influxdb-error'));
}

/**
 * Whether a refusal is InfluxDB's own and not that of somebody in between, such as a TLS port that is spoken to in plain text, a gateway, or
 * another server at its address. Where a proxy takes headers away, sentences tell that nobody else says.
 *
 * @param header value of a header, by its name in small letters
 */
export function isInfluxsOwn(header: (name: string) => unknown, text: string): boolean {
  if (isFromInflux(header)) return true;
  try {
    const { error, code, message } = JSON.parse(text) as Record<string, unknown>;
    if (typeof code === 'string' && typeof message === 'string') return CODES.has(code);
    return typeof error === 'string' && SENTENCES.test(error);
  } catch {
    return false;
  }
}

/** How InfluxDB begins to refuse: writes and questions of 1.x (services/httpd/handler.go, tsdb/store.go, influxql/parser.go), writes of 3. */
const SENTENCES =
  /^(partial write|unable to parse '|field type conflict: |points beyond retention policy|parsing failed for write_lp endpoint|error parsing query: |(database|retention policy) not found: |error authorizing query: )/;

/** Of the v2 API, beside a `message`: https://docs.influxdata.com/influxdb/v2/api/ (Error). */
const CODES: ReadonlySet<string> = new Set([
  'internal error',
  'not implemented',
  'not found',
  'conflict',
  'invalid',
  'unprocessable entity',
  'empty value',
  'unavailable',
  'forbidden',
  'too many requests',
  'unauthorized',
  'method not allowed',
  'request too large',
  'unsupported media type',
]);

/** Says that something is there which is not InfluxDB. */
export function strangerReason(status: number, told: string): string {
  const said = told.trim().replaceAll(/\s+/g, ' ').slice(0, 200);
  return `what answers (status ${status}${said === '' ? '' : `: ${said}`}) is not InfluxDB: is store.url right, http or https?`;
}

/** The sentence in an answer of the v1 or v2 API. */
export function reasonIn(text: string): string | undefined {
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown };
    const found = message ?? error;
    return typeof found === 'string' ? found.slice(0, 500) : undefined;
  } catch {
    return undefined;
  }
}
