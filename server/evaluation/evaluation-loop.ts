import { gateVerdict } from '../../core/gate/gate.ts';
import type { CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import type { GateChange } from '../../core/history/gate-history.ts';
import type { Clock, EventLog, MeasurementStore } from '../../core/ports.ts';
import type { Criterion } from '../../core/roadmap/criterion.ts';
import type { PromiseChange } from '../../core/roadmap/promise/changes.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { type ConditionChange, ConditionLog } from './condition-log.ts';
import { DecisionLog } from './decision-log.ts';
import { type JudgedRoadmap, RoadmapJudge } from './judge-roadmap.ts';
import { subjectOf } from './places.ts';
import { RoadmapLog } from './roadmap-log.ts';
import { withStandings } from './standings.ts';
import type { VerdictChange } from './verdict-change.ts';
import { VerdictLog } from './verdict-log.ts';

/** How often gates are judged, ms. */
export const EVALUATION_INTERVAL_MS = 15_000;

interface Judged {
  readonly roadmap: Roadmap;
  readonly revision: string;
}

/** Where the roadmaps come from. */
export interface Roadmaps {
  products(): readonly string[];
  current(product: string): Judged | undefined;
}

export interface EvaluationDeps {
  readonly store: MeasurementStore;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly roadmaps: Roadmaps;
  /** Called for each thing that a new revision of a roadmap promises otherwise, after it was logged. */
  readonly onPromise?: (product: string, change: PromiseChange) => void;
  /** Called for each change of a gate or criterion, after it was logged. */
  readonly onVerdict?: (change: VerdictChange) => void;
  /** Called when something regressed, or serves ungated, and when that is over; after it was logged. */
  readonly onCondition?: (change: ConditionChange) => void;
  /** Called after each judgment of a product, changed or not. */
  readonly onJudged?: (product: string, gates: readonly GateVerdict[], tookMs: number) => void;
  /** A product that could not be judged keeps its last verdicts; the others go on. */
  readonly onError?: (product: string, error: unknown) => void;
}

interface Latest {
  readonly gates: readonly GateVerdict[];
  readonly successMetrics: ReadonlyMap<number, CriterionVerdict>;
  readonly judgedAt: number;
  readonly revision: string;
}

/**
 * Judges every gate of every product again and again: read, judge, compare with what was recorded, log what changed, tell; what a new
 * revision of the roadmap changed is logged before it is judged. The latest verdicts are kept for whoever asks. A run that begins while
 * another is going on waits for it.
 */
export class EvaluationLoop {
  readonly #deps: EvaluationDeps;
  readonly #judge: RoadmapJudge;
  readonly #log: VerdictLog;
  readonly #roadmapLog: RoadmapLog;
  readonly #decisions: DecisionLog;
  readonly #conditions: ConditionLog;
  readonly #latest = new Map<string, Latest>();
  #running: Promise<void> = Promise.resolve();

  constructor(deps: EvaluationDeps) {
    this.#deps = deps;
    this.#judge = new RoadmapJudge(deps.store);
    this.#log = new VerdictLog(deps.events);
    this.#roadmapLog = new RoadmapLog(deps.events);
    this.#decisions = new DecisionLog(deps.events);
    this.#conditions = new ConditionLog(deps.events);
  }

  /** What judges the gates, for those who judge other periods (a review) and share what it remembers. */
  get judge(): RoadmapJudge {
    return this.#judge;
  }

  /** Every gate of a product as last judged; before the first judgment they say so. Empty for an unknown product. */
  gates(product: string): readonly GateVerdict[] {
    const known = this.#latest.get(product);
    if (known !== undefined) return known.gates;
    const current = this.#deps.roadmaps.current(product);
    return current === undefined ? [] : notJudgedYet(current.roadmap, this.#deps.clock.now());
  }

  /** The success metrics of a product that have a criterion, by their number in the roadmap. */
  successMetrics(product: string): ReadonlyMap<number, CriterionVerdict> {
    return this.#latest.get(product)?.successMetrics ?? new Map();
  }

  /** What was decided about the items. */
  get decisions(): DecisionLog {
    return this.#decisions;
  }

  /** Every recorded change of a gate's verdict, ascending. */
  gateChanges(product: string, item: string): readonly GateChange[] {
    return this.#log.gateChanges(product, item);
  }

  /** When a product was last judged, Unix ms. */
  judgedAt(product: string): number | undefined {
    return this.#latest.get(product)?.judgedAt;
  }

  /** Judges every product once; or the given one, when its roadmap changed. Never throws for a product: see {@link EvaluationDeps.onError}. */
  run(signal?: AbortSignal, product?: string): Promise<void> {
    const turn = this.#running.then(() => this.#runAll(signal, product));
    this.#running = turn;
    return turn;
  }

  async #runAll(signal: AbortSignal | undefined, only: string | undefined): Promise<void> {
    const { roadmaps, onError } = this.#deps;
    for (const product of only === undefined ? roadmaps.products() : [only]) {
      if (signal?.aborted) return;
      try {
        await this.#runProduct(product);
      } catch (error) {
        onError?.(product, error);
      }
    }
  }

  async #runProduct(product: string): Promise<void> {
    const { clock, roadmaps, onVerdict, onCondition, onJudged } = this.#deps;
    const current = roadmaps.current(product);
    if (current === undefined) {
      this.#latest.delete(product);
      return;
    }
    const now = clock.now();
    const recorded = await this.#recordPromise(product, current, now);
    const judged = await this.#judge.judge(current.roadmap, now);
    try {
      const metrics = [...judged.successMetrics.values()];
      const changes = await this.#log.record(product, judged.gates, metrics, now, current.revision);
      await this.#publish(judged, current);
      for (const change of changes) onVerdict?.(change);
      const conditions = await this.#conditions.record(product, this.gates(product), now, current.revision);
      for (const change of conditions) onCondition?.(change);
    } catch (error) {
      // What cannot be logged now is judged all the same; the next run logs it.
      await this.#publish(judged, current).catch(() => {});
      throw error;
    } finally {
      onJudged?.(product, this.gates(product), clock.now() - now);
    }
    if (recorded.error !== undefined) throw recorded.error;
  }

  /** What cannot be logged now keeps nobody from judging; the next run tries again. */
  async #recordPromise(
    product: string,
    { roadmap, revision }: Judged,
    now: number,
  ): Promise<{ readonly error?: unknown }> {
    try {
      const changes = await this.#roadmapLog.record(roadmap, revision, now);
      for (const change of changes) this.#deps.onPromise?.(product, change);
      return {};
    } catch (error) {
      return { error };
    }
  }

  /** What stands beside the verdicts may not be known now; the verdicts are told all the same. */
  async #publish(judged: JudgedRoadmap, { roadmap, revision }: Judged): Promise<void> {
    const { product } = roadmap;
    const { successMetrics, judgedAt, served } = judged;
    const dated = judged.gates.map((gate) => this.#dated(gate));
    const tell = (gates: readonly GateVerdict[]) =>
      this.#latest.set(product, { gates, successMetrics, judgedAt, revision });
    try {
      const decisions = await this.#decisions.all(product);
      const changesOf = (item: string) => this.#log.gateChanges(product, item);
      const beside = { roadmap, served, decisions, changesOf, now: judgedAt };
      tell(await withStandings(this.#deps.store, dated, beside));
    } catch (error) {
      tell(dated);
      throw error;
    }
  }

  #dated(gate: GateVerdict): GateVerdict {
    const since = this.#log.gateSince(gate.product, gate.item, gate.state);
    if (since === undefined) return gate;
    return { ...gate, since: since.at, ...(since.reckoned ? { sinceReckoned: true as const } : {}) };
  }
}

/** Gates that nobody has judged: no verdict, and so no data. */
function notJudgedYet(roadmap: Roadmap, now: number): readonly GateVerdict[] {
  return roadmap.items.flatMap((item): GateVerdict[] => {
    if (item.gate === undefined) return [];
    const criteria = item.gate.criteria.map(({ criterion }) => unjudged(roadmap, item, criterion));
    const { due } = item.gate;
    const identity = {
      product: roadmap.product,
      item: item.id,
      subject: subjectOf(roadmap, item),
      ...(due === undefined ? {} : { due }),
    };
    return [gateVerdict(identity, criteria, { judgedAt: now, since: now })];
  });
}

/** What is said of a criterion that nobody has judged: what it asks for, and no more. */
export function unjudged(roadmap: Roadmap, item: Item | undefined, criterion: Criterion): CriterionVerdict {
  const known: CriterionVerdict = {
    text: criterion.text,
    kind: criterion.kind,
    state: 'no-data',
    reason: 'not-judged-yet',
    sentence: `${subjectOf(roadmap, item)} has not been judged yet.`,
    advisory: criterion.advisory,
    defaults: [],
  };
  if (criterion.kind === 'attested') return known;
  const { signal, op, target } = criterion;
  return {
    ...known,
    signal,
    op,
    ...(target.kind === 'absolute' ? { target: target.quantity.value } : {}),
  };
}
