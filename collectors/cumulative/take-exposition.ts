import { GatelineError } from '../../core/errors.ts';
import type { ProblemLog } from '../exposition/problem-log.ts';
import type { ExpositionFormat } from '../exposition/types.ts';
import type { IntakeSession } from './intake.ts';
import type { TargetMemory } from './target-memory.ts';

/** One exposition of a target, and when it was read. */
export interface ReadExposition {
  /** Unix ms. */
  readonly at: number;
  readonly body: string;
  /** The transport vouches that the body is whole. */
  readonly delimited: boolean;
  readonly format: ExpositionFormat;
  readonly maxSamples: number;
  /** Samples that carry their own time keep it. */
  readonly honorTimestamps: boolean;
}

/**
 * Takes an exposition into a batch; malformed lines are counted and the rest is kept.
 *
 * @param origin for messages: an address without credentials, or a file
 * @returns what was wrong in it
 * @throws GatelineError `exposition-invalid`, `limit-exceeded` when nothing of it can be used; the batch is as it was
 */
export function takeExposition(
  session: IntakeSession,
  target: TargetMemory,
  exposition: ReadExposition,
  origin: string,
): ProblemLog {
  const { at, body, delimited, format, maxSamples, honorTimestamps } = exposition;
  const { samples, families, problems } = explained(origin, () =>
    target.reader({ format, maxSamples }).read(body, delimited),
  );
  session.draft.tally.malformed(problems.counts);
  if (!honorTimestamps) samples.dropTimes();
  session.take(target, { at, samples, families: families.map(({ name }) => name), rereads: false });
  return problems;
}

function explained<T>(origin: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof GatelineError)) throw error;
    throw new GatelineError(error.code, `${origin}: ${error.message}`, { details: error.details });
  }
}
