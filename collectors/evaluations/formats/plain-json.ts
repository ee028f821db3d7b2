import type { EvaluationAggregate, EvaluationMetricKind } from '../../../core/measure/evaluation.ts';
import { present } from '../../../core/present.ts';
import type { DocumentPath } from '../../../core/roadmap/document/problem.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { EvaluationDraft } from '../draft.ts';
import type { ReadEvaluation } from '../evaluation.ts';
import { type Fault, FileFaults } from '../fault.ts';
import type { ReadingContext } from '../reading-context.ts';
import { checked } from '../schema-faults.ts';
import { isRow } from '../values.ts';
import type { DocumentFormat } from './format.ts';
import { type PlainRun, plainKeys, plainRunSchema, plainRunsSchema } from './plain-schema.ts';

/** Our own JSON: `{"run": {…}, "items": […]}`, or several of them under `runs`. See docs/evaluations.md. */
export const plainJson: DocumentFormat = {
  name: 'json',
  recognises: (document) =>
    isRow(document) && ['run', 'runs', 'items'].some((key) => Object.hasOwn(document, key)),
  read: (document, context) => {
    const several = isRow(document) && Object.hasOwn(document, 'runs');
    const runs = several
      ? checked(plainRunsSchema, document, plainKeys).runs
      : [checked(plainRunSchema, document, plainKeys)];
    const faults = runs.flatMap((run, i) => faultsOf(run, several ? ['runs', i] : []));
    if (faults.length > 0) throw new FileFaults(faults);
    return runs.map((run) => readRun(run, context));
  },
};

/** What the schema cannot say: a run says something, each value belongs to a metric, and is what that metric says. */
function faultsOf({ run, items }: PlainRun, at: DocumentPath): Fault[] {
  const aggregates = Object.keys(run.aggregates ?? {});
  if (items.length === 0 && aggregates.length === 0) {
    return [{ path: [...at, 'items'], message: 'Expected at least one item, or aggregates of the run.' }];
  }
  if (run.metrics === undefined) return [];
  const metrics = new Map(Object.entries(run.metrics));
  const unknown = aggregates
    .filter((name) => !metrics.has(name))
    .map((name) => ({
      path: [...at, 'run', 'aggregates', name],
      message: unknownMetric(name, [...metrics.keys()]),
    }));
  return [
    ...unknown,
    ...items.flatMap(({ values = {} }, i) => valueFaults(values, metrics, [...at, 'items', i, 'values'])),
  ];
}

function valueFaults(
  values: Readonly<Record<string, number | null>>,
  metrics: ReadonlyMap<string, EvaluationMetricKind>,
  at: DocumentPath,
): Fault[] {
  return Object.entries(values).flatMap(([name, value]): Fault[] => {
    const path = [...at, name];
    const kind = metrics.get(name);
    if (kind === undefined) return [{ path, message: unknownMetric(name, [...metrics.keys()]) }];
    if (kind === 'score' || value === null || value === 0 || value === 1) return [];
    return [{ path, message: `${name} is an outcome: expected 1 or 0, not ${value}.` }];
  });
}

function unknownMetric(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `run.metrics does not say what ${name} is: add it there as outcome or score.${hint}`;
}

function readRun({ run, items }: PlainRun, context: ReadingContext): ReadEvaluation {
  const { id, metrics: declared, aggregates, ...facts } = run;
  const draft = new EvaluationDraft(context);
  const names = declared === undefined ? metricsOf(items) : Object.keys(declared);
  const asWhole = Object.keys(run.aggregates ?? {});
  for (const name of asWhole) draft.declare(name);
  for (const { id: item, cluster, values = {}, error, notAsked = [] } of items) {
    const given = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value ?? undefined]),
    );
    const unscored = names.filter(
      (name) => given[name] === undefined && !notAsked.includes(name) && !asWhole.includes(name),
    );
    draft.add({ id: item, cluster, values: given, unscored, error });
  }
  const read = draft.finish();
  const kinds = Object.fromEntries(asWhole.map((name) => [name, 'score' as const]));
  return {
    ...present(facts),
    ...present({ runId: id, aggregates: aggregates && aggregatesOf(aggregates) }),
    parts: dataset(run.dataset),
    ...read,
    metrics: declared ?? { ...read.metrics, ...kinds },
  };
}

function aggregatesOf(
  given: NonNullable<PlainRun['run']['aggregates']>,
): Readonly<Record<string, EvaluationAggregate>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, { value, n, standardError }]) => [
      name,
      { value, n, ...present({ standardError }) },
    ]),
  );
}

function dataset(name: string | undefined): ReadEvaluation['parts'] {
  return name === undefined ? [] : [{ kind: 'dataset', name }];
}

function metricsOf(items: PlainRun['items']): readonly string[] {
  return [...new Set(items.flatMap(({ values = {} }) => Object.keys(values)))];
}
