import { type Circumstances, type Group, isProduction, type World } from '../product/circumstances.ts';
import { PIPELINE_STAGES } from '../product/metrics.ts';
import { Random } from '../product/random.ts';
import { closed, HANDLING_NAMES, LABELED_EXAMPLES, PIPELINE_LAG, records } from '../product/series.ts';
import { CLOSED_SHARE, GRADED_SHARE, handlingShares, recordErrorShare } from '../product/versions.ts';
import { Desk } from './desk.ts';
import type { Faults } from './faults.ts';
import type { ModelCalls } from './model-calls.ts';
import type { Sink } from './recorder.ts';

/** How often the tickets of the time since are drawn. */
const TICK_MS = 250;
/** A machine that slept does not get all the tickets of the night at once. */
const LONGEST_TICK_MS = 5_000;

export interface SimulationParts {
  readonly world: World;
  readonly sink: Sink;
  readonly models: ModelCalls;
  readonly faults: Faults;
  /** Times the usual traffic. */
  readonly rate: number;
}

/** The product at work: every quarter of a second the tickets of that time arrive, are answered, and whatever else happened is recorded. */
export class Simulation {
  readonly #parts: SimulationParts;
  readonly #random: Random;
  readonly #desk: Desk;
  #timer: NodeJS.Timeout | undefined;
  #tick: Promise<void> = Promise.resolve();
  #running = false;
  #last = 0;

  constructor(parts: SimulationParts) {
    this.#parts = parts;
    this.#random = new Random(`${parts.world.seed}/service`);
    this.#desk = new Desk(parts.sink, parts.models, new Random(`${parts.world.seed}/desk`));
  }

  get running(): boolean {
    return this.#running;
  }

  resume(): void {
    if (this.#running) return;
    this.#running = true;
    this.#last = Date.now();
    this.#schedule();
  }

  /** Resolves when everything that had begun is recorded; from then on nothing changes. */
  async pause(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await this.#tick;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#tick = this.#live().finally(() => {
        if (this.#running) this.#schedule();
      });
    }, TICK_MS);
  }

  async #live(): Promise<void> {
    const at = Date.now();
    const seconds = Math.min(at - this.#last, LONGEST_TICK_MS) / 1000;
    this.#last = at;
    const now = this.#parts.world.at(at);
    const answers = this.#parts.world.groups(at).flatMap((group) => this.#arrivals(group, now, at, seconds));
    this.#feedPipeline(now, at, seconds);
    await Promise.all(answers);
  }

  #arrivals(group: Group, now: Circumstances, at: number, seconds: number): Promise<void>[] {
    const { faults } = this.#parts;
    const trouble = { modelDown: faults.active('breaker', at), costSpike: faults.active('cost-spike', at) };
    if (isProduction(group)) this.#judge(group, now, seconds);
    const tickets = this.#draw(now.requestsPerSecond * group.share * seconds);
    return Array.from({ length: tickets }, () => this.#desk.answer(group, now, trouble));
  }

  /** Agents look at answers of hours ago: some are graded, some tickets are closed. */
  #judge(group: Group, now: Circumstances, seconds: number): void {
    const judged = now.judgedPerSecond * group.share * seconds;
    for (let left = this.#draw(judged * GRADED_SHARE); left > 0; left -= 1) this.#desk.grade(group, now);
    const tickets = this.#draw(judged * CLOSED_SHARE);
    const parts = this.#random.split(tickets, handlingShares(group.version));
    HANDLING_NAMES.forEach((handling, i) => {
      this.#parts.sink.count(closed(group, handling), parts[i] ?? 0);
    });
  }

  #feedPipeline(now: Circumstances, at: number, seconds: number): void {
    const { world, sink, faults } = this.#parts;
    const share = recordErrorShare(faults.active('pipeline-burst', at) ? 1 : 0) / PIPELINE_STAGES.length;
    let left = this.#draw(now.recordsPerSecond * seconds);
    for (const stage of PIPELINE_STAGES) {
      const failed = this.#random.binomial(left, share);
      left -= failed;
      sink.count(records(stage, 'ok'), left);
      sink.count(records(stage, 'error'), failed);
    }
    sink.set(PIPELINE_LAG, world.pipelineLag(at));
    sink.set(LABELED_EXAMPLES, world.labeledExamples(at));
  }

  #draw(usual: number): number {
    return this.#random.poisson(usual * this.#parts.rate);
  }
}
