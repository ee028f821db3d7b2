import type { EvaluationAggregate, EvaluationMetricKind } from '../../../core/measure/evaluation.ts';
import { present } from '../../../core/present.ts';
import { CORRECT } from '../draft.ts';
import type { ReadEvaluation } from '../evaluation.ts';
import type { ReadingContext } from '../reading-context.ts';
import { checked } from '../schema-faults.ts';
import { instantOf, isRow, member, numberOf, textOf } from '../values.ts';
import type { DocumentFormat } from './format.ts';
import { sampleCount, subtasksOf } from './lm-eval-counts.ts';
import { lmEvalMetricNames, type TaskMetric, taskMetrics } from './lm-eval-metrics.ts';
import { type LmEvalFile, lmEvalSchema } from './lm-eval-schema.ts';

export const LM_EVAL = 'lm-eval';

/**
 * `results_<time>.json` of EleutherAI's lm-evaluation-harness, 0.3 and 0.4: one evaluation a task, known as a whole. A group of tasks is
 * an evaluation of its own, made of theirs: it adds no items to them.
 *
 * @see https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/loggers/evaluation_tracker.py
 */
export const lmEvalResults: DocumentFormat = {
  name: LM_EVAL,
  recognises: (document) =>
    isRow(document) &&
    isRow(document.results) &&
    (isRow(document.versions) || isRow(document.configs)) &&
    isRow(Object.values(document.results)[0]),
  read: (document, context) => {
    const file = checked(lmEvalSchema, document);
    const known = factsOf(file);
    const tasks = new Set([...Object.keys(file.results), ...Object.keys(file.groups ?? {})]);
    return [...tasks].flatMap((task) => taskEvaluation(file, task, known, context));
  },
};

type Facts = Pick<ReadEvaluation, 'at' | 'tool' | 'model'>;

function factsOf(file: LmEvalFile): Facts {
  const began = instantOf(file.date);
  const took = numberOf(file.total_evaluation_time_seconds) ?? 0;
  const version = textOf(file.lm_eval_version) ?? textOf(file.git_hash);
  return present({
    at: began === undefined ? undefined : began + Math.round(Math.max(0, took) * 1_000),
    tool: version === undefined ? 'lm-evaluation-harness' : `lm-evaluation-harness ${version}`,
    model: textOf(file.model_name) ?? textOf(file.config?.model_args) ?? textOf(file.config?.model),
  });
}

function taskEvaluation(
  file: LmEvalFile,
  task: string,
  known: Facts,
  context: ReadingContext,
): readonly ReadEvaluation[] {
  const found = taskMetrics(file.results[task] ?? file.groups?.[task] ?? {});
  // A heading of a group that has no values of its own.
  if (found.length === 0) return [];
  const names = lmEvalMetricNames(found, task);
  const metrics = new Map<string, EvaluationMetricKind>();
  const aggregates = new Map<string, EvaluationAggregate>();
  for (const metric of found) {
    const name = names.of(metric);
    const n = sampleCount(file, task, metric);
    if (n === undefined) {
      context.note(
        `${task} does not say over how many samples its ${metric.metric} is; import its samples_*.jsonl.`,
      );
      continue;
    }
    aggregates.set(name, { value: metric.value, n, ...present({ standardError: metric.standardError }) });
    metrics.set(name, isOutcome(name, metric, n) ? 'outcome' : 'score');
  }
  if (aggregates.size === 0) return [];
  const subtasks = subtasksOf(file, task);
  return [
    {
      ...known,
      dataset: task,
      parts: [{ kind: 'task', name: task }],
      ...present({ revision: revisionOf(file, task), undecided: names.undecided }),
      metrics: Object.fromEntries(metrics),
      items: [],
      aggregates: Object.fromEntries(aggregates),
      ...(subtasks.length === 0 ? {} : { madeOf: subtasks }),
    },
  ];
}

/** A mean of so many that is a whole number of them was made of rights and wrongs. */
function isOutcome(name: string, { value }: TaskMetric, n: number): boolean {
  const right = value * n;
  const isWhole = Math.abs(right - Math.round(right)) < 1e-6 * Math.max(1, right);
  return name === CORRECT || (value >= 0 && value <= 1 && isWhole);
}

/** Results with another version of the task, other examples in the prompt, or a limit are not comparable. */
function revisionOf(file: LmEvalFile, task: string): string | undefined {
  const version = textOf(member(file.versions, task));
  const shots = numberOf(member(file['n-shot'], task));
  const limit = numberOf(file.config?.limit);
  const parts = [
    version,
    shots === undefined || shots === 0 ? undefined : `${shots}-shot`,
    limit === undefined ? undefined : `limit ${limit}`,
  ].filter((one) => one !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}
