import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GatelineError } from '../../core/errors.ts';
import type { BodyShare } from './body-budget.ts';

/** How much a body may hold. */
export interface BodyLimits {
  /** Decompressed. */
  readonly maxBytes: number;
  /** Of what all bodies together may hold. */
  readonly share?: BodyShare | undefined;
}

type Decompressor = ReturnType<typeof createGunzip | typeof createInflate | typeof createBrotliDecompress>;

const DECOMPRESSORS: ReadonlyMap<string, () => Decompressor> = new Map<string, () => Decompressor>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * The whole body as text, decompressed as it arrives and given up at the first byte beyond the limit, so that a small body that unpacks
 * into a huge one costs no more than the limit.
 *
 * @param address for messages, without credentials
 * @throws GatelineError `limit-exceeded`, `source-answer-invalid`; whatever the connection throws when it breaks
 */
export async function readBody(
  answer: IncomingMessage,
  address: string,
  { maxBytes, share }: BodyLimits,
): Promise<string> {
  const limits = { maxBytes, share };
  const encoding = answer.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return await collect(answer, address, limits);
  const create = DECOMPRESSORS.get(encoding);
  if (create === undefined) {
    answer.destroy();
    throw new GatelineError(
      'source-answer-invalid',
      `${address} answers in an encoding that was not asked for.`,
    );
  }
  return await decompress(answer, create(), address, limits);
}

async function decompress(
  answer: IncomingMessage,
  decompressor: Decompressor,
  address: string,
  limits: BodyLimits,
): Promise<string> {
  let body = '';
  try {
    await pipeline(answer, decompressor, async (unpacked: AsyncIterable<Buffer>) => {
      body = await collect(unpacked, address, limits);
    });
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw new GatelineError(
      'source-answer-invalid',
      `${address} answers with damaged or truncated compression.`,
    );
  }
  return body;
}

/** Codes of zlib begin with `Z_`, those of brotli with `ERR_` or `ERR__ERROR_`; Node's own connection errors do not look like that. */
function isDamage(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return /^(Z_|ERR__|ERR_PADDING|ERR_BROTLI)/.test(code);
}

async function collect(
  chunks: AsyncIterable<Buffer> | Readable,
  address: string,
  { maxBytes, share }: BodyLimits,
): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new GatelineError('limit-exceeded', `${address} answers with more than ${maxBytes} bytes.`);
    }
    if (share?.take(chunk.length) === false) {
      const message = `${address} was given up: all answers together hold more than this source may.`;
      throw new GatelineError('limit-exceeded', message);
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts, bytes).toString('utf8');
}
