import type { Serving, Timeline } from '../timeline.ts';
import { Incidents } from './incidents.ts';
import { Rhythm, wobble } from './rhythm.ts';
import { STAGING_SHARE } from './versions.ts';

/** A build that answers tickets in an environment, and the part of the tickets that it gets. */
export interface Group extends Serving {
  readonly environment: 'production' | 'staging';
}

/** What a moment of the product's life is like: rates a second, and how far it is from an ordinary one. */
export interface Circumstances {
  readonly requestsPerSecond: number;
  readonly judgedPerSecond: number;
  readonly recordsPerSecond: number;
  /** Multiplies latencies: a busy hour is slower. */
  readonly slowdown: number;
  /** Added to accuracies. */
  readonly accuracyDrift: number;
  /** Added to the share of suggestions that agents use. */
  readonly helpfulDrift: number;
  /** Multiplies the tokens of a request: some weeks bring longer tickets. */
  readonly verbosity: number;
}

const MONTH_MS = 30 * 24 * 3_600_000;

/** The world that the example lives in: the same function of time and seed for its past and for its live service. */
export class World {
  readonly timeline: Timeline;
  readonly seed: string;
  readonly incidents: Incidents;
  readonly rhythm: Rhythm;
  readonly #speed: (at: number) => number;
  readonly #accuracy: (at: number) => number;
  readonly #helpful: (at: number) => number;
  readonly #verbosity: (at: number) => number;

  constructor(timeline: Timeline, seed: string) {
    this.timeline = timeline;
    this.seed = seed;
    this.incidents = new Incidents(timeline, seed);
    this.rhythm = new Rhythm(timeline, seed);
    this.#speed = wobble(`${seed}/speed`);
    this.#accuracy = wobble(`${seed}/accuracy`);
    this.#helpful = wobble(`${seed}/helpful`);
    this.#verbosity = wobble(`${seed}/verbosity`);
  }

  /** @param at Unix ms */
  at(at: number): Circumstances {
    return {
      requestsPerSecond: this.rhythm.requestsPerSecond(at),
      judgedPerSecond: this.rhythm.judgedPerSecond(at),
      recordsPerSecond: this.rhythm.recordsPerSecond(at),
      slowdown: 1 + 0.03 * this.#speed(at) + 0.04 * (this.rhythm.load(at) - 1),
      accuracyDrift: 0.004 * this.#accuracy(at),
      helpfulDrift: 0.008 * this.#helpful(at),
      verbosity: 1 + 0.03 * this.#verbosity(at),
    };
  }

  /** Every build that answers tickets at `at` (Unix ms), live or tried. */
  groups(at: number): readonly Group[] {
    const live = this.timeline
      .serving(at)
      .map((serving) => ({ ...serving, environment: 'production' as const }));
    const tried = this.timeline
      .staging(at)
      .map((build) => ({ ...build, share: STAGING_SHARE, environment: 'staging' as const }));
    return [...live, ...tried];
  }

  guarded(at: number): boolean {
    return at >= this.timeline.breakersSince;
  }

  /** Labelled examples at `at` (Unix ms): 5,000 by the end of the first phase, 15,000 in the third, and on. */
  labeledExamples(at: number): number {
    const points = [
      [this.timeline.instant(-3, 0), 0],
      [this.timeline.instant(-3, 48), 5_200],
      [this.timeline.instant(-2, 80), 10_400],
      [this.timeline.instant(-1, 84), 15_600],
    ] as const;
    return Math.floor(alongLine(points, at, 1_900 / MONTH_MS));
  }

  /** Seconds that the pipeline is behind: nightly batches at first, streaming since the second phase, more when a burst is under way. */
  pipelineLag(at: number): number {
    const streaming = at >= this.timeline.instant(-2, 40);
    const burst = this.incidents.active('pipeline-burst', at) === undefined ? 1 : 6;
    return (
      Math.round(
        (streaming ? 24 : 5_400) *
          burst *
          (1 + 0.35 * this.#speed(at + MONTH_MS)) *
          this.rhythm.load(at) *
          10,
      ) / 10
    );
  }
}

/** Live, and not only tried. */
export function isProduction(group: Group): boolean {
  return group.environment === 'production';
}

function alongLine(points: readonly (readonly [number, number])[], at: number, slopeAfter: number): number {
  let [x0, y0] = points[0] ?? [at, 0];
  if (at <= x0) return y0;
  for (const [x, y] of points) {
    if (at < x) return y0 + ((y - y0) * (at - x0)) / (x - x0);
    [x0, y0] = [x, y];
  }
  return y0 + slopeAfter * (at - x0);
}
