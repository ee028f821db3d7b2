import { z } from 'zod';
import { present } from '../../../core/present.ts';
import { CORRECT, EvaluationDraft, FACTS, SCORE } from '../draft.ts';
import type { ReadEvaluation } from '../evaluation.ts';
import { fault } from '../fault.ts';
import { MetricNames } from '../metric-name.ts';
import type { ReadingContext } from '../reading-context.ts';
import { checked } from '../schema-faults.ts';
import { anything, instantOf, isRow, maybeText, member, numberOf, type Row, textOf } from '../values.ts';
import type { LineFormat } from './format.ts';

const eventSchema = z.looseObject({
  run_id: maybeText,
  sample_id: maybeText,
  type: maybeText,
  data: anything,
  created_at: anything,
});
type Event = z.infer<typeof eventSchema>;

/** Events that say what came of a sample; the others say how. */
const SCORED: ReadonlySet<string> = new Set(['match', 'metrics', 'error']);

/**
 * The log of `oaieval` (OpenAI evals): first a `spec`, then events by sample, last a `final_report`.
 *
 * @see https://github.com/openai/evals/blob/main/evals/record.py
 */
export const openaiEvals: LineFormat = {
  name: 'openai-evals',
  recognises: (first) =>
    isRow(first) && (isRow(first.spec) || ('run_id' in first && 'event_id' in first && 'sample_id' in first)),
  begin: (context) => {
    const log = new EvaluationLog(context);
    return { row: (row) => log.add(row), end: () => [log.finish()] };
  },
};

/** What came of one sample. */
interface Sample {
  readonly matches: boolean[];
  readonly metrics: Row[];
  readonly errors: string[];
}

class EvaluationLog {
  readonly #context: ReadingContext;
  readonly #samples = new Map<string, Sample>();
  #spec: Row = {};
  #report: Row | undefined;
  #runId: string | undefined;
  #latestAt: number | undefined;

  constructor(context: ReadingContext) {
    this.#context = context;
  }

  add(row: unknown): void {
    const spec = member(row, 'spec');
    const report = member(row, 'final_report');
    if (isRow(spec)) this.#spec = spec;
    else if (isRow(report)) this.#report = report;
    else this.#event(checked(eventSchema, row));
  }

  finish(): ReadEvaluation {
    const draft = new EvaluationDraft(this.#context);
    const names = new MetricNames([CORRECT, ...FACTS]);
    if (![...this.#samples.values()].some(({ metrics }) => metrics.length > 0)) draft.declare(CORRECT);
    for (const [id, sample] of this.#samples) addSample(draft, names, id, sample);
    if (draft.size === 0) throw fault('There is not one sample with an outcome in this log.');
    const { metrics, items } = draft.finish();
    this.#compareReport(items.flatMap(({ values }) => values[CORRECT] ?? []));
    const functions = this.#spec.completion_fns;
    return {
      ...present({
        runId: textOf(this.#spec.run_id) ?? this.#runId,
        dataset: textOf(this.#spec.eval_name) ?? textOf(this.#spec.base_eval),
        author: textOf(this.#spec.created_by),
        at: this.#latestAt ?? instantOf(this.#spec.created_at),
        model: Array.isArray(functions)
          ? functions.flatMap((one) => textOf(one) ?? []).join(', ')
          : undefined,
      }),
      parts: [],
      tool: 'openai-evals',
      metrics,
      items,
    };
  }

  #event(event: Event): void {
    const at = instantOf(event.created_at);
    if (at !== undefined) this.#latestAt = Math.max(at, this.#latestAt ?? at);
    this.#runId ??= textOf(event.run_id);
    const id = textOf(event.sample_id);
    if (id === undefined || !SCORED.has(textOf(event.type) ?? '')) return;
    const sample = this.#samples.get(id) ?? { matches: [], metrics: [], errors: [] };
    this.#samples.set(id, sample);
    const { data } = event;
    if (event.type === 'error') sample.errors.push(errorText(data));
    else if (typeof member(data, 'correct') === 'boolean')
      sample.matches.push(member(data, 'correct') === true);
    else if (isRow(data)) sample.metrics.push(data);
  }

  /** The items decide; where the log's own sum says otherwise, or is not there, somebody should look. */
  #compareReport(outcomes: readonly number[]): void {
    const told = numberOf(this.#report?.accuracy);
    if (this.#report === undefined) {
      this.#context.note('The log has no final_report: the run may not have come to its end.');
    } else if (told !== undefined && outcomes.length > 0) {
      const counted = outcomes.reduce((sum, value) => sum + value, 0) / outcomes.length;
      if (Math.abs(counted - told) > 1e-6) {
        this.#context.note(
          `The log reports an accuracy of ${told}; its events make it ${counted}, which is taken.`,
        );
      }
    }
  }
}

/** Each match is a repeat of the sample; what was measured besides belongs to the first. A failure that was tried again is none. */
function addSample(draft: EvaluationDraft, names: MetricNames, id: string, sample: Sample): void {
  const measured = Object.fromEntries(
    sample.metrics
      .flatMap((data) => Object.entries(data))
      .flatMap(([name, value]) => {
        const number = typeof value === 'string' ? undefined : numberOf(value);
        return number === undefined ? [] : [[name === SCORE ? SCORE : names.of(name), number] as const];
      }),
  );
  const [first, ...others] = sample.matches;
  const error = first === undefined && Object.keys(measured).length === 0 ? sample.errors[0] : undefined;
  if (first === undefined && error === undefined && Object.keys(measured).length === 0) return;
  const own = first === undefined ? {} : { [CORRECT]: Number(first) };
  draft.add({ id, values: { ...measured, ...own }, error });
  for (const match of others) draft.add({ id, values: { [CORRECT]: Number(match) } });
}

function errorText(data: unknown): string {
  return (
    textOf(member(data, 'message')) ??
    textOf(member(data, 'error')) ??
    textOf(data) ??
    'an error was recorded'
  );
}
