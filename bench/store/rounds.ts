import { performance } from 'node:perf_hooks';
import { difference } from './agreement.ts';
import { Asking } from './asking.ts';
import type { Extent } from './extent.ts';
import type { Gateline } from './gateline/gateline.ts';
import { type Figure, median } from './measures.ts';
import { askedOf, type Question } from './questions.ts';
import type { Runner } from './runner.ts';

/** Of how much of a number Gateline's own answers to the same question may differ: sums that are made in another order. */
const OWN_TOLERANCE = 1e-9;

/** Median durations of a question, ms. */
export interface Durations {
  readonly ours: number;
  /** In the order of the runners. */
  readonly peers: readonly Figure[];
}

/** Asks Gateline and its peers the same questions, in turn, so that whatever else this machine does slows all of them. */
export class Rounds {
  readonly #extent: Extent;
  readonly #runners: readonly Runner[];
  readonly #progress: (what: string) => void;
  readonly #figures: number[] = [];

  constructor(extent: Extent, runners: readonly Runner[], progress: (what: string) => void) {
    this.#extent = extent;
    this.#runners = runners;
    this.#progress = progress;
  }

  /** Reading what the criteria are judged by and judging nothing, ms: the median, when they have been asked for. */
  get figuresMs(): number {
    return median(this.#figures);
  }

  /** A question that everybody has been asked for a while. */
  async inTurn(gateline: Gateline, question: Question): Promise<Durations> {
    const { rounds, warmingMs } = this.#extent;
    const asking = new Asking(question, askedOf(this.#extent), this.#runners);
    const durations: number[] = [];
    const first = question === 'criteria' ? this.#extent.warmingRounds : 0;
    await this.#warm(gateline, question);
    await asking.warm(warmingMs, first);
    for (let round = first; round <= first + rounds; round += 1) {
      this.#progress(`asking: ${question}, ${round - first} of ${rounds}`);
      const ours = await gateline.tell({ do: 'ask', question, round });
      // The first one warms up what a new round brings.
      const isTimed = round > first;
      if (isTimed) durations.push(ours.ms);
      if (question === 'criteria') await this.#askFigures(gateline, round, isTimed, ours.answer);
      await asking.round(round, ours.answer, isTimed);
    }
    return { ours: median(durations), peers: asking.figures() };
  }

  /** The quarter and the year, each as the first question after a start of Gateline; the peers are started again, too. */
  async afterStarts(open: () => Gateline): Promise<readonly [quarter: Durations, year: Durations]> {
    const questions = (['quarter', 'year'] as const).map((question) => {
      const what = `"${question}" after a start`;
      return {
        question,
        asking: new Asking(question, askedOf(this.#extent), this.#runners, { what }),
        durations: [] as number[],
      };
    });
    for (let start = 1; start <= this.#extent.starts; start += 1) {
      this.#progress(`asking for the first time, ${start} of ${this.#extent.starts}`);
      await Promise.all(
        this.#runners.map((runner) => runner.prepare('to start again', (peer) => peer.restart())),
      );
      for (const { question, asking, durations } of questions) {
        const gateline = open();
        const { ms, answer } = await gateline.tell({ do: 'ask', question, round: 0 });
        await gateline.end();
        durations.push(ms);
        await asking.round(0, answer);
      }
    }
    const [quarter, year] = questions.map(({ asking, durations }) => {
      return { ours: median(durations), peers: asking.figures() };
    });
    return [quarter as Durations, year as Durations];
  }

  async alone(gateline: Gateline, question: Question): Promise<void> {
    for (let round = 0; round <= this.#extent.rounds; round += 1)
      await gateline.tell({ do: 'ask', question, round });
  }

  /** The criteria over the shorter and the longer history, in turn. */
  async byHistory(
    short: Gateline,
    long: Gateline,
  ): Promise<{ readonly shortMs: number; readonly longMs: number }> {
    const { rounds, warmingRounds } = this.#extent;
    // The shorter one has been asked beside the peers already, up to here: both are to be as warm.
    const first = warmingRounds + rounds;
    await this.#warmEvaluation(long, first);
    const durations: [number[], number[]] = [[], []];
    // Rounds that neither has seen, so that new points come in for both.
    for (let round = first + 1; round <= first + rounds; round += 1) {
      const command = { do: 'ask', question: 'criteria', round } as const;
      const [a, b] = [await short.tell(command), await long.tell(command)];
      checkOwn('a longer history', a.answer, b.answer);
      durations[0].push(a.ms);
      durations[1].push(b.ms);
    }
    return { shortMs: median(durations[0]), longMs: median(durations[1]) };
  }

  /** The figures of the criteria alone; those that the evaluation has. */
  async #askFigures(
    gateline: Gateline,
    round: number,
    isTimed: boolean,
    judged: readonly number[],
  ): Promise<void> {
    const { ms, answer } = await gateline.tell({ do: 'ask', question: 'figures', round });
    if (isTimed) this.#figures.push(ms);
    checkOwn('its figures alone', judged, answer);
  }

  /** A server has long been asked everything when somebody looks: its code is compiled as far as it ever will be. */
  async #warm(gateline: Gateline, question: Question): Promise<void> {
    if (question === 'criteria') return await this.#warmEvaluation(gateline, this.#extent.warmingRounds);
    const until = performance.now() + this.#extent.warmingMs;
    while (performance.now() < until) await gateline.tell({ do: 'ask', question, round: 0 });
  }

  /** An evaluation without a point that is new finds nearly all of it in memory: what warms up is one with such points, as each is. */
  async #warmEvaluation(gateline: Gateline, until: number): Promise<void> {
    for (let round = 1; round <= until; round += 1) {
      await gateline.tell({ do: 'ask', question: 'criteria', round });
      await gateline.tell({ do: 'ask', question: 'figures', round });
    }
  }
}

/** @throws Error when Gateline answers otherwise than itself */
function checkOwn(other: string, judged: readonly number[], again: readonly number[]): void {
  const place = difference(judged, again, OWN_TOLERANCE);
  if (place !== undefined)
    throw new Error(`Gateline does not answer "criteria" as with ${other}: ${place} there.`);
}
