import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { GatelineError } from '../../core/errors.ts';
import { readBody } from './body.ts';
import type { BodyShare } from './body-budget.ts';
import type { Credentials } from './connection.ts';
import { namedFailure, shownUrl, stopped, tooSlow } from './failure.ts';

/** What a request to a source may cost. */
export interface RequestLimits {
  /** From the start to the last byte of the body, redirects included. */
  readonly timeoutMs: number;
  /** Largest body, decompressed. */
  readonly maxBytes: number;
  readonly maxRedirects: number;
  /** Of what all answers together may hold. */
  readonly share?: BodyShare;
}

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only for the first origin; one that it redirects to gets none of them. */
  readonly credentials?: Credentials;
  /** `application/x-www-form-urlencoded`; makes it a POST. */
  readonly form?: URLSearchParams;
  readonly limits: RequestLimits;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
  /** HTTP itself says where the body ends, so it is whole; otherwise it ended when the connection did. */
  readonly delimited: boolean;
}

/**
 * Asks once (twice where a kept connection had just been closed by the other side), follows redirects, unpacks gzip, deflate and
 * brotli, and never holds more than the limits allow.
 *
 * @throws GatelineError `source-unreachable` (no connection, time limit, connection lost), `limit-exceeded` (body, redirects),
 * `source-answer-invalid` (damaged compression, a redirect to nowhere, another protocol); the text names the address without credentials or query
 */
export async function request(asked: HttpRequest): Promise<HttpAnswer> {
  const { timeoutMs } = asked.limits;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([asked.signal, limit]);
  try {
    return await follow({ ...asked, signal }, asked.limits.maxRedirects);
  } catch (error) {
    if (error instanceof GatelineError) throw error;
    if (asked.signal.aborted) throw stopped(asked.url);
    throw limit.aborted ? tooSlow(asked.url, timeoutMs) : namedFailure(error, asked.url);
  }
}

async function follow(asked: HttpRequest, redirects: number): Promise<HttpAnswer> {
  const answer = await send(asked);
  const target = redirectTarget(answer, asked.url);
  if (target === undefined) return await received(answer, asked);
  answer.resume();
  answer.destroy();
  if (redirects === 0) {
    const most = asked.limits.maxRedirects;
    throw new GatelineError('limit-exceeded', `${shownUrl(asked.url)} redirects more than ${most} times.`);
  }
  return await follow(redirected(asked, target, answer.statusCode ?? 0), redirects - 1);
}

function redirectTarget(answer: IncomingMessage, url: string): URL | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || location === undefined) return undefined;
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (target !== undefined && /^https?:$/.test(target.protocol)) return target;
  answer.destroy();
  throw new GatelineError('source-answer-invalid', `${shownUrl(url)} redirects to what is no http address.`);
}

/**
 * RFC 9110 §15.4: 303 turns a POST into a GET; 301 and 302 may, but an API that moved wants its form. Credentials stay with the origin
 * that they were meant for.
 */
function redirected(asked: HttpRequest, target: URL, status: number): HttpRequest {
  const { form, credentials, ...rest } = asked;
  const sameOrigin = target.origin === new URL(asked.url).origin;
  target.username = '';
  target.password = '';
  return {
    ...rest,
    url: target.href,
    credentials: sameOrigin ? (credentials ?? {}) : trusted(credentials),
    ...(form === undefined || status === 303 ? {} : { form }),
  };
}

/** Another origin is not told who we are; the authorities that are trusted are the same. */
function trusted({ tls }: Credentials = {}): Credentials {
  return tls?.ca === undefined ? {} : { tls: { ca: tls.ca } };
}

async function received(answer: IncomingMessage, asked: HttpRequest): Promise<HttpAnswer> {
  return {
    status: answer.statusCode ?? 0,
    contentType: answer.headers['content-type'],
    body: await readBody(answer, shownUrl(asked.url), asked.limits),
    delimited: isDelimited(answer),
  };
}

function isDelimited({ headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': transfer = '' } = headers;
  return length !== undefined || transfer.toLowerCase().includes('chunked');
}

async function send(asked: HttpRequest): Promise<IncomingMessage> {
  try {
    return await attempt(asked);
  } catch (error) {
    // The other side closed the kept connection at the moment we used it: nothing was wrong with it.
    if (error instanceof StaleConnection) return await attempt(asked);
    throw error;
  }
}

class StaleConnection extends Error {}

function attempt({ url, headers, credentials = {}, form, signal }: HttpRequest): Promise<IncomingMessage> {
  const { authorization, tls } = credentials;
  const secure = url.startsWith('https:');
  const start = secure ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = start(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        'accept-encoding': 'gzip, deflate, br',
        'user-agent': 'gateline',
        ...credentials.headers,
        ...headers,
        ...(authorization === undefined ? {} : { authorization }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      signal,
      ...(secure ? tls : {}),
    });
    sent.on('response', resolve);
    // Unheard, it would end the connection and tell nobody.
    sent.on('upgrade', (_, socket) => {
      socket.destroy();
      const message = `${shownUrl(url)} answers that it goes on in another protocol than HTTP.`;
      reject(new GatelineError('source-answer-invalid', message));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const stale = sent.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
      reject(stale ? new StaleConnection() : error);
    });
    sent.end(form?.toString());
  });
}
