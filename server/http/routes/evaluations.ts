import { GatelineError } from '../../../core/errors.ts';
import type { EvaluationItem, EvaluationRunSummary } from '../../../core/measure/evaluation.ts';
import {
  type EvaluationDefaults,
  PART_KINDS,
  parseRename,
  parseVersionRule,
  parseWantedPart,
} from '../../../core/measure/evaluation-import.ts';
import type { Clock, MeasurementStore } from '../../../core/ports.ts';
import { present } from '../../../core/present.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { type Caller, callerName } from '../auth/caller.ts';
import { api } from '../contract/api.ts';
import type {
  EvaluationResponse,
  EvaluationRunJson,
  ImportEvaluationsQuery,
} from '../contract/evaluations.ts';
import type { EvaluationDoor } from '../evaluation-door.ts';
import type { RoadmapCatalogue } from '../read-models.ts';
import { type Route, route } from '../route.ts';
import { loadedProduct } from './products.ts';

export interface EvaluationRouteDeps {
  readonly clock: Clock;
  readonly store: MeasurementStore;
  readonly roadmaps: RoadmapCatalogue;
  readonly evaluations: EvaluationDoor;
}

/** Evaluation runs: sent, listed, shown with their items, taken back. */
export function evaluationRoutes({ clock, store, roadmaps, evaluations }: EvaluationRouteDeps): Route[] {
  return [
    route(api.importEvaluations, async ({ query, file }) => {
      const product = productOf(roadmaps, query.product);
      const upload = { name: query.name ?? 'the file', bytes: file, says: { ...saidOf(query), product } };
      const taken = await evaluations.take({ ...upload, again: query.again === 'true' });
      const runs = taken.runs.map(({ run, ...rest }) => ({ ...rest, run: runJson(run) }));
      return { product, runs, warnings: [...taken.warnings] };
    }),
    route(api.evaluations, async ({ params, query }) => {
      const { roadmap } = loadedProduct(roadmaps, params.product);
      const { item, dataset, build, retracted, limit } = query;
      const found = await store.evaluationRuns({
        product: roadmap.product,
        includeRetracted: retracted !== 'false',
        limit,
        ...present({
          dataset,
          items: item === undefined ? undefined : [item],
          builds: build === undefined ? undefined : [build],
        }),
      });
      return { asOf: clock.now(), zone: roadmap.zone, runs: found.map(runJson) };
    }),
    route(api.evaluation, async ({ params, query }) => {
      const { roadmap } = loadedProduct(roadmaps, params.product);
      const run = await runNamed(store, roadmap.product, params.run);
      const items = await store.evaluationItems(roadmap.product, run.id);
      return {
        run: runJson(run),
        items: items.slice(query.offset, query.offset + query.limit).map(itemJson),
      };
    }),
    route(api.retractEvaluation, async ({ params, body, caller }) => {
      const { roadmap } = loadedProduct(roadmaps, params.product);
      const said = { by: nameOf(caller, body.by), why: body.why };
      return { run: runJson(await evaluations.retract(roadmap.product, params.run, said)) };
    }),
  ];
}

/** A known caller speaks for themselves; whoever was not asked for a token may say who they are. */
function nameOf(caller: Caller | undefined, given: string | undefined): string {
  if (given === undefined) return callerName(caller);
  return caller === undefined || caller.open ? given : `${given} (${callerName(caller)})`;
}

/** The product that was named, or the only one. */
function productOf(roadmaps: RoadmapCatalogue, named: string | undefined): string {
  if (named !== undefined) return loadedProduct(roadmaps, named).roadmap.product;
  const [only, ...others] = roadmaps.products();
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) return loadedProduct(roadmaps, '').roadmap.product;
  throw new GatelineError(
    'bad-request',
    `There are several products (${[only, ...others].join(', ')}): name one with product=.`,
  );
}

/** What the query says of a file. @throws GatelineError `bad-request` */
function saidOf(query: ImportEvaluationsQuery): Omit<EvaluationDefaults, 'now'> {
  const { build, environment, dataset, revision, judge, author, at } = query;
  const versions = (query.version ?? []).map((text) =>
    read(parseVersionRule(text), 'version', text, 'v2, or gpt-4o=v3'),
  );
  const only = (query.only ?? []).map((text) =>
    read(parseWantedPart(text), 'only', text, `a part (${PART_KINDS.join(', ')}) such as task=mmlu_*`),
  );
  const metrics = (query.metric ?? []).map((text) =>
    read(parseRename(text), 'metric', text, 'the new name of a metric and its own, such as correct=acc_norm'),
  );
  return {
    ...present({ build, environment, dataset, revision, judge, author, judgeVersion: query.judge_version }),
    ...present({ at: typeof at === 'string' ? Date.parse(at) : at }),
    ...(versions.length === 0 ? {} : { versions }),
    ...(only.length === 0 ? {} : { only }),
    ...(metrics.length === 0 ? {} : { metrics: Object.fromEntries(metrics) }),
  };
}

function read<T>(value: T | undefined, name: string, text: string, expected: string): T {
  if (value !== undefined) return value;
  const message = `${JSON.stringify(text)} was read, where ${expected} was expected`;
  throw new GatelineError('bad-request', `This request is not as it should be: query.${name}: ${message}.`, {
    details: { errors: [{ place: `query.${name}`, message }] },
  });
}

async function runNamed(store: MeasurementStore, product: string, id: string): Promise<EvaluationRunSummary> {
  const [found] = await store.evaluationRuns({ product, ids: [id], includeRetracted: true });
  if (found !== undefined) return found;
  const known = await store.evaluationRuns({ product, includeRetracted: true, limit: 1_000 });
  const meant = nearest(
    id,
    known.map((run) => run.id),
  );
  const hint = meant === undefined ? '' : ` Is it ${meant}?`;
  throw new GatelineError('not-found', `${product} has no evaluation run ${JSON.stringify(id)}.${hint}`);
}

/** A run as the API tells it. */
export function runJson(run: EvaluationRunSummary): EvaluationRunJson {
  const { itemCount, errorCount, skippedCount = 0, unscoredCount = 0, madeOf, ...rest } = run;
  const { product: _, contentHash: __, ...told } = rest;
  return {
    ...told,
    ...present({ madeOf: madeOf && [...madeOf] }),
    items: itemCount,
    errors: errorCount,
    skipped: skippedCount,
    unscored: unscoredCount,
  } as EvaluationRunJson;
}

function itemJson({ notAsked, ...item }: EvaluationItem): EvaluationResponse['items'][number] {
  return { ...item, values: { ...item.values }, ...present({ notAsked: notAsked && [...notAsked] }) };
}
