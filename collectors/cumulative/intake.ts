import { createHash } from 'node:crypto';
import { Mapper } from '../../core/measure/mapper.ts';
import type { SourceMapping } from '../../core/measure/mapping.ts';
import type { Labels } from '../../core/measure/series.ts';
import type { Clock, MeasurementStore, SourceMonitor, StateEntry, WriteOutcome } from '../../core/ports.ts';
import type { PriceBook } from '../../core/price/price-book.ts';
import { PRICES_KEY, TokenPricer } from '../prices/token-pricer.ts';
import { BatchDraft } from './batch-draft.ts';
import { BreakerWatch } from './breaker-watch.ts';
import { BucketLayouts } from './bucket-layout.ts';
import { CoverageBook } from './coverage.ts';
import { type Flood, ForgetfulTargets } from './forgetful-targets.ts';
import { BREAKERS_KEY, COVERAGE_KEY, savedMemory } from './saved-memory.ts';
import type { IntakeRules, SourceMemory, TargetMemory, TargetRead } from './target-memory.ts';

export interface IntakeOptions {
  /** Name of the configured source. */
  readonly source: string;
  readonly mapping: SourceMapping;
  readonly rules: IntakeRules;
  readonly store: Pick<MeasurementStore, 'write' | 'state' | 'cursor'>;
  readonly clock: Clock;
  readonly monitor: SourceMonitor;
  /** What tokens cost; absent: they are not priced. */
  readonly prices?: PriceBook | undefined;
}

/** What one batch is put together with. */
export interface IntakeSession {
  /** The memory of a target. @param labels which its series get on top of their own */
  target(name: string, labels?: Labels): TargetMemory;
  /** Takes one read of a target into the batch. */
  take(target: TargetMemory, read: TargetRead): void;
  /** The batch is to be committed, with its cursor, even if nothing else is in it. */
  advance(): void;
  readonly draft: BatchDraft;
}

/** What a batch is called, and how far the source has been read with it. */
export interface BatchIdentity {
  readonly id: string;
  readonly cursor?: string;
}

/** Everything of one source that lives between two batches; thrown away whole when a commit fails. */
interface Memory {
  readonly shared: SourceMemory;
  readonly targets: ForgetfulTargets;
  readonly pricer: TokenPricer | undefined;
}

/**
 * The way from running totals to committed increments: one source, one batch at a time. The memory of the source (last points, what was
 * watched, breakers) is committed with the data; when a commit fails, or nobody knows whether it did, ours is thrown away and read
 * again from the store, so that it never says more or less than what is kept.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #mapper: Mapper;
  readonly #mappingHash: string;
  #memory: Memory | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #overflowed = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#mapper = new Mapper(options.mapping);
    this.#mappingHash = createHash('sha256')
      .update(JSON.stringify(options.mapping))
      .digest('hex')
      .slice(0, 16);
  }

  /** Names that the mapping speaks of, as written. */
  get metricNames(): readonly string[] {
    return this.#mapper.metricNames;
  }

  /** What is amiss although samples are taken: a sentence each. */
  get warnings(): readonly string[] {
    const flood = this.#memory?.targets.flood;
    return flood === undefined ? [] : [floodWarning(flood)];
  }

  /**
   * Puts a batch together and commits it; calls wait for each other. When `work` put nothing into it, nothing is written.
   *
   * @param work may take its time, and let others have theirs; what it throws is passed on
   * @returns `undefined` when there was nothing to write
   */
  commit(
    identity: BatchIdentity | (() => BatchIdentity),
    work: (session: IntakeSession) => void | Promise<void>,
  ): Promise<WriteOutcome | undefined> {
    const done = this.#queue.then(() => this.#commit(identity, work));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** How far the source has been read, as committed. */
  cursor(): Promise<string | undefined> {
    return this.#options.store.cursor(this.#options.source);
  }

  async #commit(
    identity: BatchIdentity | (() => BatchIdentity),
    work: (session: IntakeSession) => void | Promise<void>,
  ): Promise<WriteOutcome | undefined> {
    const memory = await this.#loaded();
    const draft = new BatchDraft();
    try {
      await work(this.#session(memory, draft));
      if (!draft.changedMemory) return this.#reported(draft, undefined);
      const { id, cursor } = typeof identity === 'function' ? identity() : identity;
      const { source, store } = this.#options;
      const content = {
        source,
        id,
        ...pricedPoints(draft, memory.pricer),
        state: this.#state(memory, draft),
      };
      const outcome = await store.write(cursor === undefined ? content : { ...content, cursor });
      if (outcome === 'duplicate') this.#memory = undefined;
      return this.#reported(draft, outcome);
    } catch (error) {
      if (draft.changedMemory) this.#memory = undefined;
      throw error;
    }
  }

  #reported(draft: BatchDraft, outcome: WriteOutcome | undefined): WriteOutcome | undefined {
    const { monitor, source } = this.#options;
    if (outcome === 'duplicate') {
      monitor.count(source, 'duplicate', 1);
      return outcome;
    }
    const { overflowed } = this.#mapper.interner;
    draft.tally.count('overflowed', overflowed - this.#overflowed);
    this.#overflowed = overflowed;
    draft.tally.report(monitor, source);
    return outcome;
  }

  async #loaded(): Promise<Memory> {
    this.#memory ??= this.#restore(await this.#options.store.state(this.#options.source));
    return this.#memory;
  }

  #restore(state: ReadonlyMap<string, string>): Memory {
    const { mapping, rules, prices } = this.#options;
    const saved = savedMemory(state);
    const shared: SourceMemory = {
      mapper: this.#mapper,
      layouts: new BucketLayouts(),
      coverage: new CoverageBook(mapping.product, saved.coverage),
      breakers: new BreakerWatch(mapping.product, saved.breakers),
      rules,
      mappingHash: this.#mappingHash,
    };
    const pricer = prices && new TokenPricer(prices, state.get(PRICES_KEY));
    return { shared, targets: new ForgetfulTargets(shared, saved.targets), pricer };
  }

  #session({ targets }: Memory, draft: BatchDraft): IntakeSession {
    const now = this.#options.clock.now();
    return {
      draft,
      target: (name, labels = {}) => targets.named(name, labels),
      take: (target, read) => {
        target.take(read, now, draft);
        targets.wasRead(target, read.at);
      },
      advance: () => {
        draft.changedMemory = true;
      },
    };
  }

  #state({ shared, targets, pricer }: Memory, draft: BatchDraft): readonly StateEntry[] {
    const entries = targets.save();
    draft.tally.count('forgotten', targets.takeFlooded());
    const coverage = shared.coverage.save();
    const breakers = shared.breakers.save();
    const prices = pricer?.save();
    if (coverage !== undefined) entries.push({ key: COVERAGE_KEY, value: coverage });
    if (breakers !== undefined) entries.push({ key: BREAKERS_KEY, value: breakers });
    if (prices !== undefined) entries.push({ key: PRICES_KEY, value: prices });
    return entries;
  }
}

function floodWarning({ family }: Flood): string {
  return `Too many series come and go, most of them of the family ${family}: those that are not there any more are forgotten at once. A label with ever new values (an id, a time) makes counters that contribute nothing, and is better left out.`;
}

/** What the draft brings, with what its tokens cost. */
function pricedPoints(draft: BatchDraft, pricer: TokenPricer | undefined): ReturnType<BatchDraft['points']> {
  const points = draft.points();
  if (pricer === undefined) return points;
  const { counters, observations, unpricedTokens } = pricer.price(points);
  draft.tally.unpriced(unpricedTokens);
  return {
    ...points,
    counters: [...points.counters, ...counters],
    observations: [...points.observations, ...observations],
  };
}
