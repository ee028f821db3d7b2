import type { BreakerState } from '../../core/alert/breaker.ts';
import type { MappedBreaker } from '../../core/measure/mapper.ts';
import type { BatchDraft } from './batch-draft.ts';
import { type BreakerStand, breakerSteps } from './breaker-steps.ts';

/** A target that has not told of a breaker for this long does not speak for it any more. */
const SILENT_MS = 15 * 60_000;

/** The worst state of any instance is the breaker's. */
const RANK: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

interface Watched {
  readonly breaker: string;
  readonly item: string;
  readonly environment: string;
  /** As it was told to the store. */
  state: BreakerState | undefined;
  /** What each target says. */
  readonly opinions: Map<string, BreakerStand>;
  /** What the samples of the present moment say. */
  news: OpenNews;
}

interface OpenNews {
  readonly events: Record<BreakerState, number>;
  rejected: boolean;
  reading: BreakerState | undefined;
  closesAfterMs: number | undefined;
}

type SavedWatch = readonly [
  breaker: string,
  item: string,
  environment: string,
  state: BreakerState | null,
  opinions: readonly (readonly [target: string, state: BreakerState, at: number, closesAt?: number])[],
];

/** The circuit breakers that a source tells of. Only changes of their state are written. */
export class BreakerWatch {
  readonly #product: string;
  readonly #watched = new Map<string, Watched>();
  readonly #byMapping = new WeakMap<MappedBreaker, Watched>();
  readonly #touched = new Set<Watched>();
  #changed = false;

  /** @param saved what {@link save} gave */
  constructor(product: string, saved: string | undefined) {
    this.#product = product;
    if (saved === undefined) return;
    for (const [breaker, item, environment, state, opinions] of JSON.parse(saved) as readonly SavedWatch[]) {
      const watched = this.#watch(breaker, item, environment);
      watched.state = state ?? undefined;
      for (const [target, opinion, at, closesAt] of opinions) {
        const closing = closesAt === undefined ? {} : { closesAt };
        watched.opinions.set(target, { state: opinion, at, ...closing });
      }
    }
  }

  /** A gauge of the target shows the state; of several that speak of one breaker the worst holds. */
  isIn(mapped: MappedBreaker, state: BreakerState): void {
    const { news } = this.#told(mapped);
    if (news.reading === undefined || RANK[state] > RANK[news.reading]) news.reading = state;
  }

  /** The target has counted `n` more events that led into the state; 0 is worth telling, too: the target is still there. */
  happened(mapped: MappedBreaker, state: BreakerState, n: number): void {
    const { news } = this.#told(mapped);
    news.events[state] += n;
    if (state === 'open') news.closesAfterMs = mapped.closesAfterMs;
  }

  /** The target has counted `n` more calls that the breaker turned away. */
  rejected(mapped: MappedBreaker, n: number): void {
    const { news } = this.#told(mapped);
    if (n > 0) news.rejected = true;
    news.closesAfterMs ??= mapped.closesAfterMs;
  }

  /** All samples of the target at this time are told. */
  settle(target: string, at: number, draft: BatchDraft): void {
    for (const watched of this.#touched) this.#settle(watched, target, at, draft);
    this.#touched.clear();
  }

  /** What to remember; `undefined` when nothing changed since the last time. */
  save(): string | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    const saved = [...this.#watched.values()].map(
      ({ breaker, item, environment, state, opinions }): SavedWatch => [
        breaker,
        item,
        environment,
        state ?? null,
        [...opinions].map(([target, { state: opinion, at, closesAt }]) =>
          closesAt === undefined ? [target, opinion, at] : [target, opinion, at, closesAt],
        ),
      ],
    );
    return JSON.stringify(saved);
  }

  #settle(watched: Watched, target: string, at: number, draft: BatchDraft): void {
    const { news } = watched;
    watched.news = nothing();
    const before = watched.opinions.get(target);
    if (before !== undefined && at <= before.at) return;
    let state = before?.state;
    for (const step of breakerSteps(before, news, at)) {
      watched.opinions.set(target, step);
      if (step.state !== state || step.closesAt !== undefined) this.#changed = true;
      state = step.state;
      const worst = worstOf(watched.opinions, step.at);
      if (worst !== watched.state) this.#write(watched, worst, step.at, draft);
    }
  }

  #write(watched: Watched, state: BreakerState, at: number, draft: BatchDraft): void {
    watched.state = state;
    const { breaker, item, environment } = watched;
    draft.addBreaker({ product: this.#product, breaker, item, environment, state, at });
    draft.tally.count('accepted');
  }

  #told(mapped: MappedBreaker): Watched {
    const watched = this.#of(mapped);
    this.#touched.add(watched);
    return watched;
  }

  #of(mapped: MappedBreaker): Watched {
    let watched = this.#byMapping.get(mapped);
    if (watched === undefined) {
      watched = this.#watch(mapped.breaker, mapped.item, mapped.environment);
      this.#byMapping.set(mapped, watched);
    }
    return watched;
  }

  #watch(breaker: string, item: string, environment: string): Watched {
    const key = JSON.stringify([breaker, item, environment]);
    let watched = this.#watched.get(key);
    if (watched === undefined) {
      watched = {
        breaker,
        item,
        environment,
        state: undefined,
        opinions: new Map(),
        news: nothing(),
      };
      this.#watched.set(key, watched);
    }
    return watched;
  }
}

function nothing(): OpenNews {
  return {
    events: { closed: 0, 'half-open': 0, open: 0 },
    rejected: false,
    reading: undefined,
    closesAfterMs: undefined,
  };
}

function worstOf(opinions: Map<string, BreakerStand>, at: number): BreakerState {
  let worst: BreakerState = 'closed';
  for (const [target, opinion] of opinions) {
    if (opinion.at < at - SILENT_MS) opinions.delete(target);
    else if (RANK[opinion.state] > RANK[worst]) worst = opinion.state;
  }
  return worst;
}
