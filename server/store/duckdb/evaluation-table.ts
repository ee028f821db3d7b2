import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  EvaluationItem,
  EvaluationRun,
  EvaluationRunSummary,
} from '../../../core/measure/evaluation.ts';
import type { EvaluationQuery } from '../../../core/ports.ts';
import { matchesEvaluation, summarise } from '../evaluations.ts';
import { appendItems, readItems } from './evaluation-items.ts';
import { appendRows } from './text-rows.ts';

type Retraction = NonNullable<EvaluationRunSummary['retracted']>;

/** A run as another ledger had it. */
export interface AdoptedRun {
  /** Without its retraction. */
  readonly summary: EvaluationRunSummary;
  readonly retracted?: Retraction;
  /** A query that gives its items: position, id, cluster, values, error. */
  readonly items: string;
}

/**
 * Evaluation runs. Their summaries are few (one a run) and are kept in memory; their items stay in the file. A run that is known is not
 * written again.
 */
export class EvaluationTable {
  readonly #runs = new Map<string, { number: number; summary: EvaluationRunSummary }>();
  #next = 1;

  async load(connection: DuckDBConnection): Promise<void> {
    const answer = await connection.runAndReadAll('SELECT number, summary, retraction FROM evaluation_runs');
    for (const [number, text, retraction] of answer.getRows() as [number, string, string | null][]) {
      const summary = JSON.parse(text) as EvaluationRunSummary;
      this.#keep(number, retraction === null ? summary : { ...summary, retracted: JSON.parse(retraction) });
    }
  }

  /** Writes what is new, in the transaction of `connection`. Returns what makes it known, to be called after the commit. */
  async append(connection: DuckDBConnection, runs: readonly EvaluationRun[]): Promise<() => void> {
    const fresh = new Map<string, EvaluationRun>();
    for (const run of runs) {
      const key = keyOf(run.product, run.id);
      // Of two that are committed together the first counts, as it does of two that follow one another.
      if (!this.#runs.has(key) && !fresh.has(key)) fresh.set(key, run);
    }
    const numbered = [...fresh.values()].map((run, i) => ({
      number: this.#next + i,
      run,
      summary: summarise(run, undefined),
    }));
    if (numbered.length > 0) {
      await appendRows(
        connection,
        'evaluation_runs',
        numbered.map(({ number, run, summary }) => [
          number,
          run.product,
          run.id,
          JSON.stringify(summary),
          null,
        ]),
      );
      await appendItems(connection, numbered);
    }
    return () => {
      for (const { number, summary } of numbered) this.#keep(number, summary);
    };
  }

  /**
   * Writes runs as another ledger had them, in the transaction of `connection`; one that is known takes over a retraction that it has not
   * had. Returns what makes it known, to be called after the commit.
   */
  async adopt(connection: DuckDBConnection, runs: readonly AdoptedRun[]): Promise<() => void> {
    let next = this.#next;
    const known: (() => void)[] = [];
    for (const { summary, retracted, items } of runs) {
      const { product, id } = summary;
      const here = this.#runs.get(keyOf(product, id));
      const whole = retracted === undefined ? summary : { ...summary, retracted };
      if (here === undefined) {
        const number = next;
        next += 1;
        const retraction = retracted === undefined ? null : JSON.stringify(retracted);
        await appendRows(connection, 'evaluation_runs', [
          [number, product, id, JSON.stringify(summary), retraction],
        ]);
        await connection.run(
          `INSERT INTO evaluation_items SELECT ${number}, position, id, cluster, metric_values, error FROM (${items})`,
        );
        known.push(() => this.#keep(number, whole));
      } else if (retracted !== undefined && here.summary.retracted === undefined) {
        await this.#writeRetraction(connection, here.number, retracted);
        known.push(() => this.#keep(here.number, { ...here.summary, retracted }));
      }
    }
    return () => {
      for (const make of known) make();
    };
  }

  /** All of them, by their numbers in the file. */
  all(): Iterable<{ readonly number: number; readonly summary: EvaluationRunSummary }> {
    return this.#runs.values();
  }

  runs(query: EvaluationQuery): readonly EvaluationRunSummary[] {
    return [...this.#runs.values()]
      .map((run) => run.summary)
      .filter((summary) => matchesEvaluation(summary, query))
      .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
      .slice(0, query.limit ?? 100);
  }

  async items(connection: DuckDBConnection, product: string, id: string): Promise<readonly EvaluationItem[]> {
    const run = this.#runs.get(keyOf(product, id));
    if (run === undefined) return [];
    return await readItems(connection, run.number);
  }

  /** Takes a run back; `false` when there is none or it is taken back already. */
  async retract(
    connection: DuckDBConnection,
    product: string,
    id: string,
    retraction: { at: number; by: string; why: string },
  ): Promise<boolean> {
    const run = this.#runs.get(keyOf(product, id));
    if (run === undefined || run.summary.retracted !== undefined) return false;
    await this.#writeRetraction(connection, run.number, retraction);
    this.#keep(run.number, { ...run.summary, retracted: { ...retraction } });
    return true;
  }

  async #writeRetraction(
    connection: DuckDBConnection,
    number: number,
    retraction: Retraction,
  ): Promise<void> {
    await connection.run(`UPDATE evaluation_runs SET retraction = ? WHERE number = ${number}`, [
      JSON.stringify(retraction),
    ]);
  }

  #keep(number: number, summary: EvaluationRunSummary): void {
    this.#runs.set(keyOf(summary.product, summary.id), { number, summary });
    this.#next = Math.max(this.#next, number + 1);
  }
}

function keyOf(product: string, id: string): string {
  return JSON.stringify([product, id]);
}
