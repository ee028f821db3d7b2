import { z } from 'zod';
import { present } from '../../../core/present.ts';
import { EvaluationDraft } from '../draft.ts';
import type { ReadingContext } from '../reading-context.ts';
import { checked } from '../schema-faults.ts';
import { instantOf, isRow, maybeText, numberOf, textOf } from '../values.ts';
import type { LineFormat } from './format.ts';
import { LM_EVAL } from './lm-eval.ts';
import { lmEvalMetricNames } from './lm-eval-metrics.ts';

/** One document under one filter. */
const rowSchema = z.looseObject({
  doc_id: z.union([z.number(), z.string().min(1)], { error: 'the number of a document' }),
  filter: maybeText,
  metrics: z.array(z.string()).nullish(),
});
type Row = z.infer<typeof rowSchema>;

/** Numbers of a row that are no metrics, where it does not name its metrics (before 0.4.5). */
const NO_METRICS: ReadonlySet<string> = new Set(['doc_id', 'doc_hash', 'prompt_hash', 'target_hash']);

/**
 * `samples_<task>_<time>.jsonl` of the lm-evaluation-harness: a row for each document and filter. The task stands in the file's name alone.
 */
export const lmEvalSamples: LineFormat = {
  name: LM_EVAL,
  recognises: (first) =>
    isRow(first) &&
    'doc_id' in first &&
    ['filtered_resps', 'resps', 'doc_hash', 'arguments', 'filter'].some((key) => key in first),
  begin: (context) => {
    const samples = new Samples(context);
    return { row: (row) => samples.add(checked(rowSchema, row)), end: () => [samples.finish()] };
  },
};

interface ScoredMetric {
  readonly metric: string;
  readonly filter: string;
  readonly value: number | undefined;
}

/** Rows by document: those of other filters are the same item, and no more evidence. */
class Samples {
  readonly #context: ReadingContext;
  /** By document and by how often it came under one filter. */
  readonly #documents = new Map<string, { readonly id: string; readonly scores: ScoredMetric[] }>();
  readonly #seen = new Map<string, number>();

  constructor(context: ReadingContext) {
    this.#context = context;
  }

  add(row: Row): void {
    const id = String(row.doc_id);
    const filter = textOf(row.filter) ?? 'none';
    const under = JSON.stringify([id, filter]);
    const repeat = this.#seen.get(under) ?? 0;
    this.#seen.set(under, repeat + 1);
    const key = JSON.stringify([id, repeat]);
    const document = this.#documents.get(key) ?? { id, scores: [] };
    this.#documents.set(key, document);
    for (const metric of metricsOf(row)) {
      const value = row[metric];
      const number = numberOf(value);
      if (number === undefined && value !== null) {
        this.#context.note(`${metric} is no number in each row, and is left aside.`);
        continue;
      }
      document.scores.push({ metric, filter, value: number });
    }
  }

  finish() {
    const all = [...this.#documents.values()];
    const named = namedBy(this.#context.fileName);
    const found = distinct(all.flatMap(({ scores }) => scores));
    const names = lmEvalMetricNames(found, named.datasetByName);
    const draft = new EvaluationDraft(this.#context);
    for (const { id, scores } of all) {
      draft.add({
        id,
        values: Object.fromEntries(scores.map((score) => [names.of(score), score.value])),
        unscored: scores.filter(({ value }) => value === undefined).map((score) => names.of(score)),
      });
    }
    return {
      ...named,
      ...present({ undecided: names.undecided }),
      parts: [],
      tool: 'lm-evaluation-harness',
      ...draft.finish(),
    };
  }
}

function metricsOf(row: Row): readonly string[] {
  if (row.metrics !== undefined && row.metrics !== null) return row.metrics.filter((name) => name in row);
  return Object.keys(row).filter(
    (key) => !NO_METRICS.has(key) && (typeof row[key] === 'number' || typeof row[key] === 'boolean'),
  );
}

function distinct(scores: readonly ScoredMetric[]): readonly ScoredMetric[] {
  return [...new Map(scores.map((score) => [`${score.metric},${score.filter}`, score])).values()];
}

/** `samples_gsm8k_2025-03-03T00-13-03.861538.jsonl` */
function namedBy(fileName: string) {
  const [, task, date, time] =
    /^samples_(.+)_(\d{4}-\d{2}-\d{2})T(\d{2}-\d{2}-\d{2})[\d.]*\.jsonl$/.exec(fileName) ?? [];
  return present({
    datasetByName: task ?? /^samples_(.+)\.jsonl$/.exec(fileName)?.[1],
    at: date === undefined ? undefined : instantOf(`${date}T${time?.replaceAll('-', ':')}`),
  });
}
