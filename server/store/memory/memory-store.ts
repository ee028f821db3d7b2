import type { BreakerTransition } from '../../../core/alert/breaker.ts';
import type {
  EvaluationItem,
  EvaluationRun,
  EvaluationRunSummary,
} from '../../../core/measure/evaluation.ts';
import type { Series } from '../../../core/measure/series.ts';
import type {
  CounterPoint,
  DistributionPoint,
  EvaluationQuery,
  GaugePoint,
  Group,
  GroupKey,
  KnownSeries,
  MeasureKind,
  MeasurementStore,
  Observation,
  ReadRequest,
  ReadResult,
  Selection,
  SelectionResult,
  StoreStatus,
  StoreUsage,
  WriteBatch,
  WriteOutcome,
} from '../../../core/ports.ts';
import { matchesEvaluation, summarise } from '../evaluations.ts';
import { boundariesOf, checkBatch, checkRead, stepOf } from '../requests.ts';
import { selectSeries } from '../selection.ts';
import { CounterSteps, DistributionSteps, GaugeSteps } from '../steps.ts';

interface Kept extends KnownSeries {
  readonly counters: CounterPoint[];
  readonly distributions: DistributionPoint[];
  readonly gauges: GaugePoint[];
}

/**
 * Everything in plain arrays, every answer by going through all of it. Nothing outlives the process: for tests and for trying things
 * out. It is what the other adapters are compared with, so it does nothing clever.
 */
export class MemoryStore implements MeasurementStore {
  readonly #kept = new Map<string, Kept>();
  readonly #observations: Observation[] = [];
  readonly #breakers: BreakerTransition[] = [];
  readonly #runs = new Map<string, { run: EvaluationRun; retracted?: EvaluationRunSummary['retracted'] }>();
  readonly #batches = new Set<string>();
  readonly #state = new Map<string, Map<string, string>>();
  readonly #cursors = new Map<string, string>();
  #open = true;

  async write(batch: WriteBatch): Promise<WriteOutcome> {
    checkBatch(batch);
    const id = JSON.stringify([batch.source, batch.id]);
    if (this.#batches.has(id)) return 'duplicate';
    this.#batches.add(id);
    for (const point of batch.counters ?? []) this.#keep(point.series, 'counter').counters.push(point);
    for (const point of batch.distributions ?? []) {
      this.#keep(point.series, 'distribution').distributions.push(point);
    }
    for (const point of batch.gauges ?? []) this.#keep(point.series, 'gauge').gauges.push(point);
    this.#observations.push(...(batch.observations ?? []));
    this.#breakers.push(...(batch.breakers ?? []));
    for (const run of batch.evaluations ?? []) {
      const key = JSON.stringify([run.product, run.id]);
      if (!this.#runs.has(key)) this.#runs.set(key, { run });
    }
    this.#remember(batch);
    return 'written';
  }

  async read(request: ReadRequest): Promise<ReadResult> {
    checkRead(request);
    const selections = request.select.map((selection) => this.#select(request, selection));
    return { from: request.from, to: request.to, alignedToMs: 0, selections };
  }

  async state(source: string): Promise<ReadonlyMap<string, string>> {
    return new Map(this.#state.get(source));
  }

  async cursor(source: string): Promise<string | undefined> {
    return this.#cursors.get(source);
  }

  async series(product: string): Promise<readonly KnownSeries[]> {
    return [...this.#kept.values()]
      .filter((kept) => kept.series.product === product)
      .map(({ series, kind }) => ({ series, kind }));
  }

  async breakers(product: string, from: number, to: number): Promise<readonly BreakerTransition[]> {
    const known = this.#breakers.filter((change) => change.product === product && change.at < to);
    known.sort((a, b) => a.at - b.at);
    const before = new Map<string, BreakerTransition>();
    for (const change of known) if (change.at < from) before.set(breakerKey(change), change);
    const initial = [...before.values()].sort((a, b) => a.at - b.at);
    return [...initial, ...known.filter((change) => change.at >= from)];
  }

  async evaluationRuns(query: EvaluationQuery): Promise<readonly EvaluationRunSummary[]> {
    return [...this.#runs.values()]
      .map(({ run, retracted }) => summarise(run, retracted))
      .filter((summary) => matchesEvaluation(summary, query))
      .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
      .slice(0, query.limit ?? 100);
  }

  async evaluationItems(product: string, runId: string): Promise<readonly EvaluationItem[]> {
    return this.#runs.get(JSON.stringify([product, runId]))?.run.items ?? [];
  }

  async retractEvaluation(
    product: string,
    runId: string,
    retraction: { at: number; by: string; why: string },
  ): Promise<boolean> {
    const found = this.#runs.get(JSON.stringify([product, runId]));
    if (found === undefined || found.retracted !== undefined) return false;
    found.retracted = { ...retraction };
    return true;
  }

  async alignDays(): Promise<void> {}

  async maintain(): Promise<void> {}

  status(): StoreStatus {
    return this.#open ? { state: 'ready' } : { state: 'unavailable', reason: 'The store is closed.' };
  }

  async usage(): Promise<StoreUsage> {
    let rows = 0;
    for (const kept of this.#kept.values()) {
      rows += kept.counters.length + kept.distributions.length + kept.gauges.length;
    }
    return { bytes: 0, kinds: [{ kind: 'raw', rows, isNumbers: true }] };
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  #keep(series: Series, kind: MeasureKind): Kept {
    const key = `${kind} ${series.id}`;
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      kept = { series, kind, counters: [], distributions: [], gauges: [] };
      this.#kept.set(key, kept);
    }
    return kept;
  }

  #remember(batch: WriteBatch): void {
    let state = this.#state.get(batch.source);
    if (state === undefined) {
      state = new Map();
      this.#state.set(batch.source, state);
    }
    for (const { key, value } of batch.state ?? []) {
      if (value === null) state.delete(key);
      else state.set(key, value);
    }
    if (batch.cursor !== undefined) this.#cursors.set(batch.source, batch.cursor);
  }

  #select(request: ReadRequest, selection: Selection): SelectionResult {
    const boundaries = boundariesOf(request);
    const ofProduct = [...this.#kept.values()].filter((kept) => kept.series.product === request.product);
    const { keys, members } = selectSeries(ofProduct, selection);
    const inWindow = (point: { at: number }) => point.at >= request.from && point.at < request.to;
    const groups = keys.map((key, group) => {
      const kept = members.filter((member) => member.group === group).map((member) => member.known);
      return GROUPING[selection.kind](key, kept, boundaries, inWindow);
    });
    return { groups, ...this.#observed(request, selection) };
  }

  #observed(
    request: ReadRequest,
    selection: Selection,
  ): Pick<SelectionResult, 'observedMs' | 'lastObservedAt'> {
    const boundaries = boundariesOf(request);
    const byItem = new Map<string, Float64Array>();
    let lastObservedAt: number | undefined;
    for (const one of this.#observations) {
      if (one.product !== request.product || one.measure !== selection.measure || one.at > request.to)
        continue;
      if (selection.items !== undefined && !selection.items.includes(one.item)) continue;
      if (selection.environments !== undefined && !selection.environments.includes(one.environment)) continue;
      lastObservedAt = Math.max(lastObservedAt ?? 0, one.at);
      if (one.at < request.from || one.at >= request.to) continue;
      const key = JSON.stringify([one.item, one.environment]);
      const steps = byItem.get(key) ?? new Float64Array(boundaries.length - 1);
      byItem.set(key, steps);
      const step = stepOf(boundaries, one.at);
      steps[step] = (steps[step] ?? 0) + one.durationMs;
    }
    const observedMs = new Float64Array(boundaries.length - 1);
    for (const steps of byItem.values()) {
      for (let i = 0; i < steps.length; i += 1) {
        observedMs[i] = Math.max(observedMs[i] as number, steps[i] as number);
      }
    }
    return { observedMs, lastObservedAt };
  }
}

type Grouping = (
  key: GroupKey,
  kept: readonly Kept[],
  boundaries: readonly number[],
  inWindow: (point: { at: number }) => boolean,
) => Group;

const GROUPING: Readonly<Record<MeasureKind, Grouping>> = {
  counter(key, kept, boundaries, inWindow) {
    const steps = new CounterSteps(boundaries.length - 1);
    for (const point of kept.flatMap((one) => one.counters).filter(inWindow)) {
      steps.add(stepOf(boundaries, point.at), point.value);
    }
    return steps.group(key);
  },
  distribution(key, kept, boundaries, inWindow) {
    const steps = new DistributionSteps(boundaries.length - 1);
    for (const point of kept.flatMap((one) => one.distributions).filter(inWindow)) {
      const step = stepOf(boundaries, point.at);
      for (const { lower, upper, count } of point.cells) steps.addCell(step, lower, upper, count);
      steps.addSum(step, point.sum);
    }
    return steps.group(key);
  },
  gauge(key, kept, boundaries, inWindow) {
    const steps = new GaugeSteps(boundaries.length - 1);
    for (const { at, value } of kept.flatMap((one) => one.gauges).filter(inWindow)) {
      const sample = { samples: 1, sum: value, min: value, max: value, last: value, lastAt: at };
      steps.add(stepOf(boundaries, at), sample);
    }
    return steps.group(key);
  },
};

function breakerKey(change: BreakerTransition): string {
  return JSON.stringify([change.breaker, change.item, change.environment]);
}
