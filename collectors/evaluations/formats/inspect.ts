import { z } from 'zod';
import { present } from '../../../core/present.ts';
import { EvaluationDraft } from '../draft.ts';
import type { ReadEvaluation } from '../evaluation.ts';
import { fault } from '../fault.ts';
import type { ReadingContext } from '../reading-context.ts';
import { checked } from '../schema-faults.ts';
import {
  anything,
  instantOf,
  isRow,
  maybeNumber,
  maybeText,
  member,
  numberOf,
  type Row,
  textOf,
} from '../values.ts';
import type { DocumentFormat } from './format.ts';
import { inspectAggregates } from './inspect-aggregates.ts';
import { ScorerNames, scoresOf } from './inspect-scores.ts';

const sampleSchema = z.looseObject({
  id: z.union([z.string(), z.number()], { error: 'the id of a sample' }),
  epoch: maybeNumber,
  scores: z.record(z.string(), z.looseObject({ value: anything })).nullish(),
  error: anything,
  total_time: maybeNumber,
  working_time: maybeNumber,
  model_usage: z.record(z.string(), z.looseObject({})).nullish(),
});
type Sample = z.infer<typeof sampleSchema>;

const logSchema = z.looseObject({
  status: z.string(),
  error: anything,
  eval: z.looseObject({
    eval_id: maybeText,
    run_id: maybeText,
    task_id: maybeText,
    created: anything,
    task: z.string().min(1),
    task_version: maybeText,
    model: maybeText,
    model_roles: anything,
    packages: anything,
  }),
  results: anything,
  stats: anything,
  samples: z.array(sampleSchema).nullish(),
});
export type InspectLog = z.infer<typeof logSchema>;

/**
 * A log of Inspect as JSON (`inspect log dump`, or `--log-format json`), version 2: one evaluation, its epochs repeats of their samples.
 *
 * @see https://inspect.aisi.org.uk/eval-logs.html
 */
export const inspect: DocumentFormat = {
  name: 'inspect',
  recognises: (document) =>
    isRow(document) && typeof document.status === 'string' && isRow(document.eval) && 'task' in document.eval,
  read: (document, context) => [readLog(checked(logSchema, document), context)],
};

function readLog(log: InspectLog, context: ReadingContext): ReadEvaluation {
  refuseUnfinished(log);
  const samples = log.samples ?? [];
  const draft = new EvaluationDraft(context);
  const names = new ScorerNames(samples.map(({ scores }) => scores ?? {}));
  for (const sample of samples) addSample(draft, names, sample);
  const isScored = names.all.some((name) => draft.has(name));
  const told = isScored ? draft.finish() : inspectAggregates(log.results, log.eval);
  const isEmpty = Object.keys(told.metrics).length === 0;
  if (isEmpty) throw fault('Neither the samples of this log nor its results have a score.');
  if (!isScored && samples.length > 0) {
    context.note('The samples of this log have no scores; its results are taken as a whole.');
  }
  const completed = numberOf(member(log.results, 'completed_samples'));
  if (isScored && completed !== undefined && completed > samples.length) {
    context.note(
      `The log has ${samples.length} of the ${completed} samples that it completed; those are taken.`,
    );
  }
  return { ...factsOf(log), parts: [], ...told };
}

/** What was scored before a run broke off is no fair sample of the whole. */
function refuseUnfinished({ status, error, results }: InspectLog): void {
  if (status === 'success') return;
  const done = numberOf(member(results, 'completed_samples'));
  const all = numberOf(member(results, 'total_samples'));
  const share = done === undefined || all === undefined ? '' : ` after ${done} of ${all} samples`;
  const why = textOf(member(error, 'message'))?.split('\n', 1)[0];
  throw fault(
    `This run did not come to its end: its status is ${status}${share}${why === undefined ? '' : ` (${why.slice(0, 200)})`}. Finish it with \`inspect eval-retry\`, and import that log.`,
    { path: ['status'] },
  );
}

function factsOf(log: InspectLog) {
  const { eval_id, run_id, task_id, created, task, task_version, model, model_roles, packages } = log.eval;
  const both = [run_id, task_id].flatMap((one) => textOf(one) ?? []).join('.');
  const version = textOf(member(packages, 'inspect_ai'));
  const grader = textOf(member(member(model_roles, 'grader'), 'model'));
  const revision = textOf(task_version);
  return present({
    runId: textOf(eval_id) ?? (both === '' ? undefined : both),
    dataset: task,
    revision: revision === '0' ? undefined : revision,
    judge: grader ?? scorersOf(log.results),
    at: instantOf(member(log.stats, 'completed_at')) ?? instantOf(created),
    model: textOf(model),
    tool: version === undefined ? 'inspect' : `inspect ${version}`,
  });
}

function scorersOf(results: unknown): string | undefined {
  const scores = member(results, 'scores');
  const names = (Array.isArray(scores) ? scores : []).flatMap((one) => textOf(member(one, 'scorer')) ?? []);
  return names.length === 0 ? undefined : [...new Set(names)].join(', ');
}

function addSample(draft: EvaluationDraft, names: ScorerNames, sample: Sample): void {
  const id = String(sample.id);
  const failed = errorOf(sample.error);
  if (failed !== undefined) {
    draft.add({ id, values: {}, error: failed });
    return;
  }
  const scores = scoresOf(sample.scores ?? {}, names);
  const latency = numberOf(sample.working_time) ?? numberOf(sample.total_time);
  draft.add({
    id,
    values: { ...scores, latency, ...usageOf(sample.model_usage ?? {}) },
    // A sample that a scorer of the run gave nothing has no score; it was asked.
    unscored: names.all.filter((name) => scores[name] === undefined),
  });
}

function errorOf(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  return textOf(member(error, 'message')) ?? textOf(error) ?? 'the sample failed';
}

/** Tokens and cost of all models that answered. */
function usageOf(usage: Readonly<Record<string, Row>>): Record<string, number | undefined> {
  const sum = (key: string) => {
    const told = Object.values(usage).flatMap((model) => numberOf(model[key]) ?? []);
    return told.length === 0 ? undefined : told.reduce((all, value) => all + value, 0);
  };
  return {
    tokens: sum('total_tokens'),
    tokens_input: sum('input_tokens'),
    tokens_output: sum('output_tokens'),
    cost_usd: sum('total_cost'),
  };
}
