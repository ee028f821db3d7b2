import type { MeasurementStore } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { TRAFFIC } from '../../core/signal/selections.ts';
import { readBreakers } from '../evaluation/breakers.ts';
import { type LiveMiss, readLiveMisses } from '../evaluation/live.ts';
import { readSpend } from '../evaluation/spend.ts';
import type { OnCallResponse } from '../http/contract/operations.ts';
import { toActualJson, toCriterionVerdictJson } from '../http/contract/verdict.ts';
import { alertsContentOf } from './alerts.ts';
import { breakerAnswer } from './breakers.ts';
import { onCallSentence } from './on-call-sentence.ts';
import type { PageDeps } from './page-deps.ts';
import { type PipelineReading, readPipeline } from './pipeline.ts';
import { type Failing, failingGates, productionSeenAt, servingUngated, silentCriteria } from './serving.ts';
import { limitAnswer } from './spend.ts';

const DAY_MS = 86_400_000;

/** What burns now, in one answer: spend, live readings that miss, breakers, failing gates, the pipeline, whom to tell. */
export async function onCallAnswer(deps: PageDeps, roadmap: Roadmap, now: number): Promise<OnCallResponse> {
  const { store, judge } = deps;
  const { product, currency, zone, onCall = {} } = roadmap;
  const gates = deps.gates.gates(product);
  const [spend, missing, breakers, pipeline, traffic] = await Promise.all([
    readSpend(store, roadmap, now),
    judge.situation(roadmap, now).then((situation) => readLiveMisses(store, situation)),
    readBreakers(store, product, now),
    readPipeline(store, roadmap, gates, now),
    trafficSeenAt(store, product, now),
  ]);
  const failing = failingGates(roadmap, gates);
  const seen = [traffic, productionSeenAt(roadmap, gates), ...spend.map(({ reading }) => reading.observedAt)];
  const ungated = servingUngated(roadmap, gates);
  const lists = deps.alerts.lists(product);
  const burning = { now, roadmap, spend, missing, breakers, failing, ungated, lists };
  return {
    asOf: now,
    product,
    currency,
    zone,
    ...onCallSentence({ ...burning, silent: silentCriteria(roadmap, gates), seenAt: latest(seen) }),
    spend: spend.map(limitAnswer),
    missing: missing.map(missAnswer),
    breakers: breakers.map(breakerAnswer),
    alerts: alertsContentOf(lists, deps.sources.reports(), now),
    failing: failing.map(failingAnswer),
    ungated: ungated.map(({ item: { id, title }, ...one }) => ({ ...one, item: id, title })),
    ...present({ pipeline: pipeline && pipelineAnswer(pipeline), ...onCall }),
  };
}

/** When production requests were last observed, Unix ms. */
async function trafficSeenAt(
  store: MeasurementStore,
  product: string,
  now: number,
): Promise<number | undefined> {
  const select = [{ measure: TRAFFIC, kind: 'counter', environments: ['production'] }] as const;
  const { selections } = await store.read({ product, from: now - DAY_MS, to: now, select });
  return selections[0]?.lastObservedAt;
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function missAnswer({ item, place, target, live, since }: LiveMiss): OnCallResponse['missing'][number] {
  const { signal, criterion } = place;
  return {
    item: item.id,
    signal: signal.name,
    title: signal.title,
    unit: signal.unit,
    text: criterion.text,
    target,
    op: criterion.op,
    live: toActualJson(live),
    ...present({ since }),
  };
}

function failingAnswer({ item, since, criteria }: Failing): OnCallResponse['failing'][number] {
  return { item: item.id, title: item.title, since, criteria: criteria.map(toCriterionVerdictJson) };
}

function pipelineAnswer({ actual, target, line }: PipelineReading): NonNullable<OnCallResponse['pipeline']> {
  return { actual: toActualJson(actual), sparkline: [...line], ...present({ target }) };
}
