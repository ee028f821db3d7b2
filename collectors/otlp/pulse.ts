import type { AttributeSet } from './attribute-table.ts';
import type { Coverage } from './coverage.ts';

/** Items of one environment that somebody sends spans or evaluations of. */
class Pulse {
  readonly #fed = new Set<Coverage>();
  readonly #quietMs: number;
  #at: number | undefined;

  constructor(quietMs: number) {
    this.#quietMs = quietMs;
  }

  feed(coverages: Iterable<Coverage>): void {
    for (const coverage of coverages) this.#fed.add(coverage);
  }

  /** Somebody who sends of it was heard. */
  beat(now: number): void {
    const before = this.#at;
    this.#at = now;
    if (before === undefined || now - before > this.#quietMs) return;
    for (const coverage of this.#fed) coverage.note(before, now);
  }
}

const MOST_RESOURCES = 20_000;

/**
 * Tells silence from zero for what comes only when something happens: spans, evaluations. As long as those who send of an item are heard of
 * (by any signal) with pauses no longer than `quietMs`, what they would have sent is watched. Measured on our clock; kept in memory only, so
 * that what lies between two processes of ours is not taken as watched.
 */
export class Pulses {
  readonly #quietMs: number;
  readonly #pulses = new Map<string, Pulse>();
  #ofResource = new Map<string, Set<Pulse>>();

  constructor(quietMs: number) {
    this.#quietMs = quietMs;
  }

  /** A resource sends of an item; these are its measures. */
  feed(
    resource: AttributeSet | undefined,
    { item, environment }: { readonly item: string; readonly environment: string },
    coverages: Iterable<Coverage>,
  ): void {
    const key = JSON.stringify([item, environment]);
    let pulse = this.#pulses.get(key);
    if (pulse === undefined) {
      pulse = new Pulse(this.#quietMs);
      this.#pulses.set(key, pulse);
    }
    pulse.feed(coverages);
    if (resource === undefined) return;
    let of = this.#ofResource.get(resource.identity);
    if (of === undefined) {
      if (this.#ofResource.size >= MOST_RESOURCES) this.#ofResource = new Map();
      of = new Set();
      this.#ofResource.set(resource.identity, of);
    }
    of.add(pulse);
  }

  /** A request of these resources came. */
  beat(resources: readonly AttributeSet[], now: number): void {
    if (this.#ofResource.size === 0) return;
    const heard = new Set<Pulse>();
    for (const resource of resources) {
      for (const pulse of this.#ofResource.get(resource.identity) ?? []) heard.add(pulse);
    }
    for (const pulse of heard) pulse.beat(now);
  }
}
