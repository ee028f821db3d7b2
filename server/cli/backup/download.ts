import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ERROR_CODES, GatelineError } from '../../../core/errors.ts';
import { BACKUP_PATH } from '../../http/contract/api.ts';
import { problemDetails } from '../../http/contract/common.ts';

export interface DownloadOptions {
  /** Of the server, without a slash at its end. */
  readonly server: string;
  readonly token: string | undefined;
  readonly file: string;
  readonly signal: AbortSignal;
  /** @param total as the server says it */
  readonly onProgress: (bytes: number, total: number) => void;
}

/** What a problem's text may be long. */
const PROBLEM_BYTES = 65_536;

/**
 * Has a running server make a backup, and writes what it sends to a file. How long the server takes for its copy depends on the store, so
 * that nothing but the connection itself limits it.
 *
 * @throws GatelineError `server-unreachable` when it cannot be reached or the connection breaks, else what the server says
 */
export async function downloadBackup(options: DownloadOptions): Promise<void> {
  const response = await asked(options);
  if (response.statusCode !== 200) throw await refusal(options.server, response);
  const total = Number(response.headers['content-length'] ?? 0);
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      options.onProgress(bytes, total);
      done(null, chunk);
    },
  });
  try {
    await pipeline(response, counted, createWriteStream(options.file), { signal: options.signal });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).path === options.file) throw cause;
    throw unreachable(options.server, 'the connection broke off', cause);
  }
  const told = /sha-256=:([^:]*):/.exec(String(response.headers['repr-digest'] ?? ''))?.[1];
  if (bytes !== total || hash.digest('base64') !== told) {
    throw unreachable(options.server, 'what came is not what it sent');
  }
}

async function asked({ server, token, signal }: DownloadOptions): Promise<IncomingMessage> {
  const request = server.startsWith('https:') ? requestHttps : requestHttp;
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(`${server}${BACKUP_PATH}`, { method: 'POST', headers, signal }, resolve).on('error', reject).end();
  try {
    return await promise;
  } catch (cause) {
    throw unreachable(server, (cause as NodeJS.ErrnoException).code ?? 'unknown error', cause);
  }
}

async function refusal(server: string, response: IncomingMessage): Promise<GatelineError> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > PROBLEM_BYTES) break;
  }
  const problem = problemDetails.safeParse(jsonOf(text));
  const code = ERROR_CODES.find((one) => one === problem.data?.code);
  if (!problem.success || code === undefined) {
    return unreachable(server, `it answers ${response.statusCode}, and not as a Gateline does`);
  }
  const needs = code === 'unauthenticated' || code === 'forbidden' ? NEEDS_TOKEN : '';
  return new GatelineError(code, `The server ${server} makes no backup: ${problem.data.detail}${needs}`);
}

const NEEDS_TOKEN =
  ' Set GATELINE_TOKEN to a token of the role admin: gateline token create --role admin --name backup';

function unreachable(server: string, why: string, cause?: unknown): GatelineError {
  return new GatelineError('server-unreachable', `No backup came from the server ${server}: ${why}.`, {
    cause,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
