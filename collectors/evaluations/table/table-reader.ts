import { present } from '../../../core/present.ts';
import { CORRECT, contentId, EvaluationDraft, FACTS, SCORE } from '../draft.ts';
import type { ReadEvaluation } from '../evaluation.ts';
import { type Fault, FileFaults, fault, type Place } from '../fault.ts';
import { MetricNames } from '../metric-name.ts';
import type { ReadingContext } from '../reading-context.ts';
import { instantOf, numberOf, scoreOf, textOf } from '../values.ts';
import { type ColumnRole, metricTitle, type RunColumn, roleOf } from './columns.ts';

/** Where a cell stands: a line of a CSV, or a path of a document. */
export type CellPlace = (row: number, column: string) => Pick<Fault, 'place' | 'path'>;

export interface TableOptions {
  /** What made the table. */
  readonly tool?: string;
  readonly placeOf: CellPlace;
  /** The names of questions' columns tell items apart where there is no id. */
  readonly questionsAreIdentities: boolean;
}

interface Column {
  readonly title: string;
  readonly role: ColumnRole;
}

type Cell = number | 'none' | { readonly odd: string };

/** A row, as far as it is kept. */
interface KeptRow {
  readonly row: number;
  readonly id: string | undefined;
  readonly cluster: string | undefined;
  readonly error: string | undefined;
  readonly facts: Readonly<Record<string, number | undefined>>;
  readonly scores: readonly Cell[];
}

interface TableRun {
  readonly facts: Readonly<Partial<Record<Exclude<RunColumn, 'at'>, string>>>;
  /** The latest that a row says. */
  at: string | undefined;
  readonly rows: KeptRow[];
}

/**
 * Rows of items with scores in columns, as Ragas, MLflow, pandas and people write them. A column whose name says nothing holds scores if
 * its cells are numbers, truths or nothing; if none is, it is content and left aside; if some are, somebody mistyped, and that is told.
 * Empty cells and NaN are items without a score: they are counted apart.
 */
export class TableReader {
  readonly #context: ReadingContext;
  readonly #options: TableOptions;
  readonly #columns: readonly Column[];
  readonly #scores: readonly Column[];
  /** By what tells runs apart. */
  readonly #runs = new Map<string, TableRun>();
  readonly #faults: Fault[] = [];
  #rows = 0;

  /** @throws FileFaults when two columns have one name */
  constructor(titles: readonly string[], context: ReadingContext, options: TableOptions) {
    this.#context = context;
    this.#options = options;
    this.#columns = titles.map((title) => ({ title, role: roleOf(title) }));
    this.#scores = this.#columns.filter(({ role }) => role.kind === 'score' || role.kind === 'correct');
    const doubled = titles.find((title, i) => title.trim() !== '' && titles.indexOf(title) !== i);
    if (doubled !== undefined) throw fault(`Two columns are called ${JSON.stringify(doubled)}.`);
  }

  /** @param cells in the order of the titles */
  add(cells: readonly unknown[]): void {
    const row = this.#rows;
    this.#rows += 1;
    if (this.#rows > this.#context.limits.items) {
      throw fault(`There are more than ${this.#context.limits.items} rows; split the file.`);
    }
    const of = (kind: ColumnRole['kind']) =>
      this.#columns.flatMap(({ role }, i) => (role.kind === kind ? [cells[i]] : []));
    const run = this.#runOf(cells, row);
    run.rows.push({
      row,
      id: this.#identity(of('id'), of('question')),
      cluster: of('cluster').flatMap((cell) => textOf(cell) ?? [])[0],
      error: of('error').flatMap((cell) => errorText(cell) ?? [])[0],
      facts: this.#factsOf(cells, row),
      scores: this.#columns.flatMap(({ role }, i) =>
        role.kind === 'score' || role.kind === 'correct' ? [cellOf(cells[i])] : [],
      ),
    });
  }

  /** @throws FileFaults with each cell that is not as it should be */
  end(): readonly ReadEvaluation[] {
    const kept = [...this.#runs.values()].flatMap(({ rows }) => rows);
    const metrics = this.#scores.map((column, i) => this.#isMetric(column, i, kept));
    if (this.#faults.length > 0) throw new FileFaults(this.#faults);
    if (!metrics.includes(true)) throw this.#noMetrics(kept.length);
    this.#tellContents(metrics);
    return [...this.#runs.values()].map((run) => this.#evaluation(run, metrics));
  }

  #identity(ids: readonly unknown[], questions: readonly unknown[]): string | undefined {
    const id = ids.flatMap((cell) => textOf(cell) ?? [])[0];
    if (id !== undefined || !this.#options.questionsAreIdentities) return id;
    return questions.every((cell) => cell === undefined || cell === null || cell === '')
      ? undefined
      : contentId(...questions);
  }

  #factsOf(cells: readonly unknown[], row: number): KeptRow['facts'] {
    const facts: Record<string, number | undefined> = {};
    for (const [i, { role, title }] of this.#columns.entries()) {
      if (role.kind !== 'fact') continue;
      const value = scoreOf(cells[i]);
      if (value === undefined || (typeof value === 'number' && value < 0))
        this.#complain(row, title, cells[i], 'a number that is not negative');
      else if (typeof value === 'number') facts[role.fact] = value * role.factor;
    }
    return facts;
  }

  #runOf(cells: readonly unknown[], row: number): TableRun {
    const facts: Partial<Record<RunColumn, string>> = {};
    for (const [i, { role, title }] of this.#columns.entries()) {
      const text = role.kind === 'run' ? textOf(cells[i]) : undefined;
      if (role.kind !== 'run' || text === undefined) continue;
      if (role.of === 'at' && instantOf(text) === undefined)
        this.#complain(row, title, text, 'a time such as 2026-11-23T10:00:00Z');
      else facts[role.of] = text;
    }
    // Each row may have its own time: the latest is when the run was finished.
    const { at, ...telling } = facts;
    const key = JSON.stringify(telling);
    const known = this.#runs.get(key);
    if (known !== undefined) {
      if (isLater(at, known.at)) known.at = at;
      return known;
    }
    if (this.#runs.size >= this.#context.limits.runs) {
      throw fault(`There are more than ${this.#context.limits.runs} runs in one table.`);
    }
    const run = { facts: telling, at, rows: [] };
    this.#runs.set(key, run);
    return run;
  }

  /** Whether a column has scores. Where most cells are something else, it was never meant to. */
  #isMetric({ title, role }: Column, i: number, kept: readonly KeptRow[]): boolean {
    const odd = kept.filter(({ scores }) => typeof scores[i] === 'object');
    const numbers = kept.filter(({ scores }) => typeof scores[i] === 'number');
    if (role.kind === 'score' && odd.length > numbers.length) return false;
    const wanted = role.kind === 'correct' ? '1 or 0' : 'a number';
    const unlike = role.kind === 'correct' ? numbers.filter(({ scores }) => !isOutcome(scores[i])) : [];
    for (const { row, scores } of [...odd, ...unlike].slice(0, 100)) {
      const cell = scores[i];
      this.#complain(row, title, typeof cell === 'object' ? cell.odd : cell, wanted);
    }
    return numbers.length > 0;
  }

  #complain(row: number, title: string, cell: unknown, wanted: string): void {
    const shown = JSON.stringify(cell) ?? 'nothing';
    const message = `Expected ${wanted} under ${JSON.stringify(title)}, not ${shown.length > 60 ? `${shown.slice(0, 59)}…` : shown}.`;
    if (this.#faults.length < 1_000) this.#faults.push({ message, ...this.#options.placeOf(row, title) });
  }

  #noMetrics(rows: number) {
    const titles = this.#columns.map(({ title }) => title).filter((title) => title !== '');
    const shown = titles.slice(0, 12).join(', ');
    return rows === 0
      ? fault('There is a header, and not one item.')
      : fault(
          `No column has scores; there are ${shown}. Right or wrong stands under correct, a score under a name of its own.`,
        );
  }

  /** Nothing is left aside in silence. */
  #tellContents(metrics: readonly boolean[]): void {
    const aside = this.#scores.filter((_, i) => !metrics[i]).map(({ title }) => title);
    if (aside.length > 0)
      this.#context.note(`No numbers stand under ${aside.slice(0, 10).join(', ')}: left aside.`);
  }

  /** The first column that says right or wrong is `correct`. */
  #metricNames(): readonly string[] {
    const names = new MetricNames([CORRECT, ...FACTS]);
    const correct = this.#scores.find(({ role }) => role.kind === 'correct');
    return this.#scores.map((column) =>
      column === correct ? CORRECT : names.of(column.title, metricTitle(column.title)),
    );
  }

  #evaluation({ facts, at, rows }: TableRun, metrics: readonly boolean[]): ReadEvaluation {
    const draft = new EvaluationDraft(this.#context);
    const called = this.#metricNames();
    for (const { row, id, cluster, error, facts: own, scores } of rows) {
      const values = Object.fromEntries(
        scores.flatMap((cell, i) =>
          metrics[i] && typeof cell === 'number' ? [[called[i] ?? SCORE, cell] as const] : [],
        ),
      );
      const unscored = called.filter((name, i) => metrics[i] && !Object.hasOwn(values, name));
      draft.add({ id: id ?? `row ${row + 1}`, cluster, values: { ...own, ...values }, unscored, error });
    }
    const { dataset, runId, model } = facts;
    const parts = [
      ...(dataset === undefined ? [] : [{ kind: 'dataset' as const, name: dataset }]),
      ...(runId === undefined ? [] : [{ kind: 'run' as const, name: runId }]),
      ...(model === undefined ? [] : [{ kind: 'model' as const, name: model }]),
    ];
    return {
      ...facts,
      ...present({ at: at === undefined ? undefined : instantOf(at), tool: this.#options.tool }),
      parts,
      ...draft.finish(),
    };
  }
}

function cellOf(cell: unknown): Cell {
  const score = scoreOf(cell);
  if (score !== undefined) return score;
  const text = typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? '');
  // Contents of answers are not kept, not even until the end of the file.
  return { odd: text.slice(0, 60) };
}

/** An empty cell, NaN and their like are no error. */
function errorText(cell: unknown): string | undefined {
  return scoreOf(cell) === 'none' || numberOf(cell) === 0 || cell === false
    ? undefined
    : (textOf(cell) ?? (cell === true ? 'it failed' : undefined));
}

function isOutcome(cell: Cell | undefined): boolean {
  return cell === 0 || cell === 1;
}

function isLater(a: string | undefined, b: string | undefined): boolean {
  return (instantOf(a) ?? Number.NEGATIVE_INFINITY) > (instantOf(b) ?? Number.NEGATIVE_INFINITY);
}

/** The line of a CSV for each of its rows. */
export function placesOfLines(lines: readonly number[]): CellPlace {
  return (row): { place?: Place } => {
    const line = lines[row];
    return line === undefined ? {} : { place: { line } };
  };
}
