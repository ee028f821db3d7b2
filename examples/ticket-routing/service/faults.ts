import type { World } from '../product/circumstances.ts';
import type { IncidentKind } from '../product/incidents.ts';

/** A fault in the minutes after the start, so that whoever looks for ten minutes sees each kind. Milliseconds. */
interface OpeningFault {
  readonly kind: IncidentKind;
  readonly afterMs: number;
  readonly lastsMs: number;
}

const OPENING: readonly OpeningFault[] = [
  { kind: 'breaker', afterMs: 75_000, lastsMs: 50_000 },
  { kind: 'cost-spike', afterMs: 210_000, lastsMs: 60_000 },
  { kind: 'pipeline-burst', afterMs: 360_000, lastsMs: 60_000 },
  { kind: 'breaker', afterMs: 510_000, lastsMs: 45_000 },
];

/** What is wrong right now: what the seed has in store for this time, some faults after each start, and what was asked for. */
export class Faults {
  readonly #world: World;
  readonly #startedAt: number;
  readonly #calm: boolean;
  readonly #until = new Map<IncidentKind, number>();

  /** @param startedAt Unix ms @param calm only what is asked for */
  constructor(world: World, startedAt: number, calm: boolean) {
    this.#world = world;
    this.#startedAt = startedAt;
    this.#calm = calm;
  }

  /** Breaks something from now until `until` (Unix ms). */
  inject(kind: IncidentKind, until: number): void {
    this.#until.set(kind, until);
  }

  active(kind: IncidentKind, at: number): boolean {
    if (at < (this.#until.get(kind) ?? 0)) return true;
    if (this.#calm) return false;
    return this.#world.incidents.active(kind, at) !== undefined || this.#opening(kind, at);
  }

  #opening(kind: IncidentKind, at: number): boolean {
    const age = at - this.#startedAt;
    return OPENING.some(
      (fault) => fault.kind === kind && age >= fault.afterMs && age < fault.afterMs + fault.lastsMs,
    );
  }
}
