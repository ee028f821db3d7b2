import type { RefusedPoint } from '../duckdb/set-aside-table.ts';
import type { InfluxClient, SendOutcome } from './influx-client.ts';
import type { RequestSize } from './request-size.ts';

/** What came of lines that were to be delivered. */
export type Delivery =
  /** Each was taken, or is refused for good. */
  | { readonly kind: 'done'; readonly refused: readonly RefusedPoint[] }
  /** Some may not have been taken yet; all may be sent again. */
  | Extract<SendOutcome, { kind: 'away' }>;

type Client = Pick<InfluxClient, 'send'>;

/**
 * Sends lines of line protocol. Some that InfluxDB refuses are halved until the lines that are meant stand alone, so that they never hold
 * up the others; what was taken overwrites itself when it is sent again. Never throws.
 *
 * @param size is told how it went
 */
export async function deliver(
  client: Client,
  lines: readonly string[],
  signal: AbortSignal,
  size: RequestSize,
): Promise<Delivery> {
  const outcome = await client.send(lines.join('\n'), signal);
  // A refusal, too, is an answer in time.
  if (outcome.kind === 'taken' || outcome.kind === 'refused') size.tookNotLong(lines.length);
  const delivery = await settle(client, outcome, () => byMeasurement(lines), signal);
  if (delivery.kind === 'away' && delivery.slow) size.tookTooLong();
  return delivery;
}

/** @param linesOf what was sent */
async function settle(
  client: Client,
  outcome: SendOutcome,
  linesOf: () => readonly string[],
  signal: AbortSignal,
): Promise<Delivery> {
  if (outcome.kind === 'taken') return { kind: 'done', refused: [] };
  if (outcome.kind === 'away') return outcome;
  const lines = linesOf();
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
  const refused: RefusedPoint[] = [];
  for (const half of [lines.slice(0, middle), lines.slice(middle)]) {
    const delivery = await settle(client, await client.send(half.join('\n'), signal), () => half, signal);
    if (delivery.kind === 'away') return delivery;
    refused.push(...delivery.refused);
  }
  return { kind: 'done', refused };
}

/** What is refused is mostly all of one measurement: where its lines stand together, few requests find them. */
function byMeasurement(lines: readonly string[]): readonly string[] {
  const measurementOf = (line: string) => /^[^, ]*/.exec(line)?.[0] ?? '';
  return [...Map.groupBy(lines, measurementOf).values()].flat();
}

/**
 * How many lines InfluxDB 1.x says that it dropped, at least: `partial write: field type conflict: … dropped=5000`. One field of another
 * type makes it refuse all of a week, which would be thousands of requests one by one.
 */
function droppedOf(reason: string): number | undefined {
  const told = /^partial write: .* dropped=(\d+)$/s.exec(reason)?.[1];
  return told === undefined ? undefined : Number(told);
}
