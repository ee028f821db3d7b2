import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GatelineError } from '../../core/errors.ts';
import type { InFlight } from './in-flight.ts';

export interface BodyLimits {
  /** Largest body, before and after decompression. Bytes. */
  readonly maxBytes: number;
  /** A body has to arrive within this time. */
  readonly timeoutMs: number;
}

/** What holds room among the bytes in flight, and memory; {@link Reservation.release} gives all of it back. */
export class Reservation {
  readonly #inFlight: InFlight;
  readonly #buffers: Buffer[] = [];
  #held = 0;

  constructor(inFlight: InFlight) {
    this.#inFlight = inFlight;
  }

  /** @throws GatelineError `too-many-requests` when there is no room */
  take(bytes: number): void {
    if (!this.#inFlight.take(bytes)) {
      throw new GatelineError('too-many-requests', 'Too many bytes are in flight; send this again later.');
    }
    this.#held += bytes;
  }

  /** Memory for a body of this length, until {@link release}; what is in it is left over. */
  room(length: number): Buffer {
    const buffer = this.#inFlight.buffers.take(length);
    this.#buffers.push(buffer);
    return buffer;
  }

  /** The pieces of a body in one, which is the body until {@link release}. */
  joined(chunks: readonly Uint8Array[], length: number): Buffer {
    const buffer = this.room(length);
    let at = 0;
    for (const chunk of chunks) {
      buffer.set(chunk, at);
      at += chunk.length;
    }
    return buffer.subarray(0, length);
  }

  /** Nobody looks at the bodies any more. */
  release(): void {
    this.#inFlight.release(this.#held);
    this.#held = 0;
    for (const buffer of this.#buffers.splice(0)) this.#inFlight.buffers.give(buffer);
  }
}

/**
 * Reads a request's body, decompressed. Never holds more than the limit of it, whatever it claims to be.
 *
 * @throws GatelineError `payload-too-large`, `too-many-requests`, `unsupported-media-type`; `otlp-invalid` for gzip that is none or is cut
 * off; `body-too-slow`, or `bad-request` when it does not arrive
 */
export async function readBody(
  request: IncomingMessage,
  reservation: Reservation,
  limits: BodyLimits,
): Promise<Uint8Array> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new GatelineError(
      'unsupported-media-type',
      `Content-Encoding ${encoding.slice(0, 40)} is not supported; send gzip or identity.`,
    );
  }
  const claimed = Number(request.headers['content-length'] ?? 0);
  if (claimed > limits.maxBytes) throw tooLarge(limits, '');
  const body = await collect(request, reservation, limits, claimed);
  return encoding === 'gzip' ? decompress(body, reservation, limits) : body;
}

/**
 * Reads a stream to its end. One that is given up is read on into nothing, so that its sender gets to see the answer.
 *
 * @param claimed how long the body says to be; absent or 0: it does not
 * @throws GatelineError `payload-too-large`, `too-many-requests`, `body-too-slow`, `bad-request`
 */
export function collect(
  request: Readable,
  reservation: Reservation,
  limits: BodyLimits,
  claimed = 0,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces = new Pieces(reservation, claimed);
    let length = 0;
    const finish = (error: unknown) => {
      clearTimeout(timer);
      request.off('data', take).off('end', done).off('error', finish).off('close', closed);
      if (error === undefined) resolve(pieces.whole());
      else {
        request.on('error', () => undefined).resume();
        reject(error);
      }
    };
    const take = (chunk: Buffer) => {
      try {
        length += chunk.length;
        if (length > limits.maxBytes) throw tooLarge(limits, '');
        reservation.take(chunk.length);
        pieces.add(chunk);
      } catch (error) {
        finish(error);
      }
    };
    const done = () => finish(undefined);
    const closed = () => finish(new GatelineError('bad-request', 'The connection closed within the body.'));
    const late = () =>
      finish(new GatelineError('body-too-slow', `The body took longer than ${limits.timeoutMs / 1000} s.`));
    const timer = setTimeout(late, limits.timeoutMs);
    request.on('data', take).on('end', done).on('error', finish).on('close', closed);
  });
}

/** Of bodies that claim more, pieces are kept until they are there: memory is made for what came, not for what was said. */
const LARGEST_CLAIM = 8 * 1024 * 1024;
/** Smaller pieces are left to the collector. */
const SMALLEST_FREED = 16 * 1024;

/** What has come of a body: in one place from the beginning, if its length was said. */
class Pieces {
  readonly #reservation: Reservation;
  readonly #claimed: number;
  readonly #chunks: Buffer[] = [];
  #room: Buffer | undefined;
  #length = 0;

  constructor(reservation: Reservation, claimed: number) {
    this.#reservation = reservation;
    this.#claimed = claimed <= LARGEST_CLAIM ? claimed : 0;
  }

  /** Takes a piece, which nobody may look at afterwards. */
  add(chunk: Buffer): void {
    const end = this.#length + chunk.length;
    if (end <= this.#claimed) {
      this.#room ??= this.#reservation.room(this.#claimed);
      this.#room.set(chunk, this.#length);
      free(chunk);
    } else this.#chunks.push(chunk);
    this.#length = end;
  }

  whole(): Buffer {
    if (this.#chunks.length === 0 && this.#room !== undefined) return this.#room.subarray(0, this.#length);
    const begun = this.#room?.subarray(0, this.#length - total(this.#chunks)) ?? Buffer.alloc(0);
    return this.#reservation.joined([begun, ...this.#chunks], this.#length);
  }
}

function total(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

/** Gives the memory of a piece back at once. A collector would do it after megabytes of them, by then cold in every cache. */
function free({ buffer, length }: Buffer): void {
  const isItsOwn = buffer instanceof ArrayBuffer && buffer.byteLength === length;
  if (isItsOwn && length >= SMALLEST_FREED) buffer.transfer(0);
}

/**
 * Undoes gzip. Stops as soon as the output passes the limit, so that a small body cannot become a large one.
 *
 * @throws GatelineError `payload-too-large`, `too-many-requests`, `otlp-invalid`
 */
export async function decompress(
  body: Buffer,
  reservation: Reservation,
  limits: BodyLimits,
): Promise<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  gunzip.end(body);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limits.maxBytes) throw tooLarge(limits, ' when decompressed');
      reservation.take(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof GatelineError ? error : notGzip(error);
  }
  return reservation.joined(chunks, length);
}

function notGzip(cause: unknown): GatelineError {
  const why = (cause as { message?: unknown }).message;
  return new GatelineError('otlp-invalid', `The body is not the gzip that Content-Encoding says: ${why}.`, {
    cause,
  });
}

function tooLarge({ maxBytes }: BodyLimits, state: string): GatelineError {
  const limit = `${Math.floor(maxBytes / 1024 / 1024)} MiB`;
  return new GatelineError(
    'payload-too-large',
    `The body is larger than ${limit}${state}; export smaller batches.`,
  );
}
