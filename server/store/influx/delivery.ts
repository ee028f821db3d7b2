import type { RefusedPoint } from '../duckdb/set-aside-table.ts';
import type { InfluxClient } from './influx-client.ts';

/** What came of lines that were to be delivered. */
export type Delivery =
  /** Each was taken, or is refused for good. */
  | { readonly kind: 'done'; readonly refused: readonly RefusedPoint[] }
  /** Some may not have been taken yet; all may be sent again. */
  | { readonly kind: 'away'; readonly reason: string };

/**
 * Sends a body of line protocol. One that InfluxDB refuses is halved until the lines that are meant stand alone, so that they never hold
 * up the others; what was taken overwrites itself when it is sent again. Never throws.
 */
export async function deliver(
  client: Pick<InfluxClient, 'send'>,
  body: string,
  signal: AbortSignal,
): Promise<Delivery> {
  const outcome = await client.send(body, signal);
  if (outcome.kind === 'taken') return { kind: 'done', refused: [] };
  if (outcome.kind === 'away') return outcome;
  const lines = body.split('\n');
  const reason = outcome.kind === 'refused' ? outcome.reason : 'larger than InfluxDB takes';
  if (lines.length === 1 && outcome.kind === 'too-large' && outcome.own === undefined) {
    return {
      kind: 'away',
      reason: 'what answers takes not even one point (status 413), and is not InfluxDB',
    };
  }
  if (lines.length === 1 || droppedOf(reason) === lines.length) {
    return { kind: 'done', refused: lines.map((point) => ({ point, reason })) };
  }
  const middle = Math.ceil(lines.length / 2);
  const first = await deliver(client, lines.slice(0, middle).join('\n'), signal);
  if (first.kind === 'away') return first;
  const second = await deliver(client, lines.slice(middle).join('\n'), signal);
  if (second.kind === 'away') return second;
  return { kind: 'done', refused: [...first.refused, ...second.refused] };
}

/**
 * How many lines InfluxDB 1.x says that it dropped, at least: `partial write: field type conflict: … dropped=5000`. One field of another
 * type makes it refuse all of a week, which would be thousands of requests one by one.
 */
function droppedOf(reason: string): number | undefined {
  const told = /^partial write: .* dropped=(\d+)$/s.exec(reason)?.[1];
  return told === undefined ? undefined : Number(told);
}
