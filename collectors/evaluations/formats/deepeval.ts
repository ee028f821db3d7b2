import { z } from 'zod';
import { present } from '../../../core/present.ts';
import { CORRECT, contentId, EvaluationDraft, FACTS } from '../draft.ts';
import type { ReadEvaluation } from '../evaluation.ts';
import { MetricNames } from '../metric-name.ts';
import type { ReadingContext } from '../reading-context.ts';
import { checked } from '../schema-faults.ts';
import {
  anything,
  instantOf,
  isRow,
  maybeBoolean,
  maybeNumber,
  maybeText,
  member,
  numberOf,
  type Row,
  textOf,
} from '../values.ts';
import type { DocumentFormat } from './format.ts';

const metricSchema = z.looseObject({
  name: maybeText,
  /** Older files. */
  metric: maybeText,
  score: maybeNumber,
  success: maybeBoolean,
  threshold: maybeNumber,
  minimumScore: maybeNumber,
  error: anything,
  skipped: maybeBoolean,
  evaluationModel: maybeText,
  evaluation_model: maybeText,
});
type Metric = z.infer<typeof metricSchema>;

const metrics = z.array(metricSchema).nullish();
const caseSchema = z.looseObject({
  name: maybeText,
  success: maybeBoolean,
  input: anything,
  turns: anything,
  metricsData: metrics,
  metrics_data: metrics,
  metricsMetadata: metrics,
  runDuration: maybeNumber,
  evaluationCost: maybeNumber,
});
type Case = z.infer<typeof caseSchema>;

const CASES = [
  'testCases',
  'test_cases',
  'conversationalTestCases',
  'conversational_test_cases',
  'test_results',
  'testResults',
] as const;

/**
 * A test run of DeepEval: the file of `DEEPEVAL_RESULTS_FOLDER` or `.latest_test_run.json`, or the results of `evaluate()` as JSON; in its
 * camel case or in Python's names.
 */
export const deepeval: DocumentFormat = {
  name: 'deepeval',
  recognises: (document) => {
    const run = runOf(document);
    if (Array.isArray(document)) return document.some(hasMetrics);
    // A case that broke off has no metrics.
    return CASES.some((key) => {
      const cases = run[key];
      return Array.isArray(cases) && ('metricsScores' in run || cases.some(hasMetrics));
    });
  },
  read: (document, context) => {
    const run = runOf(document);
    const given = Array.isArray(document) ? document : CASES.flatMap((key) => listOf(run[key]));
    return [readRun(run, checked(z.array(caseSchema).min(1), given), context)];
  },
};

/** The newest file wraps the run. */
function runOf(document: unknown): Row {
  const wrapped = member(document, 'testRunData');
  if (isRow(wrapped)) return wrapped;
  return isRow(document) ? document : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function hasMetrics(one: unknown): boolean {
  return isRow(one) && ['metricsData', 'metrics_data', 'metricsMetadata'].some((key) => key in one);
}

function readRun(run: Row, cases: readonly Case[], context: ReadingContext): ReadEvaluation {
  const draft = new EvaluationDraft(context);
  draft.declare(CORRECT);
  const names = new MetricNames([CORRECT, ...FACTS]);
  const judges = new Set<string>();
  for (const [i, one] of cases.entries()) addCase(draft, names, judges, one, i);
  return {
    ...present({
      runId: textOf(run.testRunId),
      dataset: textOf(run.datasetAlias) ?? textOf(run.identifier),
      at: instantOf(run.completedAt) ?? instantOf(run.createdAt),
      judge: judges.size === 0 ? undefined : [...judges].sort().join(', '),
    }),
    parts: [],
    tool: 'deepeval',
    ...draft.finish(),
  };
}

function addCase(
  draft: EvaluationDraft,
  names: MetricNames,
  judges: Set<string>,
  one: Case,
  position: number,
): void {
  const own = identityOf(one) ?? `case ${position + 1}`;
  const values = new Map<string, number | undefined>();
  const unscored: string[] = [];
  const measured = metricsOf(one).filter(({ skipped }) => skipped !== true);
  for (const metric of measured) {
    const name = names.of(textOf(metric.name) ?? textOf(metric.metric) ?? 'metric');
    const judge = textOf(metric.evaluationModel) ?? textOf(metric.evaluation_model);
    if (judge !== undefined) judges.add(judge);
    if (isFailedMetric(metric)) unscored.push(name);
    else values.set(name, metric.score ?? undefined);
  }
  const correct = correctOf(one, measured);
  if (correct === undefined && (measured.length > 0 || one.success === false)) unscored.push(CORRECT);
  draft.add({
    id: givenName(one) ?? own,
    cluster: own,
    values: {
      ...Object.fromEntries(values),
      [CORRECT]: correct,
      latency: numberOf(one.runDuration),
    },
    unscored,
  });
}

function metricsOf({ metricsData, metrics_data, metricsMetadata }: Case): readonly Metric[] {
  return metricsData ?? metrics_data ?? metricsMetadata ?? [];
}

/** What a case is, in every run: its name and what was asked. `undefined` when it tells neither. */
function identityOf(one: Case): string | undefined {
  const name = givenName(one);
  const asked = one.input ?? one.turns;
  if (asked === undefined || asked === null) return name;
  return contentId(name, asked);
}

/** DeepEval names cases that have no name by their position: that is no name. */
function givenName({ name }: Case): string | undefined {
  const given = textOf(name);
  return given === undefined || /^(?:conversational_)?test_case_\d+$/.test(given) ? undefined : given;
}

/** A metric that could not be computed is no low score. */
function isFailedMetric({ error, score }: Metric): boolean {
  return textOf(error) !== undefined || score === undefined || score === null;
}

/**
 * Whether a case passed. One that failed only because metrics could not be computed, or before any was, is no wrong answer: it has no
 * outcome. Nor has one of which nothing was measured and that is said to have passed.
 */
function correctOf({ success }: Case, measured: readonly Metric[]): number | undefined {
  if (measured.length === 0) return undefined;
  const failed = measured.filter((metric) => isFailedMetric(metric));
  const wrong = measured.some((metric) => !isFailedMetric(metric) && passed(metric) === false);
  if (wrong) return 0;
  if (failed.length > 0) return undefined;
  if (success === true || success === false) return Number(success);
  return measured.every((metric) => passed(metric) === true) ? 1 : undefined;
}

function passed({ success, score, threshold, minimumScore }: Metric): boolean | undefined {
  if (success === true || success === false) return success;
  const least = threshold ?? minimumScore;
  return least === undefined || least === null || score === undefined || score === null
    ? undefined
    : score >= least;
}
