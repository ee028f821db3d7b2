import { describe, expect, it } from 'vitest';
import { Reservation } from './body.ts';
import { InFlight } from './in-flight.ts';
import { SpareBuffers } from './spare-buffers.ts';

const MIB = 1024 * 1024;

describe('spare buffers', () => {
  it('are taken again by bodies of about the same size, one at a time', () => {
    const spare = new SpareBuffers();
    const first = spare.take(1.3 * MIB);
    expect(first.length).toBe(2 * MIB);
    spare.give(first);
    // Not by the matcher, which would look through all bytes for what to say.
    expect(spare.take(1.1 * MIB) === first).toBe(true);
    expect(spare.take(1.1 * MIB) === first).toBe(false);
  });

  it('are kept up to 16 MiB, and none that is small or very large', () => {
    const spare = new SpareBuffers();
    const given = Array.from({ length: 20 }, () => Buffer.allocUnsafeSlow(MIB));
    const odd: Buffer[] = [Buffer.alloc(1024), Buffer.allocUnsafeSlow(16 * MIB)];
    for (const buffer of [...given, ...odd]) spare.give(buffer);
    const again = Array.from({ length: 20 }, () => spare.take(MIB));
    const known = new Set<Buffer>(given);
    expect(again.filter((buffer) => known.has(buffer))).toHaveLength(16);
    expect(odd.includes(spare.take(1024))).toBe(false);
    expect(odd.includes(spare.take(16 * MIB))).toBe(false);
  });
});

describe('a body', () => {
  it('has its memory to itself until its request is done with', () => {
    const inFlight = new InFlight(10 * MIB);
    const [one, other] = [new Reservation(inFlight), new Reservation(inFlight)];
    const body = one.joined([Buffer.alloc(100_000, 1), Buffer.alloc(50_000, 2)], 150_000);
    const second = other.joined([Buffer.alloc(150_000, 3)], 150_000);
    expect([body[0], body[99_999], body[100_000], body.length]).toEqual([1, 1, 2, 150_000]);
    expect(second.buffer === body.buffer).toBe(false);
    one.release();
    const third = new Reservation(inFlight).joined([Buffer.alloc(140_000, 4)], 140_000);
    expect(third.buffer === body.buffer).toBe(true);
    expect(second[0]).toBe(3);
  });
});
