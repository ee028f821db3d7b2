import { createHash } from 'node:crypto';
import { GatelineError } from '../../core/errors.ts';
import type { EvaluationRun, EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import { generationId, type RunStanding, runStanding } from '../../core/measure/evaluation-standing.ts';
import type { Clock, EventLog, MeasurementStore, StateEntry } from '../../core/ports.ts';
import { nearest } from '../../core/text/nearest.ts';
import { agrees } from './agreement.ts';
import { contentHash } from './content-hash.ts';
import { retractRun } from './retraction.ts';

/** What runs are taken into. */
export interface IntakeDeps {
  readonly store: MeasurementStore;
  readonly events: EventLog;
  readonly clock: Clock;
  /** Ids of a product's items; `undefined`: there is no such product. */
  readonly items: (product: string) => readonly string[] | undefined;
  readonly products: () => readonly string[];
  /** Makes the text of an error safe to keep. */
  readonly redact: (text: string) => string;
}

export interface TakeOptions {
  /** Name of what brings the runs. */
  readonly source: string;
  /** Takes runs once more that were taken back. */
  readonly again?: boolean;
  /** A collector's memory, committed with the runs, also when there is nothing new. */
  readonly state?: readonly StateEntry[];
}

/** What became of a run. */
export interface TakenRun {
  readonly outcome: 'imported' | 'known' | 'retracted';
  /** As it is kept now. */
  readonly run: EvaluationRunSummary;
  /** A run that was known as a whole only, and that this one has taken the place of. */
  readonly instead?: string;
}

interface Plan {
  readonly run: EvaluationRun;
  readonly standing: RunStanding;
  readonly superseded: EvaluationRunSummary | undefined;
}

/** More generations of a run than anybody makes. */
const MOST_GENERATIONS = 50;
/** Runs of one version that are looked through for one that is the same. */
const MOST_LOOKED_AT = 5_000;

/**
 * Takes runs into the store: of known versions only, each once. One call is taken whole or not at all, and one after the other, so that
 * no two see the same state. Whoever takes runs in a process goes through one of these.
 */
export class EvaluationIntake {
  readonly #deps: IntakeDeps;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  /**
   * @throws GatelineError `not-found` for a product or version that there is not; `evaluation-conflict` when a run's identity is another
   *   run's; `store-…`
   */
  take(runs: readonly EvaluationRun[], options: TakeOptions): Promise<readonly TakenRun[]> {
    const turn = this.#turn.then(() => this.#take(runs, options));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #take(given: readonly EvaluationRun[], options: TakeOptions): Promise<readonly TakenRun[]> {
    const runs = given.map((run) => this.#safe(run));
    for (const run of runs) this.#refuseStrange(run);
    const plans: Plan[] = [];
    for (const run of runs) plans.push(await this.#plan(run, options));
    refuseConflicts(plans);
    const fresh = plans.flatMap(({ run, standing }) =>
      standing.state === 'new' ? [{ ...run, id: standing.id }] : [],
    );
    await this.#write(fresh, options);
    for (const plan of plans) await this.#takePlace(plan);
    return Promise.all(plans.map((plan) => this.#taken(plan)));
  }

  #safe(run: EvaluationRun): EvaluationRun {
    const { redact } = this.#deps;
    const hasErrors = run.items.some(({ error }) => error !== undefined);
    const items = hasErrors
      ? run.items.map((item) => (item.error === undefined ? item : { ...item, error: redact(item.error) }))
      : run.items;
    return { ...run, items, contentHash: run.contentHash ?? contentHash(run) };
  }

  #refuseStrange({ product, item }: EvaluationRun): void {
    const { items, products } = this.#deps;
    const known = items(product);
    if (known === undefined) {
      throw new GatelineError(
        'not-found',
        strange(`There is no product ${JSON.stringify(product)} here`, product, products()),
      );
    }
    if (known.includes(item)) return;
    throw new GatelineError(
      'not-found',
      strange(`The roadmap of ${product} has no version ${JSON.stringify(item)}`, item, known),
    );
  }

  async #plan(run: EvaluationRun, { again = false }: TakeOptions): Promise<Plan> {
    const before = await this.#generations(run);
    const alike = await this.#alike(run);
    const whole =
      run.items.length > 0
        ? alike.find((one) => isWhole(one) && agrees(run.items, one.aggregates ?? {}))
        : undefined;
    if (whole !== undefined) {
      const rest = before.map((one) => (one.id === whole.id ? { ...one, retracted: TAKEN_PLACE } : one));
      return { run, standing: runStanding(run, rest, { again }), superseded: whole };
    }
    const itemised = await this.#itemised(run, alike);
    if (itemised !== undefined)
      return { run, standing: { state: 'known', as: itemised }, superseded: undefined };
    return { run, standing: runStanding(run, before, { again }), superseded: undefined };
  }

  /** The runs that have had this identity, oldest first, each with the hash of its content. */
  async #generations({ product, id }: EvaluationRun): Promise<readonly EvaluationRunSummary[]> {
    const ids = Array.from({ length: MOST_GENERATIONS }, (_, i) => generationId(id, i));
    const found = await this.#deps.store.evaluationRuns({ product, ids, includeRetracted: true });
    const ordered = ids.flatMap((one) => found.find((run) => run.id === one) ?? []);
    return Promise.all(ordered.map((run) => this.#hashed(run)));
  }

  /** Runs of before there were hashes get theirs now. */
  async #hashed(run: EvaluationRunSummary): Promise<EvaluationRunSummary> {
    if (run.contentHash !== undefined) return run;
    const items = await this.#deps.store.evaluationItems(run.product, run.id);
    return { ...run, contentHash: contentHash({ ...run, items }) };
  }

  /** Runs that count, of the same version and build on the same dataset. */
  #alike({
    product,
    item,
    build,
    environment,
    dataset,
  }: EvaluationRun): Promise<readonly EvaluationRunSummary[]> {
    return this.#deps.store.evaluationRuns({
      product,
      items: [item],
      builds: [build],
      environments: [environment],
      dataset,
      limit: MOST_LOOKED_AT,
    });
  }

  /** The run whose items are what this one knows as a whole; there it is already, and better. */
  async #itemised(
    run: EvaluationRun,
    alike: readonly EvaluationRunSummary[],
  ): Promise<EvaluationRunSummary | undefined> {
    const { aggregates, madeOf } = run;
    if (run.items.length > 0 || aggregates === undefined || madeOf !== undefined) return undefined;
    const sizes = new Set(Object.values(aggregates).map(({ n }) => n));
    for (const other of alike) {
      if (!sizes.has(other.itemCount)) continue;
      if (agrees(await this.#deps.store.evaluationItems(other.product, other.id), aggregates)) return other;
    }
    return undefined;
  }

  async #write(fresh: readonly EvaluationRun[], { source, state = [] }: TakeOptions): Promise<void> {
    if (fresh.length === 0 && state.length === 0) return;
    const identity = [...fresh.map(({ product, id, contentHash: hash }) => [product, id, hash]), state];
    const id = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
    await this.#deps.store.write({ source, id: `evaluations ${id}`, evaluations: fresh, state });
  }

  async #takePlace({ standing, superseded }: Plan): Promise<void> {
    if (superseded === undefined || standing.state !== 'new') return;
    const why = `its items came in as the run ${standing.id}`;
    await retractRun(this.#deps, superseded, { by: 'gateline', why, at: this.#deps.clock.now() });
  }

  async #taken({ run, standing, superseded }: Plan): Promise<TakenRun> {
    if (standing.state !== 'new') {
      return { outcome: standing.state === 'retracted' ? 'retracted' : 'known', run: standing.as };
    }
    const { store } = this.#deps;
    const [kept] = await store.evaluationRuns({
      product: run.product,
      ids: [standing.id],
      includeRetracted: true,
    });
    if (kept === undefined) throw new Error(`the run ${standing.id} was written and is not there`);
    return {
      outcome: 'imported',
      run: kept,
      ...(superseded === undefined ? {} : { instead: superseded.id }),
    };
  }
}

const TAKEN_PLACE = { at: 0, by: '', why: '' };

function isWhole({ aggregates, madeOf, itemCount }: EvaluationRunSummary): boolean {
  const sizes = Object.values(aggregates ?? {}).map(({ n }) => n);
  return madeOf === undefined && sizes.length > 0 && Math.max(...sizes) === itemCount;
}

function refuseConflicts(plans: readonly Plan[]): void {
  const conflicts = plans.flatMap(({ run, standing }) =>
    standing.state === 'conflict' ? [{ run, as: standing.as, differs: standing.differs }] : [],
  );
  const [first, ...more] = conflicts;
  if (first === undefined) return;
  const { run, as, differs } = first;
  const when = new Date(as.at).toISOString().slice(0, 10);
  const others = more.length === 0 ? '' : ` The same holds for ${more.length} more.`;
  throw new GatelineError(
    'evaluation-conflict',
    `There is another run ${as.id} of ${as.item} on ${as.dataset} of ${when} already: ${differs}. A run does not change; take that one back first: gateline evaluations retract ${as.id} --why …${others}`,
    { details: { run: run.id } },
  );
}

function strange(sentence: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return `${sentence}. Is it ${meant}?`;
  return known.length === 0 ? `${sentence}.` : `${sentence}; there are ${known.slice(0, 12).join(', ')}.`;
}
