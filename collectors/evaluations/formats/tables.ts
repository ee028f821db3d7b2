import type { ReadEvaluation } from '../evaluation.ts';
import { fault } from '../fault.ts';
import type { ReadingContext } from '../reading-context.ts';
import { type ColumnRole, roleOf } from '../table/columns.ts';
import { type CellPlace, placesOfLines, TableReader } from '../table/table-reader.ts';
import { isRow, member, type Row } from '../values.ts';
import type { DocumentFormat, LineFormat } from './format.ts';

/** Columns that Ragas' own tables have. */
const RAGAS_COLUMNS: ReadonlySet<string> = new Set(
  `user_input retrieved_contexts reference_contexts retrieved_context_ids faithfulness answer_relevancy response_relevancy
  context_precision context_recall context_utilization context_entity_recall noise_sensitivity_relevant answer_similarity
  semantic_similarity answer_correctness factual_correctness llm_context_precision_with_reference
  llm_context_precision_without_reference non_llm_context_recall aspect_critic rubrics_score`.split(/\s+/),
);

/** What made a table of these columns, as far as they tell. */
export function toolOfColumns(columns: readonly string[]): 'ragas' | 'mlflow' | undefined {
  if (columns.some((column) => RAGAS_COLUMNS.has(column.replace(/\(.*$/, '')))) return 'ragas';
  return columns.some((column) => /\/v\d+(?:\/score)?$|\/value$/.test(column)) ? 'mlflow' : undefined;
}

/** Whether columns are those of an evaluation: some say which item a row is, or whether it was right, or a tool is known by them. */
export function isOfEvaluation(columns: readonly string[]): boolean {
  return toolOfColumns(columns) !== undefined || columns.some((column) => TELLING.has(roleOf(column).kind));
}

const TELLING: ReadonlySet<ColumnRole['kind']> = new Set(['id', 'correct', 'question']);

/**
 * A list of rows: Ragas' `EvaluationResult.scores`, `to_pandas().to_json(orient='records')`, and rows that people write. NaN and null are no
 * score.
 */
export const rowList: DocumentFormat = {
  name: 'rows',
  recognises: (document) => rowsOf(document) !== undefined,
  read: (document, context) =>
    readRows(rowsOf(document) ?? [], context, (row, column) => ({ path: pathIn(document, row, column) })),
};

/** One row a line. */
export const rowLines: LineFormat = {
  name: 'rows',
  recognises: (first) => isRow(first) && isOfEvaluation(Object.keys(first)),
  begin: (context) => {
    const rows: Row[] = [];
    const lines: number[] = [];
    return {
      row: (row, line) => {
        if (!isRow(row)) throw fault('Expected an object with a score or more.');
        if (rows.length >= context.limits.items)
          throw fault(`There are more than ${context.limits.items} rows; split the file.`);
        rows.push(row);
        lines.push(line);
      },
      end: () => readRows(rows, context, placesOfLines(lines)),
    };
  },
};

/**
 * A table as one object: MLflow's `eval_results_table.json` and pandas' `orient='split'` (`columns`, `data`).
 *
 * @see https://mlflow.org/docs/latest/ml/evaluation/
 */
export const splitTable: DocumentFormat = {
  name: 'table',
  recognises: (document) => {
    const columns = member(document, 'columns');
    const data = member(document, 'data');
    if (!Array.isArray(columns) || !Array.isArray(data)) return false;
    return columns.every((one) => typeof one === 'string') && isOfEvaluation(columns);
  },
  read: (document, context) => {
    const columns = member(document, 'columns') as string[];
    const data = member(document, 'data') as unknown[];
    const reader = new TableReader(columns, context, {
      ...toolOf(columns),
      placeOf: (row, column) => ({ path: ['data', row, columns.indexOf(column)] }),
      questionsAreIdentities: true,
    });
    for (const [i, cells] of data.entries()) {
      if (!Array.isArray(cells) || cells.length !== columns.length) {
        throw fault(`Expected a list of ${columns.length} cells, one a column.`, { path: ['data', i] });
      }
      reader.add(cells);
    }
    return reader.end();
  },
};

/** A list of objects, or what wraps one: `scores` of Ragas, pandas' `orient='table'` and `orient='columns'`. */
function rowsOf(document: unknown): readonly Row[] | undefined {
  const scores = member(document, 'scores');
  if (Array.isArray(scores)) return areRows(scores) ? scores : undefined;
  const list = Array.isArray(document) ? document : member(document, 'data');
  const rows = Array.isArray(list) ? (areRows(list) ? list : undefined) : columnsAsRows(document);
  return rows !== undefined && isOfEvaluation(Object.keys(rows[0] ?? {})) ? rows : undefined;
}

function areRows(list: readonly unknown[]): list is readonly Row[] {
  return list.length > 0 && list.every(isRow);
}

/** `{"faithfulness": {"0": 0.9, "1": 0.8}}` */
function columnsAsRows(document: unknown): readonly Row[] | undefined {
  if (!isRow(document)) return undefined;
  const columns = Object.entries(document);
  const [, first] = columns[0] ?? [];
  if (!isRow(first) || !Object.keys(first).every((key) => /^\d+$/.test(key))) return undefined;
  const keys = Object.keys(first);
  const areAlike = columns.every(([, cells]) => isRow(cells) && Object.keys(cells).length === keys.length);
  if (keys.length === 0 || !areAlike) return undefined;
  return keys.map((key) => Object.fromEntries(columns.map(([title, cells]) => [title, member(cells, key)])));
}

function pathIn(document: unknown, row: number, column: string): (string | number)[] {
  if (Array.isArray(document)) return [row, column];
  if (Array.isArray(member(document, 'scores'))) return ['scores', row, column];
  return Array.isArray(member(document, 'data')) ? ['data', row, column] : [column, String(row)];
}

function readRows(
  rows: readonly Row[],
  context: ReadingContext,
  placeOf: CellPlace,
): readonly ReadEvaluation[] {
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (titles.length > MOST_COLUMNS) throw fault(`There are more than ${MOST_COLUMNS} columns.`);
  const reader = new TableReader(titles, context, {
    ...toolOf(titles),
    placeOf,
    questionsAreIdentities: true,
  });
  for (const row of rows) reader.add(titles.map((title) => row[title]));
  return reader.end();
}

/** More columns than any table of scores has. */
export const MOST_COLUMNS = 1_000;

function toolOf(titles: readonly string[]): { tool?: string } {
  const tool = toolOfColumns(titles);
  return tool === undefined ? {} : { tool };
}
