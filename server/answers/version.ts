import { breakerHistories } from '../../core/alert/breakers.ts';
import { driftSentence } from '../../core/gate/drift-words.ts';
import type { CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import { gateHistory } from '../../core/history/gate-history.ts';
import { present } from '../../core/present.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { endOfDate } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { baselineOf } from '../evaluation/baseline.ts';
import { readBuilds, type ServedBuild } from '../evaluation/builds.ts';
import { type ChartAsk, chartSeries, finite } from '../evaluation/chart-series.ts';
import { type DriftReading, readDrifts } from '../evaluation/drift.ts';
import { noForecast, readForecasts } from '../evaluation/forecasts.ts';
import { type MeasuredPlace, measuredPlace } from '../evaluation/places.ts';
import { judgedAt, type Situation } from '../evaluation/situation.ts';
import type { ChartPoint, VersionResponse } from '../http/contract/actuals.ts';
import { toActualJson, toCriterionVerdictJson, withoutOpenEnds } from '../http/contract/verdict.ts';
import { chartMarks, type Happened, MARKED_EVENTS } from './chart-marks.ts';
import { chartWindow } from './chart-window.ts';
import { verdictsInOrder } from './deciding.ts';
import { historyJson } from './gate-history.ts';
import { describeSignal } from './named.ts';
import type { PageDeps } from './page-deps.ts';

const DAY_MS = 86_400_000;
/** How far back charts go where nobody says. */
const USUAL_MS = 28 * DAY_MS;
/** More stretches than this do not fit on a line. */
const MOST_STRETCHES = 200;
/** More decisions than this are in the API alone. */
const MOST_DECISIONS = 50;
/** More marks than this do not fit on a lane. */
const MOST_EVENTS = 200;

type CriterionAnswer = VersionResponse['criteria'][number];

/**
 * A page's worth about one item of any track: its gate as last judged, and for each measured criterion the actual over time with what
 * happened meanwhile. All charts are one read.
 *
 * @param from where charts begin, Unix ms; default 28 days ago, of a retired item 28 days before its last traffic
 * @throws GatelineError `bad-request`, `limit-exceeded` for a beginning that cannot be drawn
 */
export async function versionAnswer(
  deps: PageDeps,
  roadmap: Roadmap,
  item: Item,
  { now, from }: { readonly now: number; readonly from: number | undefined },
): Promise<VersionResponse> {
  const { product, currency, zone } = roadmap;
  const gate = deps.gates.gates(product).find((one) => one.item === item.id);
  const situation = await deps.judge.situation(roadmap, now);
  const window = chartWindow({ from: from ?? judgedAt(situation, item) - USUAL_MS, to: now }, undefined);
  const [happened, criteria, decisions] = await Promise.all([
    whatHappened(deps, situation, item, window),
    criteriaAnswers(deps, situation, item, gate, window),
    deps.decisions.of(product, item.id),
  ]);
  return {
    asOf: now,
    product,
    currency,
    zone,
    item: item.id,
    title: item.title,
    lifecycle: item.lifecycle,
    ...present({ description: item.description, gate: gateAnswer(deps, item, gate, { zone, now }) }),
    criteria: criteria.map((one) => withMarks(one, roadmap, item, happened)),
    builds: buildAnswers(happened.builds),
    decisions: decisions.slice(-MOST_DECISIONS).reverse(),
  };
}

function gateAnswer(
  { gates }: Pick<PageDeps, 'gates'>,
  { gate }: Item,
  verdict: GateVerdict | undefined,
  { zone, now }: { readonly zone: string; readonly now: number },
): VersionResponse['gate'] {
  if (gate === undefined || verdict === undefined) return undefined;
  const { product, item, state, waived, sentence, since, sinceReckoned, ungated } = verdict;
  const regressed = verdict.regressed && { ...verdict.regressed, criteria: [...verdict.regressed.criteria] };
  const { title, due } = gate;
  // The last moment of the due date, so that whoever writes it writes that date.
  const dueAt = due === undefined ? undefined : endOfDate(due, zone) - 1;
  const history = historyJson(gateHistory(gates.gateChanges(product, item), now), MOST_STRETCHES);
  return {
    ...present({ title, due, dueAt, sinceReckoned, regressed, ungated }),
    state,
    waived,
    sentence,
    since,
    history,
  };
}

async function criteriaAnswers(
  { store, judge }: PageDeps,
  situation: Situation,
  item: Item,
  gate: GateVerdict | undefined,
  window: TimeWindow,
): Promise<readonly CriterionAnswer[]> {
  const { roadmap, now } = situation;
  const criteria = item.gate?.criteria ?? [];
  const verdicts = verdictsInOrder(roadmap, item, gate);
  const places = criteria.map((gateCriterion, index) =>
    measuredPlace(roadmap, { item, index, gateCriterion }),
  );
  const measured = places.filter((place) => place !== undefined);
  const { library } = judge;
  const judged = verdicts.map((verdict, i) => ({ place: places[i], verdict }));
  const [charts, drifts, forecasts] = await Promise.all([
    chartSeries(
      { store, library, now },
      roadmap,
      measured.map((place) => chartAsk(situation, place, window)),
    ),
    readDrifts({ store, library }, situation, places),
    readForecasts(store, situation, judged),
  ]);
  const chartOf = new Map(measured.map((place, i) => [place, charts[i]]));
  return verdicts.map((verdict, i): CriterionAnswer => {
    const place = places[i];
    const chart = place && chartOf.get(place);
    const drift = drifts[i];
    return {
      verdict: toCriterionVerdictJson(verdict),
      ...present({
        signal: place && describeSignal(place.signal),
        chart: chart && { step: chart.step, points: asDecided(chart.points, verdict), marks: [] },
        drift: place && drift && driftAnswer(roadmap, place, drift),
        forecast: forecasts[i],
        noForecast: noForecast(situation, { place, verdict }),
      }),
    };
  });
}

/** A run that was decided by what it was set beside is drawn with the interval of that. */
function asDecided(points: readonly ChartPoint[], { actual }: CriterionVerdict): ChartPoint[] {
  const { evaluation, comparison, from, to } = actual ?? {};
  if (evaluation === undefined || comparison === undefined || from !== to) return [...points];
  const lower = finite(actual?.lower);
  const upper = finite(actual?.upper);
  return points.map((point) => (point.run === evaluation.run ? { ...point, lower, upper } : point));
}

function driftAnswer(
  { currency, zone }: Roadmap,
  { signal }: MeasuredPlace,
  { production, evaluation, drift }: DriftReading,
): CriterionAnswer['drift'] {
  return {
    production: toActualJson(production),
    evaluation: toActualJson(evaluation),
    ...withoutOpenEnds(drift),
    sentence: driftSentence({ drift, production, evaluation, signal, currency, zone }),
  };
}

function chartAsk(situation: Situation, place: MeasuredPlace, window: TimeWindow): ChartAsk {
  const { item, signal, criterion, among } = place;
  return { item, signal, criterion, among, baselineItem: baselineOf(situation, place), window };
}

async function whatHappened(
  { store, events }: PageDeps,
  { roadmap, served }: Situation,
  item: Item,
  window: TimeWindow,
): Promise<Happened> {
  const { product } = roadmap;
  const isVersion = item.track === 'models';
  const [logged, transitions, builds] = await Promise.all([
    events.events({
      product,
      item: item.id,
      types: MARKED_EVENTS,
      ...window,
      limit: MOST_EVENTS,
      order: 'happened',
    }),
    isVersion ? store.breakers(product, window.from, window.to) : [],
    isVersion ? readBuilds(store, roadmap, window, [item.id]) : [],
  ]);
  // A breaker that is no version's own guards all of them.
  const versions = roadmap.items.filter(({ track }) => track === 'models').map(({ id }) => id);
  const own = transitions.filter((one) => one.item === item.id || !versions.includes(one.item));
  return {
    window,
    events: logged,
    breakers: breakerHistories(own, window.from, window.to),
    builds,
    served: isVersion ? served.get(item.id) : undefined,
  };
}

function withMarks(
  answer: CriterionAnswer,
  roadmap: Roadmap,
  item: Item,
  happened: Happened,
): CriterionAnswer {
  const { chart, verdict } = answer;
  return chart === undefined
    ? answer
    : { ...answer, chart: { ...chart, marks: chartMarks(roadmap, item, verdict.text, happened) } };
}

function buildAnswers(builds: readonly ServedBuild[]): VersionResponse['builds'] {
  const all = builds.reduce((sum, { requests }) => sum + requests, 0);
  return builds.map(({ build, requests, lastAt }) => ({ build, share: requests / all, lastAt }));
}
