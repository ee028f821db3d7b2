import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { difference, type PeerAnswer, wrongPeers } from './agreement.ts';
import { type Absent, type Figure, median, NOT_MEASURED } from './measures.ts';
import { type Asked, nowAt, type Question } from './questions.ts';
import type { Runner } from './runner.ts';

/** A peer whose answer differs may not have got over what it did before: it is asked again after each of these, ms. */
const PAUSES_MS = [1_000, 3_000, 10_000];
/** The slowest of them takes about a second. */
const WITHIN_MS = 60_000;

/** One peer and one question. */
interface Lane {
  readonly runner: Runner;
  readonly durations: number[];
  /** How often it was asked again until it agreed. */
  again: number;
  /** Why it is not asked any more. */
  lost: Absent | undefined;
}

interface Answered extends PeerAnswer {
  readonly ms: number;
}

/**
 * One question to all peers, round by round. A peer that fails in it, or goes on to differ from Gateline although another agrees, is not asked
 * it any more and has no figure for it.
 */
export class Asking {
  readonly #question: Question;
  /** As remarks name it. */
  readonly #what: string;
  readonly #asked: Asked;
  readonly #lanes: readonly Lane[];
  readonly #pausesMs: readonly number[];
  readonly #withinMs: number;

  constructor(
    question: Question,
    asked: Asked,
    runners: readonly Runner[],
    { what = `"${question}"`, pausesMs = PAUSES_MS, withinMs = WITHIN_MS } = {},
  ) {
    this.#question = question;
    this.#what = what;
    this.#asked = asked;
    this.#lanes = runners.map((runner) => ({ runner, durations: [], again: 0, lost: undefined }));
    this.#pausesMs = pausesMs;
    this.#withinMs = withinMs;
  }

  /** Asks each of them for a while, whatever they answer. */
  async warm(ms: number, round: number): Promise<void> {
    for (const lane of this.#lanes) {
      const until = performance.now() + ms;
      while (performance.now() < until && (await this.#ask(lane, round)) !== undefined);
    }
  }

  /**
   * Asks each of them once, and again where it answers something else than Gateline.
   *
   * @throws Error when it may be Gateline that is wrong ({@link wrongPeers})
   */
  async round(round: number, ours: readonly number[], isTimed = true): Promise<void> {
    const answers: PeerAnswer[] = [];
    for (const lane of this.#lanes) {
      const answered = await this.#askUntilAlike(lane, round, ours, isTimed);
      if (answered !== undefined) answers.push(answered);
    }
    for (const { peer, place, witnesses } of wrongPeers(this.#what, ours, answers)) {
      const lane = this.#lanes.find(({ runner }) => runner.name === peer);
      if (lane === undefined) continue;
      lane.lost = { absent: 'differs' };
      lane.runner.remarks.push(
        `${peer} answers ${this.#what} differently, asked ${this.#pausesMs.length + 1} times: ${place}. ${witnesses.join(' and ')} agreed with Gateline, so that ${peer} has no figure there.`,
      );
    }
  }

  /** Median durations of the peers, ms, in their order. */
  figures(): readonly Figure[] {
    return this.#lanes.map(({ runner, durations, again, lost }) => {
      const absent = lost ?? runner.absent;
      if (absent !== undefined) return absent;
      if (again > 0)
        runner.remarks.push(
          `${runner.name} at first answered ${this.#what} differently from Gateline, and then alike: it was asked again ${again === 1 ? 'once' : `${again} times`} in all rounds together.`,
        );
      return durations.length === 0 ? NOT_MEASURED : median(durations);
    });
  }

  async #askUntilAlike(
    lane: Lane,
    round: number,
    ours: readonly number[],
    isTimed: boolean,
  ): Promise<PeerAnswer | undefined> {
    for (let again = 0; ; again += 1) {
      const answered = await this.#ask(lane, round);
      if (answered === undefined) return undefined;
      const isAlike = difference(ours, answered.answer, answered.tolerance) === undefined;
      if (isAlike) {
        lane.again += again;
        if (isTimed) lane.durations.push(answered.ms);
      }
      const pauseMs = this.#pausesMs[again];
      if (isAlike || pauseMs === undefined) return answered;
      await setTimeout(pauseMs);
    }
  }

  /** `undefined` when it is not asked any more, or fails. */
  async #ask(lane: Lane, round: number): Promise<Answered | undefined> {
    const { peer } = lane.runner;
    if (peer === undefined || lane.lost !== undefined) return undefined;
    const began = performance.now();
    try {
      const asked = { ...this.#asked, now: nowAt(this.#asked, round) };
      const answer = await within(this.#withinMs, peer.ask(this.#question, asked));
      const ms = performance.now() - began;
      return { peer: peer.name, tolerance: peer.tolerance, answer, ms };
    } catch (error) {
      lane.lost = lane.runner.remarkFailure(`when asked ${this.#what}`, error);
      return undefined;
    }
  }
}

/** @throws Error when it takes longer; one limit for all requests of an answer, because making one for each would be measured with it */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = async (): Promise<never> => {
    await setTimeout(ms, undefined, { signal: over.signal });
    throw new Error(`no answer within ${ms / 1_000} s`);
  };
  try {
    return await Promise.race([work, late()]);
  } finally {
    over.abort();
  }
}
