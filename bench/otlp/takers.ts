import type { PeerFigure } from '../part.ts';
import type { Sender } from './sender.ts';
import type { Prepare } from './sender-message.ts';

/** Somebody who takes the points, and what it is sent. */
export interface Taker {
  readonly name: string;
  readonly format: Prepare['prepare']['format'];
  readonly url: string;
  readonly contentType: string;
  /** Whether its failure is that of the run; that of a peer costs its own figure. */
  readonly isOurs: boolean;
  /** Points a second, by round. */
  readonly rates: number[];
  /** Why it is sent no more. */
  failed?: string;
}

/** What is sent in each round but its format and number. */
export type Work = Omit<Prepare['prepare'], 'format' | 'from'>;

/**
 * Sends to everybody in turn, so that whatever else this machine does slows all of them.
 *
 * @param rounds that are measured; one before them warms everyone up
 * @param pointsOf a request
 * @throws Error when it is Gateline that does not take what it is sent
 */
export async function sendInTurn(
  sender: Pick<Sender, 'prepare' | 'send'>,
  takers: readonly Taker[],
  work: Work,
  { rounds, pointsOf }: { readonly rounds: number; readonly pointsOf: number },
  progress: (what: string) => void,
): Promise<void> {
  for (let round = 0; round <= rounds; round += 1) {
    let prepared: Taker['format'] | undefined;
    for (const each of takers.filter(({ failed }) => failed === undefined)) {
      progress(`round ${round + 1} of ${rounds + 1}: ${each.name}`);
      if (each.format !== prepared) {
        await sender.prepare({ ...work, format: each.format, from: 1 + round * work.requests });
        prepared = each.format;
      }
      try {
        const ms = await sender.send(each);
        if (round > 0) each.rates.push((work.connections * work.requests * pointsOf * 1_000) / ms);
      } catch (error) {
        if (each.isOurs) throw error;
        each.failed = error instanceof Error ? error.message : String(error);
      }
    }
  }
}

/** The figure of a peer; `undefined` for one that is not installed. */
export function figureOf(peer: string, taker: Taker | undefined): PeerFigure {
  if (taker === undefined) return { peer, absent: 'not installed' };
  return taker.failed === undefined ? { peer, value: median(taker.rates) } : { peer, absent: 'failed' };
}

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
