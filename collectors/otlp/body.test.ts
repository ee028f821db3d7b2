import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, Reservation } from './body.ts';
import { InFlight } from './in-flight.ts';

const LIMITS = { maxBytes: 1024 * 1024, timeoutMs: 30_000 };

/** Pieces as the parser of HTTP gives them: each has its memory to itself. */
function piecesOf(body: Uint8Array, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < body.length; i += 1) {
    const size = sizes[i % sizes.length] as number;
    const piece = Buffer.allocUnsafeSlow(Math.min(size, body.length - at));
    piece.set(body.subarray(at, at + size));
    pieces.push(piece);
    at += size;
  }
  return pieces;
}

function bytes(length: number, seed: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 31 + seed * 7) & 255));
}

describe('a body that comes in pieces', () => {
  const piecesAndClaim = fc.record({
    length: fc.integer({ min: 0, max: 150_000 }),
    sizes: fc.array(fc.integer({ min: 1, max: 65_536 }), { minLength: 1, maxLength: 4 }),
    claim: fc.constantFrom('true', 'none', 'too little', 'too much'),
  });

  it('is there as it was sent, whatever its length was said to be', async () => {
    const inFlight = new InFlight(10 * LIMITS.maxBytes);
    await fc.assert(
      fc.asyncProperty(piecesAndClaim, fc.nat(255), async ({ length, sizes, claim }, seed) => {
        const body = bytes(length, seed);
        const claims = { true: length, none: 0, 'too little': length >> 1, 'too much': 2 * length };
        const reservation = new Reservation(inFlight);
        const stream = Readable.from(piecesOf(body, length > 5_000 ? sizes.map((n) => n + 999) : sizes));
        const collected = await collect(stream, reservation, LIMITS, claims[claim as keyof typeof claims]);
        expect(collected.equals(body)).toBe(true);
        reservation.release();
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('gives the memory of its pieces back at once, and of none that shares it with others', async () => {
    const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
    const whole = Buffer.allocUnsafeSlow(40_000).fill(1);
    const part = Buffer.allocUnsafeSlow(80_000).fill(2).subarray(40_000);
    const collected = collect(stream, new Reservation(new InFlight(LIMITS.maxBytes)), LIMITS, 80_000);
    for (const piece of [whole, part]) stream.write(piece);
    stream.end();
    expect((await collected).equals(Buffer.concat([Buffer.alloc(40_000, 1), Buffer.alloc(40_000, 2)]))).toBe(
      true,
    );
    expect([whole.length, part.length]).toEqual([0, 40_000]);
  });

  it('takes no memory for what was said and never came', async () => {
    const inFlight = new InFlight(LIMITS.maxBytes);
    const stream = new PassThrough();
    const collected = collect(stream, new Reservation(inFlight), LIMITS, 700_000);
    const other = new Reservation(inFlight);
    stream.write(Buffer.alloc(1_000));
    await new Promise((resolve) => setImmediate(resolve));
    other.take(LIMITS.maxBytes - 1_000);
    stream.destroy();
    await expect(collected).rejects.toMatchObject({ code: 'bad-request' });
  });
});
