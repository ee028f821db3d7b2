import { Temporal } from 'temporal-polyfill';
import type { Timeline } from '../timeline.ts';
import { Random } from './random.ts';

/** Requests a second, averaged over a week of the current quarter. */
export const MEAN_REQUESTS_PER_SECOND = 1.2;

/** Ticket records that reach the pipeline, for each request that the product answers: not every ticket is one for the model. */
const RECORDS_PER_REQUEST = 1.6;

/** Share of the yearly growth of a support organisation's tickets. */
const GROWTH_PER_YEAR = 0.3;

/** By hour of the day in the product's zone, from midnight; a working day with a late-evening tail from other continents. */
const HOURS = [
  0.38, 0.32, 0.28, 0.28, 0.3, 0.36, 0.52, 0.8, 1.2, 1.6, 1.78, 1.72, 1.5, 1.6, 1.68, 1.62, 1.5, 1.3, 1.1,
  0.95, 0.82, 0.68, 0.55, 0.46,
];

/** By day of the week, Monday first. */
const DAYS = [1.22, 1.16, 1.1, 1.08, 1, 0.62, 0.56];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

const WEEKLY_MEAN = mean(HOURS) * mean(DAYS);

/** Traffic over time: a daily and a weekly rhythm, slow growth, and a smooth restlessness. All times are Unix ms. */
export class Rhythm {
  readonly #zone: string;
  readonly #quarterStart: number;
  readonly #restlessness: (at: number) => number;
  readonly #hours = new Map<number, number>();

  constructor(timeline: Timeline, seed: string) {
    this.#zone = timeline.zone;
    this.#quarterStart = timeline.instant(0, 0);
    this.#restlessness = wobble(`${seed}/traffic`);
  }

  /** Tickets a second that the product is asked about, by whatever answers them. */
  requestsPerSecond(at: number): number {
    const growth = 1 + (GROWTH_PER_YEAR * (at - this.#quarterStart)) / YEAR_MS;
    const noise = 1 + 0.06 * this.#restlessness(at);
    return MEAN_REQUESTS_PER_SECOND * Math.max(0.2, growth) * noise * this.#timeOfWeek(at);
  }

  recordsPerSecond(at: number): number {
    return RECORDS_PER_REQUEST * this.requestsPerSecond(at);
  }

  /** Requests a second whose answers agents get round to judging now: some after three hours, the rest the next day. */
  judgedPerSecond(at: number): number {
    return 0.6 * this.requestsPerSecond(at - 3 * HOUR_MS) + 0.4 * this.requestsPerSecond(at - 22 * HOUR_MS);
  }

  /** How busy it is, 1 on average. */
  load(at: number): number {
    return this.requestsPerSecond(at) / MEAN_REQUESTS_PER_SECOND;
  }

  /** Moves along a straight line from one hour to the next, so that nothing jumps. */
  #timeOfWeek(at: number): number {
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    const part = (at - hour) / HOUR_MS;
    return ((1 - part) * this.#atFullHour(hour) + part * this.#atFullHour(hour + HOUR_MS)) / WEEKLY_MEAN;
  }

  #atFullHour(at: number): number {
    let weight = this.#hours.get(at);
    if (weight === undefined) {
      const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.#zone);
      weight = (HOURS[local.hour] ?? 1) * (DAYS[local.dayOfWeek - 1] ?? 1);
      this.#hours.set(at, weight);
    }
    return weight;
  }
}

/** A smooth seeded curve around 0, mostly within ±1, made of waves from five hours to seven weeks. */
export function wobble(seed: string): (at: number) => number {
  const random = new Random(seed);
  const waves = [5 * HOUR_MS, 31 * HOUR_MS, 9.3 * DAY_MS, 47 * DAY_MS].map((period) => ({
    speed: (2 * Math.PI) / (period * (0.9 + 0.2 * random.next())),
    phase: 2 * Math.PI * random.next(),
  }));
  return (at) => waves.reduce((sum, { speed, phase }) => sum + Math.sin(speed * at + phase), 0) / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
