import { performance } from 'node:perf_hooks';
import type { WriteBatch } from '../../../core/ports.ts';
import type { Extent } from '../extent.ts';
import { BATCH_INCREMENTS, batchesOfIncrements, later } from '../increments.ts';
import { incrementLines } from './line-protocol.ts';
import { post } from './server-process.ts';

/**
 * Increments a second that a server takes as line protocol over some connections: bodies of ten thousand increments, made before the clock
 * runs. A body is acknowledged before the next one goes over the same connection.
 */
export async function lineProtocolRate(
  url: string,
  connections: number,
  { writeSeconds, writeHours }: Extent,
): Promise<number> {
  const { batches, spanMs } = batchesOfIncrements(writeHours);
  let written = 0;
  let spent = 0;
  for (let round = 0; spent < writeSeconds * 1_000; round += 1) {
    const bodies = batches.map((points) =>
      Buffer.from(incrementLines(later(points, round * spanMs, '') as WriteBatch)),
    );
    const began = performance.now();
    let next = 0;
    const send = async () => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await post(url, body);
    };
    await Promise.all(Array.from({ length: connections }, send));
    spent += performance.now() - began;
    written += bodies.length * BATCH_INCREMENTS;
  }
  return (written / spent) * 1_000;
}
