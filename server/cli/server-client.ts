import type { z } from 'zod';
import { ERROR_CODES, type ErrorCode, GatelineError } from '../../core/errors.ts';
import { problemDetails } from '../http/contract/common.ts';
import { addressOf, type Contract, type ParamsOf, type ResponseOf } from '../http/contract/endpoint.ts';

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 16_000_000;

/** What goes along with a question. */
interface Asking {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** A running Gateline, asked from a command line. */
export class ServerClient {
  /** Without a slash at its end. */
  readonly url: string;
  readonly #token: string | undefined;

  /**
   * @param url as somebody typed it
   * @param token sent with every request; it never goes into an address
   * @throws GatelineError `bad-request` for what is no address
   */
  constructor(url: string, token: string | undefined) {
    this.url = acceptedUrl(url);
    this.#token = token === '' ? undefined : token;
  }

  /**
   * Asks for an answer of the API.
   *
   * @throws GatelineError `server-unreachable` when there is no server, or none of ours; else what the server's refusal says
   */
  async ask<C extends Contract & { readonly response: z.ZodType }>(
    contract: C,
    params: ParamsOf<C>,
    more: Asking = {},
  ): Promise<ResponseOf<C>> {
    const text = await this.#fetch(contract, params, more, 'application/json');
    const answer = contract.response.safeParse(parsed(text));
    if (!answer.success) throw this.#notOurs('its answer is not what this version of Gateline expects');
    return answer.data as ResponseOf<C>;
  }

  /** As {@link ask}, of an answer that is a text. */
  text<C extends Contract & { readonly media: string }>(contract: C, params: ParamsOf<C>): Promise<string> {
    return this.#fetch(contract, params, {}, contract.media);
  }

  async #fetch<C extends Contract>(
    contract: C,
    params: ParamsOf<C>,
    more: Asking,
    media: string,
  ): Promise<string> {
    const asked = Object.entries(more.query ?? {}).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    );
    const query = asked.length === 0 ? '' : `?${new URLSearchParams(asked)}`;
    const address = `${this.url}${addressOf(contract, params)}${query}`;
    const { response, text } = await this.#send(address, contract.method, more.body, media);
    if (response.status >= 300 && response.status < 400) {
      throw this.#notOurs(`it sends us elsewhere, to ${response.headers.get('location') ?? 'nowhere'}`);
    }
    const type = response.headers.get('content-type') ?? 'no type';
    if (!response.ok && type.includes('json')) throw this.#refusal(response.status, text);
    if (!response.ok || !type.startsWith(media)) {
      throw this.#notOurs(`it answered ${response.status} with ${type}`);
    }
    return text;
  }

  async #send(address: string, method: string, body: unknown, media: string) {
    const headers = new Headers({ Accept: `${media}, application/problem+json` });
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    if (this.#token !== undefined) headers.set('Authorization', `Bearer ${this.#token}`);
    try {
      const response = await fetch(address, {
        method,
        headers,
        // Not followed: the token is for this server alone.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { response, text: await readLimited(response) };
    } catch (cause) {
      const message = `${this.url} cannot be reached: ${reason(cause)}.`;
      throw new GatelineError('server-unreachable', message, { cause });
    }
  }

  #refusal(status: number, text: string): GatelineError {
    const problem = problemDetails.safeParse(parsed(text));
    if (!problem.success) return this.#notOurs(`it answered ${status}`);
    const { code, detail } = problem.data;
    const known = ERROR_CODES.find((one): one is ErrorCode => one === code);
    if (status >= 500)
      return new GatelineError('server-unreachable', `${this.url} cannot answer now: ${detail}`);
    const hint = status === 401 ? ' The token is read from $GATELINE_TOKEN.' : '';
    return new GatelineError(known ?? 'bad-request', `${this.url}: ${detail}${hint}`);
  }

  #notOurs(why: string): GatelineError {
    return new GatelineError(
      'server-unreachable',
      `${this.url} does not answer as a Gateline server: ${why}.`,
    );
  }
}

/**
 * An address of a server as somebody typed it, without a slash at its end.
 *
 * @throws GatelineError `bad-request`
 */
export function acceptedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new GatelineError(
      'bad-request',
      `${JSON.stringify(text)} is no address of a server; write it such as http://localhost:4600.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new GatelineError(
      'bad-request',
      'A password does not belong into an address; set $GATELINE_TOKEN instead.',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new RangeError(`its answer has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNRESET: 'it closed the connection',
  ETIMEDOUT: 'it does not answer',
};

function reason(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `it took longer than ${TIMEOUT_MS / 1000} seconds to answer`;
  }
  const { cause } = error as { cause?: { code?: string; message?: string } };
  if (cause?.code !== undefined) return REASONS[cause.code] ?? cause.code;
  return cause?.message ?? (error instanceof Error ? error.message : String(error));
}
