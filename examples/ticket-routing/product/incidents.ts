import type { Timeline } from '../timeline.ts';
import { Random } from './random.ts';

export const INCIDENT_KINDS = ['cost-spike', 'pipeline-burst', 'breaker'] as const;

/**
 * What goes wrong now and then. `cost-spike`: the prompt cache is lost and answers grow long. `pipeline-burst`: a source sends records
 * that do not validate. `breaker`: the capable model stops answering, so that its circuit breaker opens.
 */
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** Half-open [from, to), Unix ms. */
export interface Incident {
  readonly kind: IncidentKind;
  readonly from: number;
  readonly to: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One incident falls into each slot of time, so that every day sees a breaker open and no week drowns in pipeline errors. */
const SLOTS: Readonly<Record<IncidentKind, { every: number; least: number; most: number }>> = {
  'cost-spike': { every: 35 * DAY_MS, least: 3 * DAY_MS, most: 6 * DAY_MS },
  'pipeline-burst': { every: 10 * DAY_MS, least: 2 * HOUR_MS, most: 3 * HOUR_MS },
  breaker: { every: 11 * HOUR_MS, least: 1.5 * MINUTE_MS, most: 4 * MINUTE_MS },
};

/** The incidents of a seed, over all time. The past and the live service share them, so that the one goes on where the other ends. */
export class Incidents {
  readonly #seed: string;
  readonly #breakersSince: number;
  readonly #known = new Map<string, Incident>();

  constructor(timeline: Timeline, seed: string) {
    this.#seed = seed;
    this.#breakersSince = timeline.breakersSince;
  }

  /** The incident of a kind that is under way at `at` (Unix ms). */
  active(kind: IncidentKind, at: number): Incident | undefined {
    const incident = this.#inSlot(kind, Math.floor(at / SLOTS[kind].every));
    return at >= incident.from && at < incident.to && this.#happened(incident) ? incident : undefined;
  }

  /** The incidents of a kind that touch [from, to), ascending. */
  between(kind: IncidentKind, from: number, to: number): Incident[] {
    const { every } = SLOTS[kind];
    const found: Incident[] = [];
    for (let slot = Math.floor(from / every); slot * every < to; slot += 1) {
      const incident = this.#inSlot(kind, slot);
      if (incident.from < to && incident.to > from && this.#happened(incident)) found.push(incident);
    }
    return found;
  }

  /** The share of [from, to) that lies within incidents of a kind, 0…1. */
  shareOf(kind: IncidentKind, from: number, to: number): number {
    let inside = 0;
    for (const incident of this.between(kind, from, to)) {
      inside += Math.min(to, incident.to) - Math.max(from, incident.from);
    }
    return inside / (to - from);
  }

  #happened(incident: Incident): boolean {
    return incident.kind !== 'breaker' || incident.from >= this.#breakersSince;
  }

  #inSlot(kind: IncidentKind, slot: number): Incident {
    const key = `${kind}/${slot}`;
    let incident = this.#known.get(key);
    if (incident === undefined) {
      const random = new Random(`${this.#seed}/${key}`);
      const { every, least, most } = SLOTS[kind];
      const duration = Math.round(least + random.next() * (most - least));
      const from = Math.round(slot * every + random.next() * (every - duration));
      incident = { kind, from, to: from + duration };
      this.#known.set(key, incident);
    }
    return incident;
  }
}
