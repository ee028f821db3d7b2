import { createHash } from 'node:crypto';
import { GatelineError } from '../../core/errors.ts';
import type { Intake, IntakeSession } from '../cumulative/intake.ts';
import { takeExposition } from '../cumulative/take-exposition.ts';
import { expositionFormat } from '../exposition/content-type.ts';
import type { SourceDeps } from '../source.ts';
import {
  type BackfillOptions,
  type BackfillProgress,
  type BackfillSource,
  backfillIntake,
  breathe,
  takenUntil,
} from './backfill-source.ts';

/** What `/metrics` answered at that time. */
export interface PastExposition {
  /** Unix ms; each later than the one before it. */
  readonly at: number;
  readonly body: string;
  /** Default: the text format. */
  readonly contentType?: string;
}

/** Bodies of one batch together, in characters: some ten thousand lines, which give some ten thousand points. */
const BATCH_LENGTH = 1_500_000;
/** After this many characters the rest of the process has its turn: some milliseconds. */
const TURN_LENGTH = 150_000;
const MOST_SAMPLES = 200_000;
const TARGET = 'history';

/**
 * Takes expositions in as if they had been scraped at their times, through the code that scrapes, many to a batch. A second run skips
 * what an earlier one committed, and goes on where it was killed.
 *
 * @throws GatelineError `bad-request` when the times do not ascend; what the store throws
 */
export async function backfillExpositions(
  source: BackfillSource,
  past: AsyncIterable<PastExposition>,
  deps: SourceDeps,
  options: BackfillOptions = {},
): Promise<BackfillProgress> {
  const run = new ExpositionRun(source, deps, options);
  return await run.take(past);
}

class ExpositionRun {
  readonly #source: BackfillSource;
  readonly #intake: Intake;
  readonly #options: BackfillOptions;
  #pending: PastExposition[] = [];
  #pendingLength = 0;
  #at = Number.NEGATIVE_INFINITY;
  #taken = 0;
  #skipped = 0;

  constructor(source: BackfillSource, deps: SourceDeps, options: BackfillOptions) {
    this.#source = source;
    this.#intake = backfillIntake(source, deps);
    this.#options = options;
  }

  async take(past: AsyncIterable<PastExposition>): Promise<BackfillProgress> {
    const until = await takenUntil(this.#intake);
    let before = Number.NEGATIVE_INFINITY;
    for await (const exposition of past) {
      if (this.#options.signal?.aborted === true) break;
      if (!(exposition.at > before)) throw disordered(this.#source.name, exposition.at);
      before = exposition.at;
      if (exposition.at <= until) this.#skipped += 1;
      else await this.#add(exposition);
    }
    if (this.#options.signal?.aborted !== true) await this.#commit();
    return this.#progress(until);
  }

  async #add(exposition: PastExposition): Promise<void> {
    this.#pending.push(exposition);
    this.#pendingLength += exposition.body.length;
    if (this.#pendingLength >= BATCH_LENGTH) await this.#commit();
  }

  async #commit(): Promise<void> {
    const batch = this.#pending;
    const last = batch.at(-1);
    if (last === undefined) return;
    this.#pending = [];
    this.#pendingLength = 0;
    await this.#intake.commit({ id: batchId(batch), cursor: String(last.at) }, (session) =>
      takeAll(session, batch),
    );
    this.#at = last.at;
    this.#taken += batch.length;
    this.#options.onProgress?.(this.#progress(last.at));
    await breathe();
  }

  #progress(until: number): BackfillProgress {
    return { at: Math.max(this.#at, until), taken: this.#taken, skipped: this.#skipped };
  }
}

async function takeAll(session: IntakeSession, batch: readonly PastExposition[]): Promise<void> {
  session.advance();
  let length = 0;
  for (const exposition of batch) {
    takeOne(session, exposition);
    length += exposition.body.length;
    if (length < TURN_LENGTH) continue;
    length = 0;
    await breathe();
  }
}

/** One that cannot be read is counted; the others are none the worse. */
function takeOne(session: IntakeSession, { at, body, contentType = 'text/plain' }: PastExposition): void {
  try {
    const format = expositionFormat(contentType, undefined);
    const exposition = { at, body, format, delimited: true, maxSamples: MOST_SAMPLES, honorTimestamps: true };
    takeExposition(session, session.target(TARGET), exposition, 'An exposition of the past');
  } catch (error) {
    if (!(error instanceof GatelineError)) throw error;
    session.draft.tally.reject('an exposition that cannot be read');
  }
}

/** The same readings have the same id, whichever run takes them. */
function batchId(batch: readonly PastExposition[]): string {
  const hash = createHash('sha1');
  for (const { body } of batch) hash.update(body);
  return `${batch[0]?.at}-${batch.at(-1)?.at}-${hash.digest('hex')}`;
}

function disordered(source: string, at: number): GatelineError {
  const time = Number.isFinite(at) ? new Date(at).toISOString() : String(at);
  return new GatelineError(
    'bad-request',
    `History of ${source}: the reading of ${time} is not after the one before it.`,
  );
}
